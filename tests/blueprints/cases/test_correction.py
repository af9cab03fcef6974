"""Correcting what was returned: only the named questions are open."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.cases.models import Case
from domain.cases.operations import ReturnItem, give_back, take_back_return
from domain.clock import now_utc
from domain.decisions import reject
from domain.history import Actor
from tests.blueprints.booking.walking import number_on
from tests.page import Browser, Page
from tests.town import World, typed


@pytest.fixture
def returned(visitor: Browser, records: Session, world: World) -> Page:
    saturday = next(ahead for ahead in range(1, 7) if world.day(ahead).weekday() == 5)
    slots = visitor.get(f"/booking/{world.hiroba.slug}").by_id(f"day-{world.day(saturday)}")
    page = visitor.get(next(one.get("href") for one in slots.iter("a")))
    while page.h1 != "この内容で予約しますか":
        page = page.press("次へ進む", typed(page))
    number = number_on(page.press("予約する"))
    case = records.scalars(select(Case).where(Case.number == number)).one()
    items = [ReturnItem("phone", "wrong", "つながりませんでした。")]
    by = Actor("staff", "佐々木 誠", world.staff["reviewer"].id)
    due = world.today + timedelta(days=7)
    give_back(records, number, items, due_on=due, revision=case.revision, by=by, now=now_utc())
    return visitor.get(f"/bookings/{number}")


def test_the_page_leads_to_what_is_to_be_corrected(returned: Page) -> None:
    assert "直してほしいところがあります" in returned.words
    assert "修正待ち" in returned.words and "承認待ち" not in returned.words
    page = returned.follow("直す")
    assert "つながりませんでした。" in page.words and page.value("phone") == "090-1234-5678"
    assert "name-family" not in page.text and "adults" not in page.text


def test_a_rejected_booking_tells_the_reason_and_no_deadline(
    returned: Page, records: Session, world: World
) -> None:
    case = records.scalars(select(Case)).one()
    by, now = Actor("staff", "佐々木 誠", world.staff["reviewer"].id), now_utc()
    take_back_return(records, case.number, revision=case.revision, by=by, now=now)
    decided = now - timedelta(minutes=5)
    reject(records, case.number, "設備の点検のため", revision=case.revision, by=by, now=decided)
    page = returned.browser.get(returned.path)
    assert "予約できない理由" in page.words and "設備の点検のため" in page.words
    assert "変更と取消しの期限" not in page.words


def test_a_correction_is_sent_and_reviewed_again(returned: Page, records: Session) -> None:
    page = returned.follow("直す").press("直した内容を送る", {"phone": "03-1234-5678"})
    assert "補正を受け付けました" in page.words and "03-1234-5678" in page.words
    records.rollback()
    assert records.scalars(select(Case)).one().state == "in_review"


def test_a_wrong_correction_keeps_what_was_typed(returned: Page) -> None:
    page = returned.follow("直す").press("直した内容を送る", {"phone": "12"}, status=422)
    assert page.problems().keys() == {"phone"} and page.value("phone") == "12"


def test_what_was_not_named_cannot_be_changed(returned: Page, records: Session) -> None:
    form = returned.follow("直す")
    returned.browser.post(
        form.path,
        {
            "step": "check",
            "revision": str(form.value("revision")),
            "phone": "03-1234-5678",
            "name-family": "別人",
        },
    )
    records.rollback()
    case = records.scalars(select(Case)).one()
    assert case.applicant_name == "佐藤 美咲" and case.phone == "0312345678"


def test_a_case_that_is_not_returned_has_nothing_to_correct(returned: Page) -> None:
    returned.follow("直す").press("直した内容を送る", {"phone": "03-1234-5678"})
    returned.browser.get(f"{returned.path}/correction", status=409)
