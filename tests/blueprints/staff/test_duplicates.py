"""The duplicates desk in the browser: from the list to a decision on each group, one after the other."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.history import TOWN, Event
from domain.lottery.duplicates.models import DuplicateGroup
from domain.lottery.duplicates.search import find_duplicates
from domain.lottery.models import Entry
from domain.people.rules import CLERK, REVIEWER
from tests.blueprints.staff.desks import sign_in
from tests.blueprints.staff.test_cases import queries
from tests.jobs import seen_through
from tests.page import Browser, Page
from tests.town import NOW, World
from tests.voucher_town import applied, carded, open_voucher

PATH = "/staff/lottery/voucher/rounds/1/duplicates"
BUTTON = "この判断を記録して次の組へ"
SAKURA = {"name-family": "林 桜", "kana-family": "ハヤシ サクラ", "phone": "077-523-1234"}


@pytest.fixture
def round_id(records: Session, world: World) -> int:
    """Give a round in which two people have applied on the web and sent a card besides."""
    round_id = open_voucher(records, world, NOW)
    applied(records, round_id, NOW, "hanako web 123456")
    carded(
        records,
        round_id,
        NOW,
        "hanako card 12345",
        **{"name-family": "高崎 花子", "address-street": "3-1-1-203"},
    )
    applied(records, round_id, NOW, "sakura web 123456", **SAKURA)
    carded(records, round_id, NOW, "sakura card 12345", **{**SAKURA, "born-year": "S55.4.7"})
    return round_id


@pytest.fixture
def reviewer(app: Flask, world: World, round_id: int) -> Browser:
    return sign_in(app, world, REVIEWER)


def searched(reviewer: Browser) -> Page:
    page = reviewer.get(PATH)
    return seen_through(page.press("重複を探す" if "重複を探す" in page.words else "もう一度探す"))


def states(records: Session) -> list[str]:
    records.rollback()
    return list(records.scalars(select(Entry.state).order_by(Entry.id)))


def test_groups_are_listed_by_how_sure_they_are(reviewer: Browser) -> None:
    page = searched(reviewer)
    assert "4件を比べ、候補は2組です" in page.words
    names = [link for link in page.links() if "林" in link or "高崎" in link]
    assert names == ["髙﨑 花子・高崎 花子", "林 桜"]


def test_a_decision_leads_to_the_next_group_and_at_last_to_the_list(
    reviewer: Browser, records: Session
) -> None:
    page = searched(reviewer).follow("上から順に判断する")
    assert "残り2組" in page.h1
    page = page.press(BUTTON)
    assert "残り1組" in page.h1 and "有効 1件、重複 1件" in page.words
    page = page.press(BUTTON, {"reason": "電話で確かめた。"})
    assert page.path.endswith("/duplicates") and "判断していない組はありません" in page.words
    assert states(records) == ["invalid", "received", "invalid", "received"]
    assert "電話で確かめた。" in page.follow("判断した組").words


def test_what_is_the_same_and_what_differs_is_said_in_words(reviewer: Browser) -> None:
    page = searched(reviewer).follow("髙﨑 花子")
    said = {row[0].text.strip(): "".join(row[1].itertext()).strip() for row in rows(page)}
    assert said["氏名"] == "≒ 書き方だけ違う" and said["生年月日"] == "＝ 同じ"
    assert said["メールアドレス"] == "？ ない方がある" and said["住所"] == "≒ 書き方だけ違う"
    assert {one.text for one in page.all("mark")} >= {"髙﨑", "高崎"}


def rows(page: Page) -> list:
    """Return the rows of the comparison."""
    table = page.all("table", "side-by-side")[0]
    return [list(row) for row in table.iter("tr") if "is-" in row.get("class", "")]


def test_the_rule_is_proposed_and_can_be_chosen_otherwise(reviewer: Browser, records: Session) -> None:
    page = searched(reviewer).follow("髙﨑 花子")
    names = [name for name in (one.get("name") for one in page.all("input")) if name and "verdict" in name]
    first, second = dict.fromkeys(names)
    assert (page.value(first), page.value(second)) == ("drop", "keep")  # the card was posted the day before
    page.press(BUTTON, {first: "keep", second: "keep", "reason": "別の方。"})
    assert states(records) == ["received"] * 4


def test_a_decision_needs_a_reason_and_keeps_what_was_chosen(reviewer: Browser, records: Session) -> None:
    page = searched(reviewer).follow("髙﨑 花子")
    page = page.press(BUTTON, {"reason": " "}, status=422)
    assert "判断した理由を入力してください" in page.problems()["reason"]
    assert states(records) == ["received"] * 4


def test_a_group_that_a_colleague_has_decided_says_so(
    reviewer: Browser, app: Flask, world: World, records: Session
) -> None:
    page = searched(reviewer).follow("髙﨑 花子")
    sign_in(app, world, REVIEWER).get(page.path).press(BUTTON)
    page = page.press(BUTTON, status=409)
    assert "すでに判断" in page.words and "この組は判断済みです" in page.words


def test_a_group_that_is_gone_leads_back_to_the_list(
    reviewer: Browser, records: Session, round_id: int
) -> None:
    page = searched(reviewer).follow("髙﨑 花子")
    carded(records, round_id, NOW, "hanako card again", **{"name-family": "髙﨑 花子"})
    find_duplicates(records, round_id, by=TOWN, now=NOW)
    page = page.press(BUTTON)
    assert page.path.endswith("/duplicates") and "組が変わりました" in page.words


def test_a_decision_can_be_taken_back(reviewer: Browser, records: Session) -> None:
    page = searched(reviewer).follow("髙﨑 花子")
    address = page.path
    page.press(BUTTON)
    page = reviewer.get(address).press("判断を取り消す")
    assert "もう一度選んでください" in page.words and states(records) == ["received"] * 4


def test_a_clerk_sees_the_groups_and_decides_nothing(
    app: Flask, world: World, reviewer: Browser, records: Session
) -> None:
    searched(reviewer)
    clerk = sign_in(app, world, CLERK)
    page = clerk.get(PATH).follow("髙﨑 花子")
    assert "審査ができる職員" in page.words
    group = records.scalars(select(DuplicateGroup.id).order_by(DuplicateGroup.id)).first()
    clerk.post(f"{PATH}/{group}", {"reason": "x"}, status=403)


def test_new_entries_after_a_search_are_told(reviewer: Browser, records: Session, round_id: int) -> None:
    searched(reviewer)
    carded(
        records, round_id, NOW, "somebody new 1234", **{"name-family": "森 葵", "kana-family": "モリ アオイ"}
    )
    assert "もう一度探してください" in reviewer.get(PATH).words


def test_the_list_asks_the_database_as_often_for_one_group_as_for_many(
    app: Flask, reviewer: Browser, records: Session, round_id: int
) -> None:
    searched(reviewer)
    before = queries(app, reviewer, PATH)
    for number, family in enumerate(("森 葵", "原 蓮", "岡 湊")):
        name = {"name-family": family, "kana-family": f"モリ {'アイウ'[number]}オイ"}
        for copy in range(2):
            carded(records, round_id, NOW, f"another card {number} {copy}", **name)
    searched(reviewer)
    assert queries(app, reviewer, PATH) == before and "森 葵" in reviewer.get(PATH).words


def test_who_looked_is_written_down(reviewer: Browser, records: Session, world: World) -> None:
    searched(reviewer).follow("髙﨑 花子")
    looks = records.scalars(select(Event).where(Event.verb == "list")).all()
    assert [len(one.detail["cases"]) for one in looks] == [4, 2]
    assert {one.staff_id for one in looks} == {world.staff[REVIEWER].id}
