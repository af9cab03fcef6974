"""Measures how long a writer waits for its turn when sixteen processes book in one SQLite file, one after the other.

The wait is that for the queue on the side file and for BEGIN IMMEDIATE (`domain.database.writing`); what a booking does
after it is the same with "SQLite alone", where nothing is queued and SQLite's own busy-wait of 30 seconds decides whose
turn it is. PostgreSQL has no such queue and is left out. The last line is JSON.
"""

from __future__ import annotations

import itertools
import multiprocessing
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import URL, Engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from benchmarks.load.databases import sqlite
from benchmarks.load.report import Options, Report, bars, milliseconds, options, percentile, table
from domain import database
from domain.booking.operations import book, reconcile
from domain.history import RESIDENT
from tests.databases import open_engine
from tests.domain.booking.playroom import NOW, TOMORROW, Playroom, family, open_playroom, slot_at

PROCESSES, SECONDS, SHORT_SECONDS = 16, 10.0, 3.0
MOST_WAIT, EVERYONES = 0.25, 1_000_000
WARM_BOOKINGS = 5
"""A process that has just started spends its first turns on preparing statements; those are not counted."""
WAYS = ("the town", "SQLite alone")
SHARES = {"median": 0.5, "p95": 0.95, "p99": 0.99, "longest": 1.0}


@dataclass
class Writer:
    """What one process has done."""

    waits: list[float] = field(default_factory=list)
    turns: list[float] = field(default_factory=list)
    errors: int = 0


class Watched(Session):
    """A session that notes when ``writing`` asks for its turn and when it gets it: between rollback and expire_all."""

    writer: Writer
    since = 0.0

    def rollback(self) -> None:
        """Forget what was; the next thing is to ask for the turn."""
        super().rollback()
        self.since = time.perf_counter()

    def expire_all(self) -> None:
        """Begin the turn."""
        self.writer.waits.append(time.perf_counter() - self.since)
        self.since = time.perf_counter()
        super().expire_all()

    def commit(self) -> None:
        """End the turn."""
        super().commit()
        self.writer.turns.append(time.perf_counter() - self.since)


def write(
    way: str, url: URL, room: Playroom, slot_id: int, number: int, seconds: float, all_here: Any, said: Any
) -> None:
    """Book for so many seconds, from the moment on when every process is there."""
    engine = open_engine(url)
    families = (family(room, one, slot_id) for one in itertools.count(number * EVERYONES))
    if way != WAYS[0]:
        _leave_it_to_sqlite(engine)
    with Watched(engine, autoflush=False) as session:
        session.writer = Writer()
        for wish in itertools.islice(families, WARM_BOOKINGS):
            book(session, wish, by=RESIDENT, now=NOW)
        all_here.wait()
        session.writer, until = Writer(), time.perf_counter() + seconds
        while time.perf_counter() < until:
            try:
                book(session, next(families), by=RESIDENT, now=NOW)
            except OperationalError:
                session.writer.errors += 1
        all_here.wait()  # a process that goes home takes processor time from those that still write
        said.put(session.writer)


def measure(way: str, seconds: float) -> dict[str, Any]:
    """Let every process write in one way; return what they waited and did."""
    with sqlite() as engine:
        with Session(engine, autoflush=False) as session:
            room = open_playroom(session, capacity=EVERYONES, hard=EVERYONES)
            slot_id = slot_at(session, room, TOMORROW).id
        context = multiprocessing.get_context("spawn")
        all_here, said = context.Barrier(PROCESSES, timeout=seconds + 60), context.Queue()
        about = way, engine.url, room, slot_id
        writers = [
            context.Process(target=write, args=(*about, number, seconds, all_here, said))
            for number in range(PROCESSES)
        ]
        for one in writers:
            one.start()
        done: list[Writer] = [said.get(timeout=seconds + 120) for _ in writers]
        for one in writers:
            one.join()
        with Session(engine, autoflush=False) as session:
            return {**_figures(done, seconds), "mistakes": len(reconcile(session))}


def main(chosen: Options) -> None:
    """Measure both ways in turn, and print one line of JSON last."""
    report = Report("writers")
    if "sqlite" not in chosen.databases:
        print("left out: only SQLite lets one write at a time")
    else:
        seconds = SHORT_SECONDS if chosen.short else SECONDS
        report.figures = {way: measure(way, seconds) for way in WAYS}
        _show(report.figures)
        _judge(report)
    report.finish()


def _leave_it_to_sqlite(engine: Engine) -> None:
    unqueued: Callable[[Engine], AbstractContextManager[None]] = lambda _: nullcontext()  # noqa: E731
    database._lock_of = unqueued  # type: ignore[assignment]
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA busy_timeout = 30000"))


def _figures(done: list[Writer], seconds: float) -> dict[str, Any]:
    waits = [wait for one in done for wait in one.waits]
    turns = [turn for one in done for turn in one.turns]
    each = [len(one.turns) for one in done]
    return {
        "bookings_per_second": round(sum(each) / seconds, 1),
        "fewest_of_a_process": min(each),
        "most_of_a_process": max(each),
        "turn_median_ms": milliseconds(percentile(turns, 0.5)),
        "turn_longest_ms": milliseconds(max(turns, default=0)),
        "wait_ms": {name: milliseconds(percentile(waits, share)) for name, share in SHARES.items()},
        "errors": sum(one.errors for one in done),
    }


def _show(figures: dict[str, dict[str, Any]]) -> None:
    plain = [name for name, value in figures[WAYS[0]].items() if not isinstance(value, dict)]
    table(("", *WAYS), [(name, *(figures[way][name] for way in WAYS)) for name in plain])
    for share in SHARES:
        print(f"  {share} wait")
        bars({way: figures[way]["wait_ms"][share] for way in WAYS}, "ms")


def _judge(report: Report) -> None:
    town, alone = (report.figures[way] for way in WAYS)
    longest = town["wait_ms"]["longest"]
    report.ratios["longest wait, the town : SQLite alone"] = round(longest / alone["wait_ms"]["longest"], 3)
    report.limit("longest wait of a writer, ms", longest, MOST_WAIT * 1000)
    report.limit("errors and mistakes", town["errors"] + town["mistakes"], 0)


if __name__ == "__main__":
    main(options(__doc__))
