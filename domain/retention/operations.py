"""Releasing cases for deletion, and deleting them: in batches, each whole or not at all, and proved in the history."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Text, cast, delete, select, text, update
from sqlalchemy.orm import Session

from domain.booking.forgetting import forget_bookings
from domain.cases import gate
from domain.cases.models import Case
from domain.cases.paper_files import Folder
from domain.cases.paper_models import SavedForm, Tally
from domain.cases.paper_sweeping import delete_papers
from domain.database import Base, dialect_of, writing
from domain.history import TOWN, Actor, Event, record
from domain.procedures.models import FormVersion, Procedure
from domain.refusals import ChangedMeanwhile, NotFound
from domain.retention.models import Release
from domain.retention.queries import due, plan
from domain.retention.rules import ended_before
from domain.statistics.counting import add_counts, count_answers, month_of

BATCH = 200
"""Cases deleted in one transaction: others wait for it no longer than for a few bookings."""
_UNSEEN: dict[str, Any] = {"synchronize_session": False}


@dataclass(frozen=True)
class Deleted:
    """What one release came to in this run."""

    procedure: str
    """The procedure's slug."""
    cases: int
    is_finished: bool


def release(session: Session, slug: str, *, seen: int, before: datetime, by: Actor, now: datetime) -> int:
    """Release the cases that a manager was shown: ``seen`` of them, ended before a moment; return the release's id.

    ChangedMeanwhile where it would be others by now; the release that is open already is returned again.
    """
    with writing(session):
        locked = select(Procedure).where(Procedure.slug == slug).with_for_update()
        procedure = session.scalar(locked)
        if procedure is None:
            raise NotFound
        today = plan(session, procedure, now)
        if today.release is not None:
            return today.release.id
        if today.ended_before != before or today.cases != seen or not seen or by.staff_id is None:
            raise ChangedMeanwhile
        row = _release(procedure, before, seen, by.staff_id, now)
        session.add(row)
        session.flush()
        _note(session, "release_cases", row, by, now, cases=seen)
        release_id = row.id
    return release_id


def take_back(session: Session, slug: str, *, by: Actor, now: datetime) -> None:
    """Take an open release back: what is deleted is gone, the rest stays."""
    of_procedure = Release.procedure.has(Procedure.slug == slug), Release.finished_at.is_(None)
    with writing(session):
        row = session.scalar(select(Release).where(*of_procedure).with_for_update())
        if row is not None:
            row.finished_at = now
            _note(session, "take_back_release", row, by, now, deleted=row.deleted)


def delete_released(
    session: Session,
    folder: Path,
    *,
    now: datetime,
    batch: int = BATCH,
    goes_on: Callable[[], bool] = lambda: True,
) -> list[Deleted]:
    """Delete every case that is released and still due, batch after batch; what was not finished is gone on with.

    ``folder`` holds the papers. ``goes_on`` is asked before each batch; where it says no, the rest waits for the next run.
    """
    ids = session.scalars(select(Release.id).where(Release.finished_at.is_(None)).order_by(Release.id)).all()
    return [_run(session, release_id, folder, now, batch, goes_on) for release_id in ids]


def _run(
    session: Session, release_id: int, folder: Path, now: datetime, batch: int, goes_on: Callable[[], bool]
) -> Deleted:
    slug, deleted, is_finished = "", 0, False
    while not is_finished and goes_on():
        with writing(session):
            row = session.get_one(Release, release_id, with_for_update=True)
            slug = row.procedure.slug
            done = _delete_batch(session, row, folder, now, batch)
            is_finished = done < batch
            deleted += done
    return Deleted(slug, deleted, is_finished)


def _delete_batch(session: Session, row: Release, folder: Path, now: datetime, batch: int) -> int:
    """Delete some cases of a release with everything that hangs on them; their counts stay."""
    cases = [] if row.finished_at is not None else _due(session, row, now, batch)
    if cases:
        ids = [one.id for one in cases]
        _overwrite_what_is_deleted(session)
        _keep_counts(session, row.procedure_id, cases, now)
        delete_papers(session, ids, Folder(folder))
        gate.forget(session, row.procedure_id, ids)
        forget_bookings(session, ids)
        _forget_saved_forms(session, ids)
        _delete_all_of(session, ids)
        row.deleted += len(ids)
        _note(session, "delete_cases", row, TOWN, now, count=len(ids), released_by=row.released_by_id)
    if len(cases) < batch and row.finished_at is None:
        row.finished_at = now
        _note(session, "finish_release", row, TOWN, now, deleted=row.deleted)
    return len(cases)


