"""Measures a rush on one slot: bookings through the gate against "look, then insert", on each database.

Eight threads, 240 families of two for 240 places. Says how many families were answered a second and what an answer costs
in processor time, how many places too many were given, and how many families met an error. "Look, then insert" writes
the same case and booking but no count, no limit per household and no mail. The last line is JSON.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy import Engine, func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from benchmarks.load.databases import DATABASES
from benchmarks.load.report import Options, Report, on_each, options
from domain.booking.models import HOLDING_STATES, Booking, Slot
from domain.booking.operations import BookingRequest, book
from domain.cases.intake import admit
from domain.history import RESIDENT
from domain.refusals import Refusal
from tests.domain.booking.playroom import FRIDAY, NOW, Playroom, family, open_playroom, slot_at

THREADS, FAMILIES, CAPACITY = 8, 240, 240
Way = Callable[[Session, BookingRequest], str]


def through_the_gate(session: Session, wish: BookingRequest) -> str:
    """Book as the town does."""
    try:
        book(session, wish, by=RESIDENT, now=NOW)
    except Refusal:
        return "full"
    return "booked"


def look_then_insert(session: Session, wish: BookingRequest) -> str:
    """Book as it is often done: add up what is taken, and insert where that leaves room."""
    try:
        slot, places = session.get_one(Slot, wish.slot_id), wish.party.persons
        held = Booking.slot_id == wish.slot_id, Booking.state.in_(HOLDING_STATES)
        taken = session.scalar(select(func.coalesce(func.sum(Booking.places), 0)).where(*held)) or 0
        if taken + places > slot.open_capacity:
            return "full"
        case = admit(session, wish.submission, state="approved", by=RESIDENT, now=NOW)
        session.add(_booking(case.id, wish, places))
        session.commit()
    except DBAPIError:
        session.rollback()
        return "error"
    return "booked"


def measure(engine: Engine, way: Way) -> dict[str, Any]:
    """Let everybody book in one way and count."""
    with Session(engine, autoflush=False) as session:
        room = open_playroom(session, capacity=CAPACITY, hard=CAPACITY)
        slot_id = slot_at(session, room, FRIDAY).id
    begun, worked = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(THREADS) as crowd:
        heard = list(crowd.map(lambda number: _one(engine, way, room, number, slot_id), range(FAMILIES)))
    seconds, work = time.perf_counter() - begun, time.process_time() - worked
    return {
        "answers_per_second": round(FAMILIES / seconds, 1),
        "processor_ms_per_answer": round(work * 1000 / FAMILIES, 2),
        "booked": heard.count("booked"),
        "places_too_many": max(0, _taken(engine, slot_id) - CAPACITY),
        "errors": heard.count("error"),
    }


def main(chosen: Options) -> None:
    """Measure on each database, and print one line of JSON last."""
    report = Report("gate")

    def one(name: str) -> None:
        figures = {way.__name__: _in_a_town(name, way) for way in (through_the_gate, look_then_insert)}
        for way, found in figures.items():
            print(f"  {way}: {found}")
        rates = [found["answers_per_second"] for found in figures.values()]
        report.figures[name] = figures
        report.ratios[f"{name}: look then insert / through the gate"] = round(rates[1] / rates[0], 2)
        report.limit(f"{name}: places too many", figures["through_the_gate"]["places_too_many"], 0)
        report.limit(f"{name}: errors", figures["through_the_gate"]["errors"], 0)

    on_each(chosen, one)
    report.finish()


def _in_a_town(database: str, way: Way) -> dict[str, Any]:
    with DATABASES[database]() as engine:
        return measure(engine, way)


def _one(engine: Engine, way: Way, room: Playroom, number: int, slot_id: int) -> str:
    with Session(engine, autoflush=False) as session:
        return way(session, family(room, number, slot_id, email=""))


def _taken(engine: Engine, slot_id: int) -> int:
    held = Booking.slot_id == slot_id, Booking.state.in_(HOLDING_STATES)
    with Session(engine) as session:
        return session.scalar(select(func.sum(Booking.places)).where(*held)) or 0


def _booking(case_id: int, wish: BookingRequest, places: int) -> Booking:
    return Booking(
        case_id=case_id,
        slot_id=wish.slot_id,
        household=wish.household,
        places=places,
        by_web=True,
        adults=wish.party.adults,
        children=len(wish.party.births),
        ages=[],
        births=[],
        state="confirmed",
        booked_at=NOW,
    )


if __name__ == "__main__":
    main(options(__doc__))
