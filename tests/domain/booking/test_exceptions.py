"""One-date exceptions and procedures that take no bookings."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.booking.exceptions import run_as_usual, run_otherwise
from domain.booking.models import Slot
from domain.booking.operations import book
from domain.booking.planning import Sitting
from domain.booking.refusals import NotAccepting
from domain.clock import in_tokyo
from domain.history import RESIDENT
from domain.procedures.operations import set_opening
from tests.domain.booking.playroom import NOW, TOMORROW, family, open_playroom, slot_at

SPECIAL = Sitting(time(9), time(11), 4, 6)


def starts_on(session: Session, day: date) -> list[str]:
    session.rollback()
    slots = session.scalars(select(Slot).where(Slot.day == day).order_by(Slot.starts_at))
    return [f"{in_tokyo(slot.starts_at):%H:%M}" for slot in slots]


def test_a_day_can_run_otherwise_and_as_usual_again(session: Session) -> None:
    room = open_playroom(session)
    usual = starts_on(session, TOMORROW)
    run_otherwise(session, room.service_id, TOMORROW, [SPECIAL], by=room.clerk, now=NOW)
    assert starts_on(session, TOMORROW) == ["09:00"] != usual
    run_as_usual(session, room.service_id, TOMORROW, by=room.clerk, now=NOW)
    assert starts_on(session, TOMORROW) == usual


def test_a_day_off_keeps_the_slot_that_is_booked_and_lists_it(session: Session) -> None:
    room = open_playroom(session)
    slot = slot_at(session, room, TOMORROW)
    book(session, family(room, 1, slot.id), by=RESIDENT, now=NOW)
    made = run_otherwise(session, room.service_id, TOMORROW, [], reason="行事", by=room.clerk, now=NOW)
    assert [(one.slot_id, one.wanted, one.because) for one in made.kept] == [(slot.id, "gone", "booked")]
    assert len(starts_on(session, TOMORROW)) == 1


def test_changing_a_day_twice_keeps_the_last(session: Session) -> None:
    room = open_playroom(session)
    for sitting in (SPECIAL, Sitting(time(13), time(15), 2, 2)):
        run_otherwise(session, room.service_id, TOMORROW, [sitting], by=room.clerk, now=NOW)
    assert starts_on(session, TOMORROW) == ["13:00"]


@pytest.mark.parametrize("sitting", [SPECIAL, Sitting(time(9), time(10), 1, 1, 1, {"from_months": 6})])
def test_a_sitting_survives_json(sitting: Sitting) -> None:
    assert Sitting.from_json(sitting.to_json()) == sitting


def test_a_closed_procedure_takes_no_booking(session: Session) -> None:
    room = open_playroom(session)
    slot = slot_at(session, room, TOMORROW)
    closed = {"opens_at": NOW + timedelta(days=1), "closes_at": None}
    set_opening(session, room.procedure_id, **closed, by=room.clerk, now=NOW)
    with pytest.raises(NotAccepting):
        book(session, family(room, 1, slot.id), by=RESIDENT, now=NOW)
