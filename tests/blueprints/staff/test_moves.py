"""Moving a booking for somebody who calls."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.booking.models import Booking
from domain.booking.operations import set_capacity
from domain.history import TOWN
from domain.notices.models import Mail
from tests.blueprints.staff.desks import booked, sign_in
from tests.page import Browser, Page
from tests.town import World, slot_of


@pytest.fixture
def booking(records: Session, world: World) -> Booking:
    """Return the Satōs' booking of tomorrow morning."""
    return booked(records, world, world.playroom, 1, "09:30")


def chosen(clerk: Browser, records: Session, world: World, booking: Booking, starts: str = "12:30") -> Page:
    """Walk from the case to the page that asks whether to move to a session of the day after tomorrow."""
    page = clerk.get(f"/staff/cases/{booking.case.number}").follow("予約の日時を変更する")
    slot = slot_of(records, world.playroom, world.day(2), starts)
    return clerk.get(page.by_id(f"slot-{slot.id}").get("href", ""))


def test_a_caller_gets_another_session(
    clerk: Browser, records: Session, world: World, booking: Booking
) -> None:
    before = booking.slot
    page = chosen(clerk, records, world, booking)
    assert "5月13日（水） 9:30〜11:30" in page.words
    page = page.press("この日時に変更する")
    assert "予約の日時を変更しました" in page.words
    assert "予約をほかの回に変更しました 山田 花子" in page.words
    records.rollback()
    assert (booking.slot.day, booking.slot.taken, before.taken) == (world.day(2), 2, 0)
    assert "move" in records.scalars(select(Mail.kind)).all()


def test_the_session_that_is_booked_is_marked_and_cannot_be_chosen(clerk: Browser, booking: Booking) -> None:
    page = clerk.get(f"/staff/cases/{booking.case.number}/slot")
    here = page.by_id(f"slot-{booking.slot_id}")
    assert here.get("href") is None
    assert "いまの予約" in page.words_in(f"slot-{booking.slot_id}")


def test_a_session_that_filled_up_names_the_nearest(
    clerk: Browser, records: Session, world: World, booking: Booking
) -> None:
    page = chosen(clerk, records, world, booking)
    full = slot_of(records, world.playroom, world.day(2), "12:30")
    set_capacity(records, full.id, open_capacity=0, by=TOWN, now=world.now)
    refused = page.press("この日時に変更する", status=409)
    assert "満員" in refused.words
    assert "いまの予約は、そのまま残っています" in refused.words
    assert "5月14日（木） 9:30〜11:30" in refused.press("5月14日（木） 9:30").words
    records.rollback()
    assert booking.slot.day == world.day(2)


def test_a_session_of_another_room_is_not_found(
    clerk: Browser, records: Session, world: World, booking: Booking
) -> None:
    other = slot_of(records, world.hiroba, world.day(2), "10:00")
    clerk.get(f"/staff/cases/{booking.case.number}/slot?to={other.id}", status=404)
    clerk.post(f"/staff/cases/{booking.case.number}/slot", {"slot": other.id}, status=404)


def test_a_booking_that_was_given_up_is_not_moved(
    clerk: Browser, records: Session, world: World, booking: Booking
) -> None:
    asked = chosen(clerk, records, world, booking)
    clerk.get(f"/staff/cases/{booking.case.number}").follow("予約を取り消す").press("予約を取り消す")
    asked.press("この日時に変更する", status=409)
    assert "予約の日時を変更する" not in clerk.get(f"/staff/cases/{booking.case.number}").links()


def test_another_department_moves_nothing(app: Flask, world: World, booking: Booking) -> None:
    sign_in(app, world, "elsewhere").get(f"/staff/cases/{booking.case.number}/slot", status=403)
