"""Making slots from patterns, exceptions, closures and rules."""

from __future__ import annotations

import os
import time as clock
from datetime import date, time, timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from domain.booking.models import Service, Slot, SlotException, SlotPattern
from domain.booking.operations import book, cancel, close_days, make_slots, set_capacity
from domain.booking.planning import Sitting, WeeklySitting, plan
from domain.booking.rules import Rules, RulesError
from domain.clock import TOKYO, in_tokyo
from domain.database import writing
from domain.history import RESIDENT
from forms.definition import Text
from tests.domain.booking.playroom import FRIDAY, NOW, TODAY, TOMORROW, family, open_playroom, slot_at

TEN = Sitting(time(10), time(12), 8, 10)


def all_slots(session: Session) -> list[tuple[int, date, int, int]]:
    session.rollback()
    found = session.scalars(select(Slot).order_by(Slot.starts_at))
    return [(slot.id, slot.day, slot.open_capacity, slot.taken) for slot in found]


def except_on(session: Session, service_id: int, day: date, *slots: dict[str, object]) -> None:
    with writing(session):
        session.add(SlotException(service_id=service_id, day=day, slots=list(slots), reason="行事"))


def test_a_weekly_pattern_gives_slots_on_open_days_only() -> None:
    rules = Rules.from_json({"closed_days": {"weekdays": [0]}})
    weekly = [WeeklySitting(weekday, TEN) for weekday in range(7)]
    planned = plan(rules, weekly, {}, date(2026, 5, 11), date(2026, 5, 24))
    assert len(planned) == 12
    assert {slot.day.weekday() for slot in planned.values()} == {1, 2, 3, 4, 5, 6}
    assert {in_tokyo(slot.starts_at).hour for slot in planned.values()} == {10}


def test_a_pattern_holds_between_its_days() -> None:
    weekly = [WeeklySitting(1, TEN, date(2026, 5, 19), date(2026, 5, 26))]
    planned = plan(Rules(), weekly, {}, date(2026, 5, 1), date(2026, 6, 30))
    assert [slot.day for slot in planned.values()] == [date(2026, 5, 19), date(2026, 5, 26)]


def test_an_exception_overrules_pattern_and_closed_day() -> None:
    rules = Rules.from_json({"closed_days": {"weekdays": [0]}})
    weekly = [WeeklySitting(weekday, TEN) for weekday in range(7)]
    special = Sitting(time(9), time(11), 4, 4)
    exceptions = {date(2026, 5, 11): (special,), date(2026, 5, 12): ()}
    planned = plan(rules, weekly, exceptions, date(2026, 5, 11), date(2026, 5, 13))
    assert [(slot.day.day, slot.open_capacity) for slot in planned.values()] == [(11, 4), (13, 8)]


@pytest.mark.parametrize(
    "slot",
    [
        {"starts": "12:00", "ends": "10:00", "open_capacity": 3},
        {"starts": "10:00", "ends": "12:00"},
        {"starts": "10:00", "ends": "12:00", "open_capacity": 3, "hard_capacity": 2},
        {"starts": "10:00", "ends": "12:00", "open_capacity": 3, "chairs": 2},
    ],
)
def test_a_wrong_slot_of_an_exception_is_refused(slot: dict[str, object]) -> None:
    with pytest.raises(RulesError):
        Sitting.from_json(slot)


@pytest.mark.skipif(not hasattr(clock, "tzset"), reason="the zone of a process is Unix")
@pytest.mark.parametrize("zone", ["UTC", "America/Los_Angeles", "Pacific/Kiritimati"])
def test_slots_are_tokyos_wherever_the_server_is(monkeypatch: pytest.MonkeyPatch, zone: str) -> None:
    monkeypatch.setenv("TZ", zone)
    clock.tzset()
    try:
        planned = plan(Rules(), [WeeklySitting(1, TEN)], {}, TODAY, TODAY)
        assert [slot.astimezone(TOKYO).isoformat() for slot in planned] == ["2026-05-12T10:00:00+09:00"]
    finally:
        monkeypatch.undo()
        clock.tzset()
        assert os.environ.get("TZ") != zone


