"""The draw: once only, from the published files, and the same whoever computes it and however often it is begun.

What it takes into account is fixed when it begins; awards are written in batches that do not hold others up, and nobody
sees them before the last. A draw that was cut short is gone on with by drawing again.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from domain.database import dialect_of, insert_into, writing
from domain.history import Actor, record
from domain.jobs.kinds import Progress, no_progress
from domain.lottery.allocation import Grant, Rules, allocate
from domain.lottery.draw import Entry as Line
from domain.lottery.draw import Ranked, commitment, ranking, seed
from domain.lottery.models import Entry, Round, RoundStep
from domain.lottery.objecting import open_objections
from domain.lottery.record import OUT, ranking_file, seed_file
from domain.lottery.record_models import Award
from domain.lottery.recording import file_of, put_files, status_of
from domain.lottery.refusals import AlreadyDone, NotYet, ObjectionsOpen, RecordBroken
from domain.lottery.rounds import ask_step, locked, phase, require, steps_of, terms_of
from domain.lottery.seeding import said_by, values_of
from domain.lottery.statuses import changes_of, last_line

BATCH = 5000
"""Awards in one transaction."""


@dataclass(frozen=True)
class Drawn:
    """What a draw came to."""

    entries: int
    granted: int
    """Units."""
    given: Mapping[int, int]
    """Units granted -> how many entries."""


def draw(
    session: Session, round_id: int, *, by: Actor, now: datetime, progress: Progress = no_progress
) -> Drawn:
    """Rank and allocate, write every award and the files of the record; AlreadyDone the second time.

    NotInPhase before the seed is there, NotYet, ObjectionsOpen, RecordBroken where a published file was changed.
    """
    _begin(session, round_id, by, now)
    found = session.get_one(Round, round_id)
    rules, lines = published_list(session, found)
    gone = {one.receipt for one in changes_of(session, round_id, found.changes_drawn) if one.status in OUT}
    ranked = ranking(lines, found.seed)
    grants = allocate(ranked, rules, gone)
    _write_awards(session, round_id, ranked, grants, progress)
    _finish(session, round_id, ranked, grants, by, now)
    return _counted(grants)


def dry_run(session: Session, round_id: int, practice: str) -> Drawn:
    """Return what a draw with some practice seed would come to, from the frozen list; nothing is stored.

    RecordBroken where there is no list yet.
    """
    found = session.get_one(Round, round_id)
    rules, lines = published_list(session, found)
    ranked = ranking(lines, seed("practice", [("practice", practice)]))
    return _counted(allocate(ranked, rules))


def published_list(session: Session, found: Round) -> tuple[Rules, list[Line]]:
    """Return rules and list as they were published; RecordBroken where they are not what was committed to."""
    rules = file_of(session, found.id, "rules.json") or b""
    entries = file_of(session, found.id, "entries.csv") or b""
    if not found.commitment or commitment(found.lottery, rules, entries) != found.commitment:
        raise RecordBroken
    return Rules.from_json(json.loads(rules)), [_line(one) for one in entries.decode().split("\n")[1:-1]]


def check_draw(session: Session, round_id: int, *, by: Actor, now: datetime) -> Round:
    """Return a round that can be drawn now, held; inside the caller's ``writing``.

    AlreadyDone, NotInPhase, NotYet, ObjectionsOpen. ``by`` is anybody: who may draw is the page's to know.
    """
    found = locked(session, round_id)
    if "drawn" in (steps := steps_of(session, round_id)) and steps["drawn"].done_at is not None:
        raise AlreadyDone
    require(session, found, now, "ready", "drawing")
    if now < found.draws_at:
        raise NotYet(found.draws_at)
    if waiting := open_objections(session, round_id):
        raise ObjectionsOpen(waiting)
    return found


def _begin(session: Session, round_id: int, by: Actor, now: datetime) -> None:
    """Fix what the draw takes into account, or find that it was begun."""
    with writing(session):
        found = check_draw(session, round_id, by=by, now=now)
        published_list(session, found)
        if phase(session, found, now) == "ready":
            found.changes_drawn = last_line(session, found)[0]
            ask_step(session, found, "drawn", by=by, now=now)


def _line(text: str) -> Line:
    receipt, tier, weight, units, group = text.split(",")
    return Line(receipt, tier, int(weight), int(units), group)


def _write_awards(
    session: Session,
    round_id: int,
    ranked: Sequence[Ranked],
    grants: Mapping[str, Grant],
    progress: Progress,
) -> None:
    wanted = select(Entry.receipt, Entry.id).where(Entry.round_id == round_id, Entry.state == "valid")
    ids = {row.receipt: row.id for row in session.execute(wanted)}
    adding = insert_into(dialect_of(session), Award).on_conflict_do_nothing()
    before = 0
    for at in range(0, len(ranked), BATCH):
        rows = []
        for one in ranked[at : at + BATCH]:
            rows.append(_award(round_id, ids[one.entry.receipt], one, grants[one.entry.receipt], before))
            before += grants[one.entry.receipt].units
        with writing(session):
            _check_undone(session, round_id)
            session.execute(adding, rows)
        progress(min(at + BATCH, len(ranked)), len(ranked))


def _award(round_id: int, entry_id: int, one: Ranked, grant: Grant, before: int) -> dict[str, Any]:
    return {
        "round_id": round_id,
        "entry_id": entry_id,
        "rank": one.rank,
        "score": one.score,
        "pools": "+".join(grant.pools),
        "parts": "+".join(map(str, grant.parts)),
        "granted": grant.units,
        "granted_before": before,
    }


def _check_undone(session: Session, round_id: int) -> None:
    """AlreadyDone where somebody else who drew at the same time was faster."""
    if steps_of(session, round_id)["drawn"].done_at is not None:
        raise AlreadyDone


def _finish(
    session: Session,
    round_id: int,
    ranked: Sequence[Ranked],
    grants: Mapping[str, Grant],
    by: Actor,
    now: datetime,
) -> None:
    with writing(session):
        found = locked(session, round_id)
        mine = RoundStep.round_id == round_id, RoundStep.kind == "drawn", RoundStep.done_at.is_(None)
        done: Any = update(RoundStep).where(*mine).values(done_at=now, done_by_id=by.staff_id)
        result: Any = session.execute(done, execution_options={"synchronize_session": False})
        assert isinstance(result, CursorResult)
        if not result.rowcount:
            raise AlreadyDone
        terms, there = terms_of(found), values_of(session, round_id)
        fallbacks = [one.name for one in terms.sources if there[one.name].is_fallback]
        files = {
            "seed.json": seed_file(
                found.seed,
                said_by(terms, there),
                changes=found.changes_drawn,
                fallbacks=fallbacks,
                seen={name: one.seen_at for name, one in there.items()},
            ),
            "ranking.csv": ranking_file(ranked, grants),
            "status.csv": status_of(session, found),
        }
        put_files(session, round_id, files, now)
        granted = sum(grant.units for grant in grants.values())
        record(session, "draw", "round", round_id, by=by, now=now, seed=found.seed, granted=granted)


def _counted(grants: Mapping[str, Grant]) -> Drawn:
    given = Counter(_units(grants.values()))
    return Drawn(len(grants), sum(units * people for units, people in given.items()), given)


def _units(grants: Iterable[Grant]) -> Iterable[int]:
    return (grant.units for grant in grants)
