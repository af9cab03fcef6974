"""Slow guessing down: tries at a secret are counted per subject, never locked for good."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from domain.database import writing
from domain.people.models import Attempt
from domain.people.refusals import TooManyTries

KEPT = timedelta(days=1)
"""How long tries are kept; longer than any limit looks back."""

_PLAIN = re.compile(r"[0-9A-Za-z._@:-]{1,45}")


@dataclass(frozen=True)
class Limit:
    """At most ``most`` tries at ``subject`` within ``within``."""

    subject: str
    most: int
    within: timedelta


def subject(kind: str, *parts: str) -> str:
    """Return a subject of at most 120 safe characters, e.g. "login:yamada"; odd parts are hashed."""
    return ":".join((kind, *(_safe(part) for part in parts)))


def charge(session: Session, limits: Sequence[Limit], now: datetime) -> tuple[int, ...]:
    """Count one try against every limit; TooManyTries, not counted, when one is used up.

    The try is committed before it is counted: of many tries at the same moment, on whatever database,
    no more than the limit get through. Give the ids to ``forgive`` when the try was right.
    """
    ids = _add(session, limits, now)
    until = _blocked_until(session, limits, now)
    if until is not None:
        forgive(session, ids)
        raise TooManyTries(until)
    return ids


def forgive(session: Session, ids: Iterable[int], subjects: Iterable[str] = ()) -> None:
    """Take tries back: these, and all at ``subjects``."""
    with writing(session):
        session.execute(delete(Attempt).where(Attempt.id.in_(tuple(ids))))
        for one in sorted(subjects):
            session.execute(delete(Attempt).where(Attempt.subject == one))


def sweep_attempts(session: Session, now: datetime) -> int:
    """Delete tries that no limit looks at any more; return how many."""
    with writing(session):
        swept = session.scalars(delete(Attempt).where(Attempt.at < now - KEPT).returning(Attempt.id)).all()
    return len(swept)


def _add(session: Session, limits: Sequence[Limit], now: datetime) -> tuple[int, ...]:
    with writing(session):
        rows = [Attempt(subject=limit.subject, at=now) for limit in limits]
        session.add_all(rows)
        session.flush()
        ids = tuple(row.id for row in rows)
    return ids


def _blocked_until(session: Session, limits: Sequence[Limit], now: datetime) -> datetime | None:
    moments = [until for limit in limits if (until := _free_at(session, limit, now)) is not None]
    return max(moments, default=None)


def _free_at(session: Session, limit: Limit, now: datetime) -> datetime | None:
    tries = session.execute(
        select(func.count(), func.min(Attempt.at)).where(
            Attempt.subject == limit.subject, Attempt.at > now - limit.within
        )
    ).one()
    return tries[1] + limit.within if tries[0] > limit.most else None


def _safe(text: str) -> str:
    return (
        text if _PLAIN.fullmatch(text) else hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32]
    )
