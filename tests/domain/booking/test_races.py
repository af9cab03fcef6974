"""Two thumbs at the same instant: threads and processes, SQLite and PostgreSQL, and the books balance."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session

from domain.booking import gate
from domain.booking.models import Booking, Slot
from domain.booking.operations import book, reconcile
from domain.cases.models import Case, Decision
from domain.history import RESIDENT
from domain.notices.models import Mail
from tests.domain.booking.playroom import (
    FRIDAY,
    NOW,
    SATURDAY,
    TOMORROW,
    family,
    holding,
    open_playroom,
    slot_at,
)
from tests.domain.conftest import Rush
from tests.domain.rush import CROWD, Job, said


@pytest.fixture(autouse=True)
def balanced(session: Session) -> Iterator[None]:
    """After every race what is taken is what the bookings add up to."""
    yield
    assert reconcile(session) == []


def test_the_last_place_goes_to_one(session: Session, all_at_once: Rush) -> None:
    room = open_playroom(session, capacity=2)
    slot_id = slot_at(session, room, TOMORROW).id
    answers = all_at_once(*(Job("book", family(room, number, slot_id)) for number in range(CROWD)))
    assert said(answers) == {"booked": 1, "Full": CROWD - 1}
    assert slot_at(session, room, TOMORROW).taken == 2


def test_parties_larger_than_what_is_left_do_not_squeeze_in(session: Session, all_at_once: Rush) -> None:
    room = open_playroom(session, capacity=7)
    slot_id = slot_at(session, room, TOMORROW).id
    wishes = (family(room, number, slot_id, adults=2) for number in range(CROWD))
    answers = all_at_once(*(Job("book", wish) for wish in wishes))
    assert said(answers) == {"booked": 2, "PartyTooLarge": CROWD - 2}
    assert slot_at(session, room, TOMORROW).taken == 6


def test_a_double_tap_gets_one_answer(session: Session, all_at_once: Rush) -> None:
    room = open_playroom(session)
    wish = family(room, 1, slot_at(session, room, TOMORROW).id)
    answers = all_at_once(*(Job("book", wish) for _ in range(CROWD)))
    assert len(set(answers)) == 1
    assert said(answers) == {"booked": CROWD}
    assert session.scalar(select(func.count(Mail.id))) == 1


def test_a_double_tap_for_the_last_place_never_hears_full(session: Session, all_at_once: Rush) -> None:
    room = open_playroom(session, capacity=2)
    slot_id = slot_at(session, room, TOMORROW).id
    wishes = [family(room, number, slot_id) for number in range(4)]
    answers = all_at_once(*(Job("book", wish) for wish in wishes for _ in "ab"))
    taps = list(zip(answers[::2], answers[1::2], strict=True))
    assert all(first == second for first, second in taps)
    assert said([first for first, _ in taps]) == {"booked": 1, "Full": 3}


def test_the_same_submission_for_two_slots_is_one_booking(session: Session, all_at_once: Rush) -> None:
    room = open_playroom(session)
    ids = [slot_at(session, room, day).id for day in (TOMORROW, FRIDAY)]
    answers = all_at_once(*(Job("book", family(room, 1, ids[n % 2], key="k")) for n in range(CROWD)))
    assert len(set(answers)) == 1
    assert session.scalar(select(func.count(Booking.id))) == 1


def test_cancelling_twice_gives_back_once(session: Session, all_at_once: Rush) -> None:
    room = open_playroom(session)
    slot_id = slot_at(session, room, TOMORROW).id
    book(session, family(room, 2, slot_id), by=RESIDENT, now=NOW)
    number = book(session, family(room, 1, slot_id), by=RESIDENT, now=NOW).case.number
    answers = all_at_once(*(Job("cancel", number) for _ in range(CROWD)))
    assert set(answers) == {"cancelled_by_user"}
    assert slot_at(session, room, TOMORROW).taken == 2
    assert session.scalar(select(func.count(Mail.id)).where(Mail.kind == "cancellation")) == 1


def test_approving_twice_decides_once(session: Session, all_at_once: Rush) -> None:
    room = open_playroom(session, approval="always")
    wish = family(room, 1, slot_at(session, room, TOMORROW).id)
    case = book(session, wish, by=RESIDENT, now=NOW).case
    job = Job("approve", case.number, room.clerk, (("revision", case.revision),))
    answers = all_at_once(*[job] * CROWD)
    assert Counter(answers)["approved"] == 1
    assert set(answers) <= {"approved", "approved before", "ChangedMeanwhile", "NotAllowed"}
    session.rollback()
    assert session.scalars(select(Decision.outcome)).all() == ["approved"]
    assert session.scalars(select(Booking.state)).all() == ["confirmed"]


@pytest.mark.parametrize("decision", ["approve", "reject"])
def test_deciding_while_cancelling_leaves_one_story(
    session: Session, all_at_once: Rush, decision: str
) -> None:
    room = open_playroom(session, capacity=20, approval="always")
    slot_id = slot_at(session, room, TOMORROW).id
    jobs = []
    for number in range(4):
        case = book(session, family(room, number, slot_id), by=RESIDENT, now=NOW).case
        jobs.append(Job(decision, case.number, room.clerk, (("revision", case.revision),)))
        jobs.append(Job("cancel", case.number))
    all_at_once(*jobs)
    session.rollback()
    states = session.execute(select(Booking.state, Case.state).join(Booking.case)).all()
    stories = {("cancelled_by_user", "withdrawn"), ("cancelled_by_staff", "rejected")}
    assert {tuple(row) for row in states} <= stories
    assert slot_at(session, room, TOMORROW).taken == 0


def test_capacity_lowered_during_a_rush_is_never_passed(session: Session, all_at_once: Rush) -> None:
    room = open_playroom(session, capacity=16)
    slot_id = slot_at(session, room, TOMORROW).id
    jobs = [Job("book", family(room, number, slot_id)) for number in range(CROWD - 1)]
    jobs.insert(3, Job("set_capacity", slot_id, room.clerk, (("open_capacity", 6),)))
    answers = all_at_once(*jobs)
    booked, surplus = said(answers)["booked"], int(answers[3].split()[1])
    assert booked == 3 + surplus
    assert len(holding(session, slot_id)) == booked


@pytest.mark.parametrize("per", ["day", "week", "month"])
def test_a_household_cannot_pass_its_limit_from_many_devices(
    session: Session, all_at_once: Rush, per: str
) -> None:
    room = open_playroom(session, limits={per: 2})
    days = [TOMORROW] * 2 if per == "day" else [TOMORROW, FRIDAY, SATURDAY, date(2026, 5, 17)]
    ids = [slot_at(session, room, day, hour).id for day in days for hour in (10, 13)]
    answers = all_at_once(*(Job("book", family(room, 1, slot_id)) for slot_id in ids * 2))
    heard = said(answers)
    assert heard["booked"] == 2
    assert set(heard) <= {"booked", "HouseholdLimit", "AlreadyBooked"}


def test_two_move_into_the_last_place_and_one_stays(session: Session, all_at_once: Rush) -> None:
    room = open_playroom(session, capacity=20)
    old, new = (slot_at(session, room, day).id for day in (TOMORROW, FRIDAY))
    book(session, family(room, 50, new), by=RESIDENT, now=NOW)
    numbers = [
        book(session, family(room, number, old), by=RESIDENT, now=NOW).case.number for number in range(6)
    ]
    _set_open_capacity(session, new, 4)
    answers = all_at_once(*(Job("move", number, more=(("slot_id", new),)) for number in numbers))
    assert said(answers) == {"in": 1, "Full": 5}
    assert (len(holding(session, old)), len(holding(session, new))) == (5, 2)


def test_moves_in_opposite_directions_never_lock_each_other_out(session: Session, all_at_once: Rush) -> None:
    room = open_playroom(session, capacity=30, limits={"day": 2, "week": 5, "month": 9})
    ids = [slot_at(session, room, day).id for day in (TOMORROW, FRIDAY)]
    numbers = [
        book(session, family(room, n, ids[n % 2]), by=RESIDENT, now=NOW).case.number for n in range(CROWD)
    ]
    answers = all_at_once(
        *(Job("move", numbers[n], more=(("slot_id", ids[(n + 1) % 2]),)) for n in range(CROWD))
    )
    assert said(answers) == {"in": CROWD}


def test_cancelling_while_moving_leaves_nothing_behind(session: Session, all_at_once: Rush) -> None:
    room = open_playroom(session, limits={"week": 3})
    old, new = (slot_at(session, room, day).id for day in (TOMORROW, FRIDAY))
    wishes = [family(room, number, old) for number in range(4)]
    numbers = [book(session, wish, by=RESIDENT, now=NOW).case.number for wish in wishes]
    pairs = ((Job("move", number, more=(("slot_id", new),)), Job("cancel", number)) for number in numbers)
    all_at_once(*(job for pair in pairs for job in pair))
    assert (holding(session, old), holding(session, new)) == ([], [])


def _set_open_capacity(session: Session, slot_id: int, capacity: int) -> None:
    session.rollback()
    session.execute(update(Slot).where(Slot.id == slot_id).values(open_capacity=capacity))
    session.commit()


@pytest.mark.parametrize("balanced", [None])
def test_negative_control_without_the_gate_the_same_rush_oversells(
    session: Session, town_engine: Engine, monkeypatch: pytest.MonkeyPatch, balanced: None
) -> None:
    """Prove that the races above can fail: check an attribute that the page has read, then insert."""
    room = open_playroom(session, capacity=2)
    slot_id = slot_at(session, room, TOMORROW).id
    monkeypatch.setattr(gate, "take", _take_carelessly(town_engine))
    with ThreadPoolExecutor(4) as people:
        wishes = [family(room, number, slot_id) for number in range(4)]
        list(people.map(lambda wish: _book(town_engine, wish), wishes))
    assert sum(booking.places for booking in holding(session, slot_id)) > 2
    assert reconcile(session) != []


def _take_carelessly(engine: Engine) -> Callable[[Session, int, gate.Ask], bool]:
    def take(session: Session, slot_id: int, ask: gate.Ask) -> bool:
        slot: Any = session.get_one(Slot, slot_id)
        return bool(session.info["seen"] + ask.places <= slot.open_capacity)

    return take


def _book(engine: Engine, wish: Any) -> None:
    with Session(engine, autoflush=False) as session:
        session.info["seen"] = session.get_one(Slot, wish.slot_id).taken
        time.sleep(0.3)
        book(session, wish, by=RESIDENT, now=NOW)
