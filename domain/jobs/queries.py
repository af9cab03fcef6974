"""Looking jobs up: those about a thing, whether any is due, and how long one has waited in vain."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from domain.jobs.models import Job


def shown_job(session: Session, noun: str, noun_id: int, kinds: Collection[str]) -> Job | None:
    """Return the job to show of a thing, as the database has it now: the first that is not finished, else the last."""
    mine = Job.noun == noun, Job.noun_id == noun_id, Job.kind.in_(kinds)
    fresh = {"populate_existing": True}
    waiting = select(Job).where(*mine, Job.finished_at.is_(None)).order_by(Job.id).limit(1)
    finished = select(Job).where(*mine).order_by(Job.finished_at.desc(), Job.id.desc()).limit(1)
    found = session.scalar(waiting, execution_options=fresh)
    return found or session.scalar(finished, execution_options=fresh)


def is_due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of jobs that nobody runs: not taken yet, or by one whose lease has ended."""
    return Job.finished_at.is_(None), or_(Job.leased_until.is_(None), Job.leased_until <= now)


def is_any_due(session: Session, now: datetime) -> bool:
    """Say whether a job waits for somebody to run it; asked every second, of an index that is nearly empty."""
    return session.scalar(select(Job.id).where(*is_due(now)).limit(1)) is not None


def longest_wait(session: Session, now: datetime) -> timedelta | None:
    """Return how long the longest waiting job has been due; None where none is."""
    since = func.min(func.coalesce(Job.leased_until, Job.asked_at))
    found = session.scalar(select(since).where(*is_due(now)))
    return now - found if found else None


def is_any_running(session: Session, now: datetime) -> bool:
    """Say whether somebody runs a job: then those that wait will have their turn."""
    running = Job.finished_at.is_(None), Job.leased_until > now
    return session.scalar(select(Job.id).where(*running).limit(1)) is not None
