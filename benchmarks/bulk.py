"""Measures deciding on five hundred cases at once: approving, rejecting and taking back, on each database.

Half of the cases are applications with a mail address, half are bookings of a full session. Says how many seconds each
bulk action takes; every row is looked at afterwards. Taking back has no limit: each case is a transaction of its own. The last line is JSON.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from benchmarks.load.databases import DATABASES
from benchmarks.load.report import Options, Report, on_each, options
from domain.booking.operations import book_many, reconcile
from domain.bulk import Result, approve_many, reject_many, undo_many
from domain.cases.intake import admit
from domain.cases.models import Case
from domain.database import writing
from domain.history import RESIDENT, TOWN, Actor
from domain.notices.models import Mail
from domain.procedures.operations import add_procedure
from forms.definition import Text
from tests.domain.booking.playroom import FRIDAY, NOW, family, open_playroom, slot_at

CASES = 500
MOST_SECONDS = 2.0
WITHIN = timedelta(minutes=5)
REASON = "定員のため"
Rows = list[tuple[str, int]]


def fill(engine: Engine) -> tuple[Actor, Rows]:
    """Make the cases; return who decides, and number and revision of each."""
    with Session(engine, autoflush=False) as session:
        room = open_playroom(session, capacity=CASES, hard=CASES, approval="always")
        slot_id = slot_at(session, room, FRIDAY).id
        wishes = [family(room, number, slot_id) for number in range(CASES)]
        book_many(session, wishes[: CASES // 2], by=RESIDENT, now=NOW)
        work = add_procedure(
            session, "work", "application", Text("届出"), department_id=room.department_id, by=TOWN, now=NOW
        )
        with writing(session):
            for wish in wishes[CASES // 2 :]:
                handed_in = replace(wish.submission, procedure_id=work)
                admit(session, handed_in, state="received", by=RESIDENT, now=NOW)
        rows = session.execute(select(Case.number, Case.revision)).all()
    return room.clerk, [(row.number, row.revision) for row in rows]


def timed(engine: Engine, rows: Rows, act: Callable[[Session, Rows], list[Result]]) -> float:
    """Return the seconds of one bulk action that must succeed for every row."""
    with Session(engine, autoflush=False) as session:
        begun = time.perf_counter()
        results = act(session, rows)
        took = time.perf_counter() - begun
        assert len(results) == CASES and all(one.ok for one in results)
        assert reconcile(session) == []
    return took


def measure(engine: Engine) -> dict[str, float]:
    """Approve, take back, and reject all cases; return the seconds of each."""
    by, rows = fill(engine)
    common: Any = {"departments": None, "by": by, "now": NOW}
    found = {
        "approve": timed(
            engine, rows, lambda session, rows: approve_many(session, rows, wait=WITHIN, **common)
        ),
        "take back": timed(
            engine, rows, lambda session, rows: undo_many(session, rows, within=WITHIN, **common)
        ),
    }
    again = [(number, revision + 2) for number, revision in rows]
    found["reject"] = timed(
        engine, again, lambda session, rows: reject_many(session, rows, REASON, wait=WITHIN, **common)
    )
    with Session(engine) as session:
        told = select(func.count()).where(Mail.kind == "rejection")
        assert session.scalar(told) == CASES
        assert session.scalar(select(func.count()).where(Case.state == "rejected")) == CASES
    return found


def main(chosen: Options) -> None:
    """Measure on each database, and print one line of JSON last."""
    report = Report("bulk")

    def one(name: str) -> None:
        with DATABASES[name]() as engine:
            seconds = measure(engine)
        for action in ("approve", "reject"):
            took = seconds[action]
            report.limit(f"{name}: seconds to {action} {CASES}", round(took, 2), MOST_SECONDS)
        report.figures[name] = {action: round(took, 3) for action, took in seconds.items()}
        report.ratios[f"{name}: approving / taking back"] = round(
            seconds["approve"] / seconds["take back"], 2
        )

    on_each(chosen, one)
    report.finish()


if __name__ == "__main__":
    main(options(__doc__))
