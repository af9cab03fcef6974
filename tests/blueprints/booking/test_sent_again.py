"""A page that was sent once is sent again: nobody is told that all went well when something else was meant."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.booking.models import Booking
from domain.booking.operations import cancel
from domain.history import RESIDENT
from tests.blueprints.booking.walking import number_on, slot_path, to_check
from tests.page import Browser, filled
from tests.town import World, slot_of

BEFORE = "この入力画面からの予約は、前に受け付けています"


def test_who_goes_back_and_books_for_others_is_shown_what_was_booked_before(
    visitor: Browser, records: Session, world: World
) -> None:
    check = to_check(visitor, slot_path(records, world.playroom, world))
    first = check.press("予約する")
    again = check.press("予約する", phone="080-9999-0000")
    assert BEFORE in again.words and again.h1.startswith("予約 ") and number_on(again) == number_on(first)
    records.rollback()
    assert records.scalar(select(func.count()).select_from(Booking)) == 1


def test_who_goes_back_and_takes_another_session_is_shown_what_was_booked_before(
    visitor: Browser, records: Session, world: World
) -> None:
    check = to_check(visitor, slot_path(records, world.playroom, world))
    check.press("予約する")
    other = slot_of(records, world.playroom, world.day(2), "09:30")
    form, button = check.form_with("予約する")
    values = filled(form, {}, button)
    again = visitor.post(f"/booking/{world.playroom.slug}/slots/{other.id}", values)
    assert BEFORE in again.words


def test_a_booking_that_was_given_up_is_not_booked_by_going_back(
    visitor: Browser, records: Session, world: World
) -> None:
    check = to_check(visitor, slot_path(records, world.playroom, world))
    receipt = check.press("予約する")
    cancel(records, number_on(receipt), by=RESIDENT, now=world.now)
    again = check.press("予約する")
    assert BEFORE in again.words and "この予約は取り消されています" in again.words
    assert visitor.get(receipt.path).h1 != "予約できました"
