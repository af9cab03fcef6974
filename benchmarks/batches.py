"""Measures bookings of one hot session on a slow disk: in batches behind the queue of a process, against one by one.

Every flush takes 5 ms more (benchmarks/load/slow_disk.c, put before the C library's fsync and fdatasync of this process
and of the PostgreSQL server that it starts). 64 threads book one after the other for the same session; places there are
for all.
"""

from __future__ import annotations

import itertools
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from benchmarks.load.databases import DATABASES
from benchmarks.load.report import Options, Report, bars, on_each, options
from benchmarks.load.slow_disk import NoCompiler, is_slow, run_again
from domain.booking.batches import Batches
from domain.booking.operations import BookingRequest, book, reconcile
from domain.history import RESIDENT
from tests.domain.booking.playroom import FRIDAY, NOW, family, holding, open_playroom, slot_at

FLUSH_MS, THREADS, SECONDS, SHORT_SECONDS = 5, 64, 8.0, 2.0
LEAST_PER_SECOND = 1000

Way = Callable[[Session, BookingRequest], object]


def one_by_one(session: Session, wish: BookingRequest) -> object:
    """Book as somebody at a counter does: a transaction for each."""
    return book(session, wish, by=RESIDENT, now=NOW)


def measure(engine: Engine, way: Way, seconds: float) -> float:
    """Let everybody book in one way for so long; return bookings a second, after looking whether each is there."""
    with Session(engine, autoflush=False) as session:
        room = open_playroom(session, capacity=1_000_000, hard=1_000_000)
        slot_id = slot_at(session, room, FRIDAY).id
    numbers, until = itertools.count(), time.perf_counter() + seconds

    def lane(_: int) -> int:
        done = 0
        with Session(engine, autoflush=False) as session:
            while time.perf_counter() < until:
                way(session, family(room, next(numbers), slot_id))
                done += 1
        return done

    begun = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as crowd:
        booked = sum(crowd.map(lane, range(THREADS)))
    took = time.perf_counter() - begun
    with Session(engine, autoflush=False) as session:
        assert len(holding(session, slot_id)) == booked and reconcile(session) == []
    return booked / took


def main(chosen: Options) -> None:
    """Measure on each database, and print one line of JSON last."""
    report = Report("batches")
    seconds = SHORT_SECONDS if chosen.short else SECONDS

    def one(name: str) -> None:
        figures = {}
        queue = Batches()
        ways: dict[str, Way] = {
            "in batches": lambda session, wish: queue.book(session, wish, now=NOW),
            "one by one": one_by_one,
        }
        for way, book_so in ways.items():
            with DATABASES[name]() as engine:
                figures[way] = round(measure(engine, book_so, seconds), 1)
        bars(figures, "bookings a second")
        report.figures[name] = figures
        report.ratios[f"{name}: one by one / in batches"] = round(
            figures["one by one"] / figures["in batches"], 3
        )
        report.at_least(f"{name}: bookings a second in batches", figures["in batches"], LEAST_PER_SECOND)

    on_each(chosen, one)
    report.finish()


if __name__ == "__main__":
    if is_slow():
        main(options(__doc__))
    else:
        try:
            sys.exit(run_again("benchmarks.batches", FLUSH_MS))
        except NoCompiler as reason:
            print(f"left out: {reason}")