def test_making_slots_again_changes_nothing(session: Session) -> None:
    open_playroom(session)
    before = all_slots(session)
    again = make_slots(session, now=NOW, horizon_days=20)
    assert (again.added, again.changed, again.removed, again.kept) == (0, 0, 0, ())
    assert all_slots(session) == before
    assert len(before) == 42


def test_the_horizon_rolls_on(session: Session) -> None:
    open_playroom(session)
    made = make_slots(session, now=NOW + timedelta(days=3), horizon_days=20)
    assert (made.added, made.removed) == (6, 0)


def test_free_slots_follow_a_changed_pattern_and_booked_ones_are_listed(session: Session) -> None:
    room = open_playroom(session)
    slot = slot_at(session, room, TOMORROW)
    number = book(session, family(room, 1, slot.id), by=RESIDENT, now=NOW).case.number
    with writing(session):
        session.execute(update(SlotPattern).values(open_capacity=6))
    made = make_slots(session, now=NOW, horizon_days=20)
    assert (made.changed, len(made.kept)) == (41, 1)
    kept = made.kept[0]
    assert (kept.slot_id, kept.wanted, kept.because) == (slot.id, "otherwise", "booked")
    assert slot_at(session, room, TOMORROW).open_capacity == 10
    cancel(session, number, by=RESIDENT, now=NOW)
    assert make_slots(session, now=NOW, horizon_days=20).changed == 1


def test_slots_that_no_pattern_wants_go_unless_booked_or_changed_by_staff(session: Session) -> None:
    room = open_playroom(session)
    booked, changed = slot_at(session, room, TOMORROW), slot_at(session, room, FRIDAY)
    book(session, family(room, 1, booked.id), by=RESIDENT, now=NOW)
    set_capacity(session, changed.id, open_capacity=3, by=room.clerk, now=NOW)
    with writing(session):
        session.execute(update(Slot).values(pattern_id=None))
        session.execute(delete(SlotPattern))
    made = make_slots(session, now=NOW, horizon_days=20)
    assert made.removed == 40
    assert {(one.slot_id, one.because) for one in made.kept} == {
        (booked.id, "booked"),
        (changed.id, "changed_by_staff"),
    }


def test_a_slot_that_staff_changed_is_left_alone(session: Session) -> None:
    room = open_playroom(session)
    slot_id = slot_at(session, room, TOMORROW).id
    set_capacity(session, slot_id, open_capacity=3, by=room.clerk, now=NOW)
    made = make_slots(session, now=NOW, horizon_days=20)
    assert [one.slot_id for one in made.kept] == [slot_id]
    assert slot_at(session, room, TOMORROW).open_capacity == 3


def test_an_exception_for_one_date_changes_that_date_only(session: Session) -> None:
    room = open_playroom(session)
    except_on(session, room.service_id, TOMORROW, {"starts": "10:00", "ends": "11:00", "open_capacity": 2})
    except_on(session, room.service_id, FRIDAY)
    made = make_slots(session, now=NOW, horizon_days=20)
    assert (made.changed, made.removed) == (1, 3)
    assert slot_at(session, room, TOMORROW).open_capacity == 2


def test_slots_made_inside_a_closure_are_closed(session: Session) -> None:
    room = open_playroom(session)
    far = TODAY + timedelta(days=25)
    days = {"first_on": far, "last_on": far}
    close_days(session, room.facility_id, **days, reason=Text("工事"), by=room.clerk, now=NOW)
    make_slots(session, now=NOW, horizon_days=30)
    assert slot_at(session, room, far).closed_reason == "工事"
    assert slot_at(session, room, far + timedelta(days=1)).closed_reason is None


def test_new_rules_reach_the_slots_that_are_free(session: Session) -> None:
    room = open_playroom(session)
    with writing(session):
        service = session.get_one(Service, room.service_id)
        service.rules = service.rules | {"release": {"kind": "days_before", "days": 3, "at": "09:00"}}
    assert make_slots(session, now=NOW, horizon_days=20).changed == 42
    opens = in_tokyo(slot_at(session, room, FRIDAY).opens_at)
    assert (opens.day, opens.hour) == (12, 9)
