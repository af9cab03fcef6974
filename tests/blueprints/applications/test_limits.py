"""Opening and closing: by date, by number, by sum; and what one is told then."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from domain.clock import TOKYO
from domain.decisions import reject, withdraw
from domain.history import RESIDENT, Actor
from tests.application_forms import EVENT, HANAKO, MOVED, open_application, relate
from tests.blueprints.applications.walking import (
    case_now,
    number_on,
    procedure_now,
    to_check,
    to_receipt,
)
from tests.page import Browser, Page
from tests.town import NOW, World, typed

PATH = "/applications/concert"
NOTE = {"ja": "来月にも開きます。", "easy": "来月も あります。", "en": "There is another one next month."}


@pytest.fixture
def concert(records: Session, world: World) -> int:
    """Return the id of an event for three people in at most two applications."""
    limits = {"most_cases": 2, "most_sum": 3, "sum_field": "people"}
    return open_application(records, world, EVENT, "concert", closed_note=NOTE, **limits)


def set_on(records: Session, slug: str = "concert", **said: object) -> None:
    """Change a procedure."""
    procedure = procedure_now(records, slug)
    for name, value in said.items():
        setattr(procedure, name, value)
    records.commit()


def test_before_it_opens_the_page_says_when(visitor: Browser, records: Session, concert: int) -> None:
    set_on(records, opens_at=datetime(2026, 5, 20, 9, tzinfo=TOKYO))
    page = visitor.get(PATH, status=409)
    assert page.h1 == "この手続きは5/20 9:00から申し込めます。"
    assert "来月にも開きます。" in page.words and "000-555-0100" in page.words


def test_after_it_has_closed_the_page_says_why_and_what_else(
    visitor: Browser, records: Session, world: World, concert: int
) -> None:
    relate(records, concert, open_application(records, world))
    set_on(records, closes_at=NOW)
    page = visitor.get(PATH, status=409)
    assert "5/12 10:00に終わりました" in page.h1
    assert page.follow("住所変更届").h1 == "届け出る人"


def test_when_it_is_full_the_page_says_so(visitor: Browser, another_visitor: Browser, concert: int) -> None:
    to_receipt(visitor, PATH, people="2")
    to_receipt(visitor, PATH, people="1", phone="03-1111-2222")
    page = another_visitor.get(PATH, status=409)
    assert "定員に達した" in page.h1 and "来月にも開きます。" in page.words


def test_more_than_is_left_is_refused_with_how_many_are(
    visitor: Browser, another_visitor: Browser, records: Session, concert: int
) -> None:
    to_receipt(visitor, PATH, people="2")
    refused = to_check(another_visitor, PATH, people="2").press("この内容で申し込む", status=409)
    assert refused.h1 == "残りは1で、2には足りません。"
    page = refused.press("変更：人数").press("次へ進む", people="1")
    assert page.press("この内容で申し込む").h1 == "申し込みを受け付けました"
    procedure = procedure_now(records, "concert")
    assert (procedure.cases_taken, procedure.sum_taken) == (2, 3)


def test_what_was_typed_stays_when_it_closes_meanwhile(
    visitor: Browser, records: Session, world: World
) -> None:
    open_application(records, world)
    page = visitor.get("/applications/moved")
    set_on(records, "moved", closes_at=NOW)
    page = page.press("次へ進む", typed(page, HANAKO), status=409)
    assert "終わりました" in page.h1 and page.value("name-family") == "山田"
    assert "入力した内容は残っています" in page.words
    set_on(records, "moved", closes_at=None)
    assert page.press("次へ進む").h1 == "引っ越し"


def test_what_was_typed_stays_when_it_closes_at_the_last_button(
    visitor: Browser, records: Session, world: World
) -> None:
    open_application(records, world)
    check = to_check(visitor)
    set_on(records, "moved", closes_at=NOW)
    refused = check.press("この内容で申し込む", status=409)
    assert "終わりました" in refused.h1 and "山田 花子" in refused.words
    set_on(records, "moved", closes_at=None)
    assert refused.press("もう一度申し込んでみる").h1 == "申し込みを受け付けました"


def test_the_second_tap_of_the_last_winner_is_not_told_full(visitor: Browser, concert: int) -> None:
    check = to_check(visitor, PATH, people="3")
    assert check.press("この内容で申し込む").path == check.press("この内容で申し込む").path


@pytest.mark.parametrize("way", ["withdraw", "reject"])
def test_what_a_case_held_is_given_back_when_it_ends(
    visitor: Browser, records: Session, world: World, concert: int, way: str
) -> None:
    number = number_on(to_receipt(visitor, PATH, people="3"))
    if way == "withdraw":
        withdraw(records, number, by=RESIDENT, now=NOW)
    else:
        by = Actor("staff", "佐々木 誠", world.staff["reviewer"].id)
        reject(records, number, "対象外のため", revision=1, by=by, now=NOW)
    procedure = procedure_now(records, "concert")
    assert (procedure.cases_taken, procedure.sum_taken) == (0, 0)
    assert case_now(records, number).held is None
    assert visitor.get(PATH).h1 == "参加する人"


def test_an_application_begins_and_ends_on_the_minute(
    visitor: Browser, records: Session, world: World, clock: object
) -> None:
    open_application(records, world, MOVED, opens_at=NOW, closes_at=NOW + timedelta(minutes=1))
    assert isinstance(visitor.get("/applications/moved"), Page)
    clock.move_to(NOW + timedelta(minutes=1))  # type: ignore[attr-defined]
    visitor.get("/applications/moved", status=409)
