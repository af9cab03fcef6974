"""The calendar, the nearest free slots, the board, and how few queries they take."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from domain.booking.models import Slot
from domain.booking.operations import book, close_days, reconcile
from domain.booking.queries import (
    availability_digest,
    board,
    booking_of,
    calendar,
    department_of_slot,
    nearest_free,
    service_by_slug,
)
from domain.booking.rules import Mark, Party
from domain.clock import in_tokyo
from domain.database import writing
from domain.history import RESIDENT
from domain.refusals import NotFound
from forms.definition import Text
from tests.databases import counted
from tests.domain.booking.playroom import (
    FRIDAY,
    NOW,
    TODAY,
    TOMORROW,
    TWO_YEARS_OLD,
    family,
    open_playroom,
    slot_at,
)


def test_two_weeks_with_marks_and_reasons(session: Session) -> None:
    room = open_playroom(session, capacity=4, closed_days={"weekdays": [0]})
    book(session, family(room, 1, slot_at(session, room, TOMORROW).id), by=RESIDENT, now=NOW)
    full = family(room, 2, slot_at(session, room, FRIDAY).id, adults=3)
    book(session, full, by=RESIDENT, now=NOW)
    days = calendar(session, service_by_slug(session, "playroom"), date(2026, 5, 11), now=NOW)
    marks = {one.day.day: [slot.mark.name for slot in one.slots] for one in days}
    assert len(days) == 14
    assert (marks[11], str(days[0].closed)) == ([], "休館日（月曜日）")
    assert marks[12] == ["OVER", "FREE"]
    assert marks[13] == ["FEW", "FREE"]
    assert marks[15] == ["FULL", "FREE"]
    assert marks[23] == ["NOT_YET", "NOT_YET"]


def test_a_closure_and_its_reason_are_shown(session: Session) -> None:
    room = open_playroom(session)
    days = {"first_on": TOMORROW, "last_on": TOMORROW}
    close_days(session, room.facility_id, **days, reason=Text("台風"), by=room.clerk, now=NOW)
    day = calendar(session, service_by_slug(session, "playroom"), TOMORROW, 1, now=NOW)[0]
    assert (day.is_closed, str(day.closed)) == (True, "台風")
    assert {slot.mark for slot in day.slots} == {Mark.CLOSED}


@pytest.mark.parametrize("days", [1, 14])
def test_the_calendar_takes_three_queries_however_many_days(
    session: Session, town_engine: Engine, days: int
) -> None:
    open_playroom(session)
    service = service_by_slug(session, "playroom")
    with counted(town_engine) as sent:
        calendar(session, service, TODAY, days, now=NOW)
    assert len(sent) <= 3


def test_the_digest_changes_exactly_when_what_is_shown_changes(session: Session) -> None:
    room = open_playroom(session)
    service = service_by_slug(session, "playroom")

    def digest() -> str:
        return availability_digest(calendar(session, service, TODAY, now=NOW))

    before = digest()
    assert digest() == before
    with writing(session):
        session.execute(update(Slot).values(hard_capacity=39))
    assert digest() == before
    service = service_by_slug(session, "playroom")
    book(session, family(room, 1, slot_at(session, room, TOMORROW).id), by=RESIDENT, now=NOW)
    assert digest() != before


def test_the_nearest_free_slots_have_room_for_the_party_and_suit_its_ages(session: Session) -> None:
    room = open_playroom(session, capacity=4)
    near = slot_at(session, room, FRIDAY)
    too_small = slot_at(session, room, FRIDAY, 13)
    book(session, family(room, 1, too_small.id, adults=2), by=RESIDENT, now=NOW)
    for_babies = slot_at(session, room, date(2026, 5, 14), 13)
    with writing(session):
        session.execute(update(Slot).where(Slot.id == for_babies.id).values(ages={"to_months": 12}))
    service = service_by_slug(session, "playroom")
    party = Party(1, (TWO_YEARS_OLD,))
    found = nearest_free(session, service, near.starts_at, party, now=NOW)
    shown = [(in_tokyo(line.starts_at).day, in_tokyo(line.starts_at).hour) for line in found]
    assert shown == [(14, 10), (16, 10), (16, 13)]


def test_the_board_lists_who_comes_and_who_comes_for_the_first_time(session: Session) -> None:
    room = open_playroom(session)
    for day in (TOMORROW, FRIDAY):
        book(session, family(room, 1, slot_at(session, room, day).id), by=RESIDENT, now=NOW)
    book(session, family(room, 2, slot_at(session, room, FRIDAY).id, adults=2), by=RESIDENT, now=NOW)
    service = service_by_slug(session, "playroom")
    slots = board(session, service, FRIDAY, now=NOW)
    assert [(one.taken, len(one.bookings)) for one in slots] == [(5, 2), (0, 0)]
    lines = {line.name: line for line in slots[0].bookings}
    assert [lines[name].is_first_visit for name in ("佐藤 1子", "佐藤 2子")] == [False, True]
    assert (lines["佐藤 2子"].adults, lines["佐藤 2子"].ages) == (2, (24,))


def test_the_board_takes_as_many_queries_for_one_booking_as_for_three(
    session: Session, town_engine: Engine
) -> None:
    room = open_playroom(session)
    service = service_by_slug(session, "playroom")
    counts = []
    for number in (1, 2, 3):
        book(session, family(room, number, slot_at(session, room, FRIDAY).id), by=RESIDENT, now=NOW)
        service = service_by_slug(session, "playroom")
        with counted(town_engine) as sent:
            board(session, service, FRIDAY, now=NOW)
        counts.append(len(sent))
    assert counts == [3, 3, 3]


def test_what_there_is_not_is_not_found(session: Session) -> None:
    room = open_playroom(session)
    for lookup in (service_by_slug, booking_of):
        with pytest.raises(NotFound):
            lookup(session, "nothing")
    assert department_of_slot(session, 12345) is None
    assert department_of_slot(session, slot_at(session, room, FRIDAY).id) == room.department_id


def test_reconcile_finds_and_repairs_wrong_counts(session: Session) -> None:
    room = open_playroom(session, limits={"day": 1})
    slot = slot_at(session, room, TOMORROW)
    book(session, family(room, 1, slot.id), by=RESIDENT, now=NOW)
    with writing(session):
        session.execute(update(Slot).where(Slot.id == slot.id).values(taken=5, web_taken=1))
    kinds = [(one.kind, one.written, one.counted) for one in reconcile(session)]
    assert kinds == [("taken", 5, 2), ("web_taken", 1, 2)]
    assert len(reconcile(session, repair=True, now=NOW + timedelta(minutes=1))) == 2
    assert reconcile(session) == []
