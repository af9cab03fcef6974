"""Asking for a job: one row, in one transaction with the checks that can be made at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.database import dialect_of, insert_into, writing
from domain.history import Actor, record
from domain.jobs.models import Job


def ask(
    session: Session,
    kind: str,
    noun: str,
    noun_id: int,
    *,
    check: Callable[[Session], object],
    by: Actor,
    now: datetime,
) -> bool:
    """Ask for a job and say whether it is new: the same one that waits or goes on already is not asked for twice.

    Whatever Refusal ``check`` raises.
    """
    with writing(session):
        if waits(session, kind, noun, noun_id):
            return False
        check(session)
        row = {
            "kind": kind,
            "noun": noun,
            "noun_id": noun_id,
            "asked_at": now,
            "tries": 0,
            "done": 0,
            "of": 0,
        }
        row |= {"actor_kind": by.kind, "actor_name": by.name, "staff_id": by.staff_id, "leased_by": ""}
        adding = insert_into(dialect_of(session), Job).values(row).on_conflict_do_nothing()
        job_id = session.scalar(adding.returning(Job.id))
        if job_id is not None:
            record(session, "ask_job", noun, noun_id, by=by, now=now, job=job_id, kind=kind)
    return job_id is not None


def waits(session: Session, kind: str, noun: str, noun_id: int) -> bool:
    """Say whether such a job waits or goes on."""
    same = Job.kind == kind, Job.noun == noun, Job.noun_id == noun_id, Job.finished_at.is_(None)
    return session.scalar(select(Job.id).where(*same)) is not None
