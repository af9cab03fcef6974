"""Boards, calls and closures show names: each view of one is a line of who has looked, as the queue's is."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.booking.models import Booking
from domain.history import Event
from tests.blueprints.staff.desks import booked
from tests.page import Browser
from tests.town import World, slot_of

ROOM = "/staff/booking/kodomo-no-mori"


@pytest.fixture
def tomorrow(records: Session, world: World) -> Booking:
    """Return the Satōs' booking of tomorrow morning."""
    return booked(records, world, world.playroom, 1, "09:30")


def looked_at(records: Session) -> list[tuple[str, list[int]]]:
    """Return which lists of names were seen where."""
    records.rollback()
    lists = select(Event.noun, Event.detail).where(Event.verb == "list").order_by(Event.id)
    return [(noun, detail["cases"]) for noun, detail in records.execute(lists)]


def test_a_board_is_a_look_and_an_empty_one_is_none(
    clerk: Browser, records: Session, world: World, tomorrow: Booking
) -> None:
    case_id = tomorrow.case_id
    clerk.get(f"{ROOM}/board")
    assert looked_at(records) == []
    for _ in range(2):
        clerk.get(f"{ROOM}/board?day={world.day(1)}")
    assert looked_at(records) == [("board", [case_id])]


def test_earlier_names_of_a_phone_number_are_a_look(
    clerk: Browser, records: Session, world: World, tomorrow: Booking
) -> None:
    case_id, slot = tomorrow.case_id, slot_of(records, world.playroom, world.day(1), "12:30")
    page = clerk.get(f"{ROOM}/slots/{slot.id}/booking")
    assert looked_at(records) == []
    assert "佐藤 美咲" in page.press("この内容で予約する", phone="09012345678").words
    assert looked_at(records) == [("call", [case_id])]


def test_who_is_touched_by_a_closure_or_a_smaller_room_is_a_look(
    manager: Browser, records: Session, world: World, tomorrow: Booking
) -> None:
    case_id, slot_id = tomorrow.case_id, tomorrow.slot_id
    page = manager.get(f"{ROOM}/closures?first={world.day(1)}")
    assert "佐藤 美咲" in page.press("影響する予約を確かめる", reason="台風").words
    page = manager.get(f"/staff/booking/slots/{slot_id}/capacity").press("変更する", open="0", hard="9")
    assert "佐藤 美咲" in page.words
    assert looked_at(records) == [("closure", [case_id]), ("capacity", [case_id])]


def test_the_manager_reads_where_names_were_seen(
    clerk: Browser, manager: Browser, world: World, tomorrow: Booking
) -> None:
    clerk.get(f"{ROOM}/board?day={world.day(1)}")
    assert "当日の予約（1件）" in manager.get("/staff/looks").words