def _due(session: Session, row: Release, now: datetime, batch: int) -> Sequence[Any]:
    """Return some of the released cases that the rule of today deletes too: it may have become longer, or been taken away."""
    months = row.procedure.retention_months
    if months is None:
        return []
    before = min(row.ended_before, ended_before(now, months))
    columns = (
        Case.id,
        Case.form_version_id,
        Case.channel,
        Case.state,
        month_of(session).label("month"),
        cast(Case.answers, Text).label("answers"),
    )
    wanted = select(*columns).where(*due(row.procedure_id, before)).order_by(Case.id).limit(batch)
    return session.execute(wanted.with_for_update(of=Case.__table__)).all()


def _overwrite_what_is_deleted(session: Session) -> None:
    """Let SQLite write zeros over what is deleted: otherwise the file would hold it until the place is used again."""
    if dialect_of(session) == "sqlite":
        session.execute(text("PRAGMA secure_delete = ON"))


def _keep_counts(session: Session, procedure_id: int, cases: Sequence[Any], now: datetime) -> None:
    """Add the cases to the tallies of their month, channel and state."""
    versions = session.scalars(select(FormVersion).where(FormVersion.procedure_id == procedure_id))
    forms = {one.id: one.form for one in versions}
    cells: dict[tuple[str, str, str], list[Any]] = {}
    for case in cases:
        cells.setdefault((case.month, case.channel, case.state), []).append(case)
    for (month, channel, state), found in cells.items():
        row = _tally(session, procedure_id, month, channel, state, now)
        counts = count_answers((forms[case.form_version_id], case.answers) for case in found)
        add_counts(counts, row.answers)
        row.answers = {name: dict(options) for name, options in counts.items()}
        row.cases, row.counted_at = row.cases + len(found), now
    session.flush()


def _tally(session: Session, procedure_id: int, month: str, channel: str, state: str, now: datetime) -> Tally:
    cell = {"procedure_id": procedure_id, "month": month, "channel": channel, "state": state}
    row = session.scalar(select(Tally).filter_by(**cell))
    if row is None:
        row = Tally(**cell, cases=0, answers={}, counted_at=now)
        session.add(row)
    return row


def _forget_saved_forms(session: Session, ids: Sequence[int]) -> None:
    """Delete forms that were kept half filled and became these cases."""
    keys = select(Case.key).where(Case.id.in_(ids))
    session.execute(delete(SavedForm).where(SavedForm.form_key.in_(keys)), execution_options=_UNSEEN)


def _delete_all_of(session: Session, ids: Sequence[int]) -> None:
    """Delete the rows of every table that belong to cases, then the cases.

    Lines of history stay: they say who did what when, name no applicant, and point to no case any more.
    """
    tables: Any = Base.metadata.sorted_tables
    for table in reversed(tables):
        for column in table.columns:
            if any(key.column is Case.__table__.c.id for key in column.foreign_keys):
                of_cases = column.in_(ids)
                if table is Event.__table__:
                    session.execute(
                        update(Event).where(of_cases).values(case_id=None), execution_options=_UNSEEN
                    )
                else:
                    session.execute(delete(table).where(of_cases))
    session.execute(delete(Case.__table__).where(Case.__table__.c.id.in_(ids)))  # type: ignore[arg-type]


def _release(procedure: Procedure, before: datetime, seen: int, staff_id: int, now: datetime) -> Release:
    return Release(
        procedure_id=procedure.id,
        months=procedure.retention_months,
        ended_before=before,
        previewed=seen,
        deleted=0,
        released_at=now,
        released_by_id=staff_id,
    )


def _note(session: Session, verb: str, row: Release, by: Actor, now: datetime, **detail: Any) -> None:
    rule: dict[str, Any] = {
        "release": row.id,
        "months": row.months,
        "ended_before": row.ended_before.isoformat(),
    }
    record(session, verb, "procedure", row.procedure_id, by=by, now=now, **rule, **detail)
