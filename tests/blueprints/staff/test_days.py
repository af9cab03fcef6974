"""One day that runs otherwise: its own sessions, a day off, what is kept, back to usual."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.booking.models import Slot, SlotException
from domain.clock import in_tokyo
from domain.people.rules import CLERK
from tests.blueprints.staff.desks import booked, sign_in
from tests.page import Browser, Page
from tests.town import World

ROOM = "/staff/booking/kodomo-no-mori"
TOMORROW = f"{ROOM}/days/2026-05-13"
USUAL = ["9:30–11:30", "12:30–14:30", "15:00–16:30"]


def times(records: Session, world: World, day: int = 1) -> list[str]:
    """Return the sessions of a day of the playroom as people read them."""
    records.rollback()
    wanted = select(Slot).where(Slot.service_id == world.playroom.service_id, Slot.day == world.day(day))
    found = records.scalars(wanted.order_by(Slot.starts_at)).all()
    return ["–".join(f"{in_tokyo(at):%-H:%M}" for at in (slot.starts_at, slot.ends_at)) for slot in found]


def changed(page: Page, status: int = 200, **typed: str) -> Page:
    """Type into the rows and let the day run so."""
    return page.press("この日だけ変える", typed, status=status)


def test_the_board_leads_a_manager_to_the_days_sessions(manager: Browser) -> None:
    page = manager.get(f"{ROOM}/board?day=2026-05-13").follow("この日の回を変える")
    assert page.path == TOMORROW
    assert [page.value(f"{name}-1") for name in ("starts", "ends")] == ["12:30", "14:30"]


def test_a_session_gets_other_times_and_capacities_for_one_day(
    manager: Browser, records: Session, world: World
) -> None:
    before = times(records, world, 2)
    page = changed(manager.get(TOMORROW), **{"starts-0": "１０：００", "ends-0": "11時30分", "open-0": "５"})
    assert "この日だけの予定にしました" in page.words
    assert page.value("starts-0") == "10:00"
    assert times(records, world) == ["10:00–11:30", *USUAL[1:]]
    assert times(records, world, 2) == before
    slot = records.scalars(select(Slot).where(Slot.day == world.day(1)).order_by(Slot.starts_at)).first()
    assert slot is not None
    assert slot.open_capacity == 5


def test_rows_are_added_and_removed_without_javascript(
    manager: Browser, records: Session, world: World
) -> None:
    page = manager.get(TOMORROW).press("消す：2行目").press("回を追加")
    assert [page.value(f"starts-{row}") for row in range(3)] == ["09:30", "15:00", ""]
    changed(page, **{"starts-2": "1700", "ends-2": "18:00", "open-2": "4"})
    assert times(records, world) == [USUAL[0], USUAL[2], "17:00–18:00"]


def test_a_day_off_takes_a_reason_which_residents_read(
    manager: Browser, records: Session, world: World
) -> None:
    page = changed(manager.get(TOMORROW), status=422, runs="off")
    assert list(page.problems()) == ["reason"]
    changed(page, reason="館内清掃のため")
    assert times(records, world) == []
    assert "館内清掃のため" in manager.get("/booking/kodomo-no-mori").words_in("day-2026-05-13")
    assert "館内清掃のため" in manager.get(f"{ROOM}/board?day=2026-05-13").words


def test_what_is_booked_stays_and_is_listed_with_whom_to_call(
    manager: Browser, records: Session, world: World
) -> None:
    booking = booked(records, world, world.playroom, 1, "12:30")
    page = changed(manager.get(TOMORROW), runs="off", reason="点検")
    assert times(records, world) == ["12:30–14:30"]
    assert booking.state == "confirmed"
    kept = next(one for one in page.all("div", "warn"))
    assert kept.find(".//a").get("href") == f"/staff/cases/{booking.case.number}"  # type: ignore[union-attr]
    assert "090-1234-5678" in page.words


def test_back_to_usual(manager: Browser, records: Session, world: World) -> None:
    page = changed(manager.get(TOMORROW), runs="off", reason="点検")
    page = page.press("いつもどおりに戻す")
    assert "いつもどおりの予定に戻しました" in page.words
    assert times(records, world) == USUAL
    records.rollback()
    assert not records.scalars(select(SlotException)).all()


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ({"starts-0": "25:00"}, "starts-0"),
        ({"ends-0": "9:00"}, "ends-0"),
        ({"open-1": "たくさん"}, "open-1"),
        ({"hard-1": "1"}, "hard-1"),
        ({"web-1": "99"}, "web-1"),
        ({"starts-1": "11:00"}, "starts-1"),
    ],
)
def test_what_cannot_be_read_is_an_error_and_what_was_typed_stays(
    manager: Browser, records: Session, world: World, typed: dict[str, str], place: str
) -> None:
    page = changed(manager.get(TOMORROW), status=422, reason="行事のため", **typed)
    assert list(page.problems()) == [place]
    assert page.value(place) == typed[place]
    assert page.value("reason") == "行事のため"
    assert times(records, world) == USUAL


def test_no_rows_are_not_taken_for_a_day_off(manager: Browser, records: Session, world: World) -> None:
    page = manager.get(TOMORROW).press("消す：1行目").press("消す：1行目").press("消す：1行目")
    assert list(changed(page, status=422).problems()) == ["starts-0"]
    assert times(records, world) == USUAL


@pytest.mark.parametrize("day", ["2026-05-11", "2030-01-01", "yesterday"])
def test_days_that_are_over_or_far_away_are_not_found(manager: Browser, day: str) -> None:
    manager.get(f"{ROOM}/days/{day}", status=404)


def test_a_clerk_cannot_change_a_day(app: Flask, world: World) -> None:
    clerk = sign_in(app, world, CLERK)
    assert "この日の回を変える" not in clerk.get(f"{ROOM}/board?day=2026-05-13").words
    clerk.get(TOMORROW, status=403)
