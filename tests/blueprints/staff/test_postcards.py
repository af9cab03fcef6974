"""The keying screen of postcards: what is kept, what is looked up, what is shown of the card before."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.cases.models import Case
from domain.history import Actor, Event
from domain.lottery.duplicates.search import find_duplicates
from domain.lottery.freezing import ask_freeze, freeze
from domain.lottery.models import Entry
from domain.people.rules import CLERK, EDITOR, MANAGER
from domain.places.models import PostalCode
from tests.blueprints.staff.desks import sign_in
from tests.htmx import press
from tests.page import Browser, Page
from tests.town import NOW, World
from tests.voucher_town import applied, open_voucher

PATH = "/staff/lottery/voucher/rounds/1/postcards"
BUTTON = "受け付けて次のはがきへ"
CARD = {
    "postmark": "5/12",
    "kana-family": "たかさき はなこ",
    "name-family": "髙﨑 花子",
    "born-year": "S55.4.1",
    "address-postal_code": "5200044",
    "address-street": "3-1-1",
    "phone": "09012345678",
    "books": "2",
    "pickup": "self",
    "agreed": "yes",
}


@pytest.fixture
def round_id(records: Session, world: World) -> int:
    """Give an open round, and one postal code."""
    records.add(PostalCode(code="5200044", prefecture="滋賀県", city="大津市", town="京町"))
    records.commit()
    return open_voucher(records, world, NOW)


@pytest.fixture
def clerk(app: Flask, world: World, round_id: int) -> Browser:
    return sign_in(app, world, CLERK)


def keyed(page: Page, status: int = 200, **changes: str) -> Page:
    return page.press(BUTTON, {**CARD, **changes}, status=status)


def entries(records: Session) -> list[Entry]:
    records.rollback()
    return list(records.scalars(select(Entry).order_by(Entry.id)))


def test_a_card_is_keyed_and_the_next_one_begins(clerk: Browser, records: Session, world: World) -> None:
    page = keyed(clerk.get("/staff/applications").follow("はがきを入力する：プレミアム商品券 第1回"))
    [entry] = entries(records)
    case = entry.case
    assert (case.channel, case.dated_on) == ("post", date(2026, 5, 12))
    assert case.entered_by_id == world.staff[CLERK].id
    assert (entry.name, entry.kana, entry.units) == ("髙﨑 花子", "タカサキ ハナコ", 2)
    assert entry.address == "滋賀県大津市京町3-1-1"
    assert f"after={case.number}" in page.path
    assert page.value("postmark") == "5/12" and page.value("name-family") == ""


def test_what_most_cards_answer_alike_is_kept_and_nothing_else(clerk: Browser) -> None:
    page = keyed(clerk.get(PATH), pickup="family", email="hanako@example.jp")
    assert page.value("pickup") == "family" and page.value("agreed") == "yes"
    assert page.value("email") == "" and page.value("phone") == ""


def test_the_address_of_the_card_before_is_repeated_by_one_sign(clerk: Browser, records: Session) -> None:
    page = keyed(clerk.get(PATH))
    changes = {"address-postal_code": "＝", "address-street": "", "phone": ""}
    keyed(page, **changes, **{"kana-family": "タカサキ イチロウ", "name-family": "髙﨑 一郎"})
    first, second = entries(records)
    assert (second.address, second.phone) == (first.address, first.phone)
    assert second.name == "髙﨑 一郎"


def test_a_postal_code_is_looked_up_without_a_script(clerk: Browser) -> None:
    page = clerk.get(PATH).press("住所を入れる", {**CARD, "address-street": ""})
    assert page.value("address-area") == "滋賀県大津市京町"
    assert page.value("kana-family") == "たかさき はなこ" and not page.problems()


def test_a_postal_code_is_looked_up_in_a_part(clerk: Browser) -> None:
    page = clerk.get(PATH)
    part = press(page, "住所を入れる", CARD)
    assert part.by_id("address-area").get("value") == "滋賀県大津市京町" and not part.is_whole


def test_what_is_wrong_is_at_inputs_that_are_there(clerk: Browser, records: Session) -> None:
    changes = {"postmark": "きのう", "kana-family": "タカサキハナコ", "born-year": "S99.1.1"}
    page = keyed(clerk.get(PATH), status=422, **changes)
    assert list(page.problems()) == ["postmark", "kana-family", "born-year"]
    assert page.value("name-family") == "髙﨑 花子" and entries(records) == []


def test_a_card_with_a_late_postmark_is_not_taken(clerk: Browser, records: Session) -> None:
    page = clerk.get(PATH)
    page = page.press(BUTTON, {**CARD, "postmark": "2026-05-01"}, status=409)
    assert "受付は" in page.words and page.value("postmark") == "2026-05-01" and entries(records) == []


def test_a_card_that_is_sent_twice_enters_once(clerk: Browser, records: Session) -> None:
    page = clerk.get(PATH)
    keyed(page)
    keyed(page)
    assert len(entries(records)) == 1


def test_likely_duplicates_are_shown_at_once_and_block_nothing(
    clerk: Browser, records: Session, round_id: int
) -> None:
    applied(records, round_id, NOW, "web page 12345678")
    page = keyed(clerk.get(PATH))
    assert "似た申込みが1件あります" in page.words and "インターネット" in page.words
    assert len(entries(records)) == 2


def test_the_count_and_the_online_share_run_along(clerk: Browser, records: Session, round_id: int) -> None:
    applied(
        records,
        round_id,
        NOW,
        "web page 12345678",
        **{"name-family": "林 桜", "kana-family": "ハヤシ サクラ"},
    )
    page = keyed(clerk.get(PATH))
    assert "きょう入力した枚数 1" in page.words and "申込み全体 2" in page.words
    assert "オンライン率 50.0%" in page.words


def test_a_card_is_put_right(clerk: Browser, records: Session) -> None:
    page = keyed(clerk.get(PATH)).follow("このはがきを直す")
    assert page.value("kana-family") == "タカサキ ハナコ" and page.value("born-year") == "1980.4.1"
    page = page.press("直して次のはがきへ", {"name-family": "髙崎 花子", "books": "3"})
    [entry] = entries(records)
    assert (entry.name, entry.units, entry.born_on) == ("髙崎 花子", 3, date(1980, 4, 1))
    assert "直前のはがき" in page.words


def test_the_postmark_of_a_card_is_put_right_and_judged(clerk: Browser, records: Session, clock: Any) -> None:
    keyed(clerk.get(PATH))
    clock.move_to(NOW + timedelta(minutes=20))
    page = clerk.get(f"{PATH}/{entries(records)[0].case.number}")
    assert page.value("postmark") == "5/12"
    late = page.press("直して次のはがきへ", {"postmark": "2026-05-01"}, status=409)
    assert late.value("postmark") == "2026-05-01" and entries(records)[0].case.dated_on == date(2026, 5, 12)
    entries(records)[0].case.dated_on = date(2026, 5, 11)
    records.commit()
    late.press("直して次のはがきへ", {"postmark": "5/12"})
    assert entries(records)[0].case.dated_on == date(2026, 5, 12)
    told = records.scalars(select(Event).where(Event.verb == "change")).one()
    assert told.detail["postmark_before"] == "2026-05-11"


def test_a_card_put_right_with_mistakes_keeps_what_was_typed(clerk: Browser, records: Session) -> None:
    page = keyed(clerk.get(PATH)).follow("このはがきを直す")
    page = page.press("直して次のはがきへ", {"books": "9"}, status=422)
    assert list(page.problems()) == ["books"] and page.value("books") == "9"
    assert [entry.units for entry in entries(records)] == [2]


def test_nothing_is_keyed_after_the_freeze(
    app: Flask, world: World, records: Session, round_id: int, clock: Any
) -> None:
    applied(records, round_id, NOW, "web page 12345678")
    after = NOW + timedelta(days=10)
    clock.move_to(after)
    staff = {role: world.staff[role].id for role in (CLERK, MANAGER)}
    find_duplicates(records, round_id, by=Actor("staff", "", staff[CLERK]), now=after)
    ask_freeze(records, round_id, by=Actor("staff", "", staff[MANAGER]), now=after)
    freeze(records, round_id, by=Actor("staff", "", staff[CLERK]), now=after)
    page = sign_in(app, world, CLERK).get(PATH)
    assert "はがきは入力できません" in page.words and not page.all("input", "input")


def test_only_those_who_enter_cases_key_cards(app: Flask, world: World, round_id: int) -> None:
    sign_in(app, world, EDITOR).get(PATH, status=403)
    sign_in(app, world, "elsewhere").get(PATH, status=403)


def test_a_round_or_a_card_that_is_not_there_is_not_found(clerk: Browser, records: Session) -> None:
    clerk.get("/staff/lottery/voucher/rounds/9/postcards", status=404)
    clerk.get("/staff/lottery/kodomo-no-mori/rounds/1/postcards", status=404)
    clerk.get(f"{PATH}/0000000000", status=404)
    assert records.scalar(select(Case.id)) is None
