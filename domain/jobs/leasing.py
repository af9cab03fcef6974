"""How a job is marked by the one that runs it: taken by a lease, gone on with, finished, refused, given up or put back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from domain.database import writing
from domain.history import TOWN, Actor, record
from domain.jobs.models import Job
from domain.jobs.queries import is_due
from domain.refusals import Refusal

LEASE = timedelta(minutes=2)
"""Renewed many times while a job runs; longer than SQLite's one writer keeps a renewal waiting."""
MOST_TRIES = 5
"""Processes that may end over a job before it is said to have failed."""
FAILED = "error"
"""Code of a refusal that is no refusal: something broke."""


@dataclass(frozen=True)
class Taken:
    """A job that is ours to run."""

    id: int
    kind: str
    noun_id: int
    actor: Actor
    is_last_try: bool
    """It was begun too often: it is not to be run again."""


def take(session: Session, *, by: str, now: datetime) -> Taken | None:
    """Take the job that has waited longest; None where none is due. Two who take at once never take the same."""
    due = select(Job).where(*is_due(now)).order_by(Job.asked_at, Job.id).limit(1)
    with writing(session):
        job = session.scalar(due.with_for_update(skip_locked=True))
        if job is None:
            return None
        job.leased_by, job.leased_until, job.tries = by, now + LEASE, job.tries + 1
        job.begun_at, job.done, job.of = now, 0, 0
        taken = Taken(job.id, job.kind, job.noun_id, job.actor, job.tries > MOST_TRIES)
    return taken


def go_on(session: Session, job_id: int, done: int, of: int, *, by: str, now: datetime) -> None:
    """Note how far a job has got, and renew its lease."""
    _change(session, job_id, by, done=done, of=of, leased_until=now + LEASE)


def finish(session: Session, job_id: int, outcome: dict[str, int], *, by: str, now: datetime) -> None:
    """Mark a job as done."""
    _change(session, job_id, by, finished_at=now, leased_until=None, outcome=outcome)


def refuse(session: Session, job_id: int, refusal: Refusal, *, by: str, now: datetime) -> None:
    """Mark a job as refused: why, and what to do now."""
    next_step = str(refusal.next_step) if refusal.next_step else ""
    said = {"code": type(refusal).__name__, "reason": str(refusal.reason), "next_step": next_step}
    _change(session, job_id, by, finished_at=now, leased_until=None, refusal=said)


def give_up(session: Session, job_id: int, *, by: str, now: datetime) -> None:
    """Mark a job as failed, and say so in the history; what broke is in the log of the worker."""
    changed = _changing(job_id, by, finished_at=now, leased_until=None, refusal={"code": FAILED})
    with writing(session):
        row = session.execute(changed.returning(Job.noun, Job.noun_id, Job.kind)).first()
        if row is not None:
            record(session, "give_up_job", row.noun, row.noun_id, by=TOWN, now=now, job=job_id, kind=row.kind)


def put_back(session: Session, *, by: str, now: datetime) -> None:
    """Free what somebody has taken and does not run any more, so that it need not wait for the lease to end."""
    freeing = update(Job).where(Job.leased_by == by, Job.finished_at.is_(None), Job.leased_until > now)
    with writing(session):
        session.execute(freeing.values(leased_until=now), execution_options=_UNSEEN)


_UNSEEN: dict[str, Any] = {"synchronize_session": False}


def _change(session: Session, job_id: int, by: str, **values: Any) -> None:
    with writing(session):
        session.execute(_changing(job_id, by, **values), execution_options=_UNSEEN)


def _changing(job_id: int, by: str, **values: Any) -> Any:
    """Return the change of a job that is still ours."""
    return (
        update(Job).where(Job.id == job_id, Job.leased_by == by, Job.finished_at.is_(None)).values(**values)
    )
