"""Moving and cancelling one's own booking."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.notices.models import Mail
from tests import htmx
from tests.blueprints.booking.walking import at, booking_now, fill_up, number_on, slot_path, to_receipt
from tests.page import Browser, Page
from tests.town import World, slot_of


@pytest.fixture
def own(visitor: Browser, records: Session, world: World) -> Page:
    return to_receipt(visitor, slot_path(records, world.playroom, world)).follow("予約のページを開く")


def number_of(own: Page) -> str:
    return own.path.split("/")[2]


def test_a_booking_moves_to_another_session(own: Page, records: Session, world: World) -> None:
    other = slot_of(records, world.playroom, world.day(2), "12:30")
    calendar = own.follow("日時を変更する")
    check = calendar.browser.get(calendar.by_id(f"slot-{other.id}").get("href"))
    assert "5月13日（水） 9:30〜11:30" in check.words and "5月14日（木） 12:30〜14:30" in check.words
    page = check.press("この日時に変更する")
    assert "日時を変更しました。" in page.words and "5月14日（木） 12:30〜14:30" in page.words
    assert booking_now(records, number_of(own)).slot_id == other.id


def test_its_own_session_is_marked_and_no_link(own: Page, records: Session, world: World) -> None:
    mine = slot_of(records, world.playroom, world.day(1), "09:30")
    calendar = own.follow("日時を変更する")
    assert calendar.by_id(f"slot-{mine.id}").tag == "span"
    assert not calendar.by_id("slots").get("data-poll")


def test_other_weeks_of_a_move_are_a_part(own: Page) -> None:
    htmx.swap(own.follow("日時を変更する"), "slots")
    later = own.follow("日時を変更する").follow("次の2週間")
    assert later.h1 == "日時を変更する"


def test_a_full_session_leaves_the_booking_where_it_is(own: Page, records: Session, world: World) -> None:
    other = slot_of(records, world.playroom, world.day(2), "12:30")
    before = booking_now(records, number_of(own)).slot_id
    check = own.browser.get(f"{own.path}/slot?to={other.id}")
    other = slot_of(records, world.playroom, world.day(2), "12:30")
    fill_up(records, other)
    page = check.press("この日時に変更する", status=409)
    assert "いまの予約はそのまま残っています" in page.words and "満員" in page.h1
    assert booking_now(records, number_of(own)).slot_id == before
    nearest = [one for one in page.all("button") if one.get("name") == "slot"]
    assert len(nearest) == 3
    page.press(nearest[0].get("value"))
    assert booking_now(records, number_of(own)).slot_id == int(nearest[0].get("value"))


def test_a_session_of_another_room_is_not_found(own: Page, records: Session, world: World) -> None:
    records.rollback()
    strange = own.browser.get(f"/booking/{world.hiroba.slug}").by_id("slots")
    slot = next(
        one.get("href").rsplit("/", 1)[1] for one in strange.iter("a") if "/slots/" in one.get("href")
    )
    own.browser.get(f"{own.path}/slot?to={slot}", status=404)


def test_a_booking_is_cancelled_after_one_question(own: Page, records: Session) -> None:
    page = own.follow("予約を取り消す").press("予約を取り消す")
    assert "予約を取り消しました。" in page.words and "この予約は取り消されています" in page.words
    assert booking_now(records, number_of(own)).state == "cancelled_by_user"


def test_cancelling_twice_says_the_same_and_writes_one_mail(own: Page, records: Session) -> None:
    question = own.follow("予約を取り消す")
    first, second = question.press("予約を取り消す"), question.press("予約を取り消す")
    assert first.path == second.path and "予約を取り消しました。" in second.words
    records.rollback()
    assert records.scalar(select(func.count()).where(Mail.kind == "cancellation")) == 1


def test_a_cancelled_booking_takes_itself_out_of_the_calendar(own: Page) -> None:
    own.follow("予約を取り消す").press("予約を取り消す")
    answer = own.browser.client.get(f"{own.path}/calendar.ics")
    assert b"METHOD:CANCEL" in answer.data and b"STATUS:CANCELLED" in answer.data


def test_after_the_deadline_there_is_a_number_to_call(own: Page, world: World, clock: Any) -> None:
    clock.move_to(at(world, 1, 8, 30))
    page = own.browser.get(own.path)
    assert "期限が過ぎました" in page.words and "000-555-0110" in page.words
    late = own.browser.get(f"{own.path}/cancellation")
    assert not [one for one in late.all("button") if "取り消す" in "".join(one.itertext())]
    assert "までです" in own.browser.get(f"{own.path}/slot", status=409).h1


def test_a_late_tap_on_an_old_page_is_refused_with_the_reason(
    own: Page, records: Session, world: World, clock: Any
) -> None:
    question = own.follow("予約を取り消す")
    clock.move_to(at(world, 1, 8, 30))
    page = question.press("予約を取り消す", status=409)
    assert "5/13 8:00までです" in page.h1
    assert booking_now(records, number_of(own)).state == "confirmed"


def test_number_on_the_receipt_is_the_pages(visitor: Browser, records: Session, world: World) -> None:
    receipt = to_receipt(visitor, slot_path(records, world.playroom, world))
    assert number_on(receipt) in receipt.follow("予約のページを開く").path
