"""Households that asked this town to remember them on one device."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.database import writing
from domain.people.models import Household
from domain.people.tokens import new_token, token_hash

KEPT = timedelta(days=400)
"""How long an unused household is remembered unless the town sets otherwise: a little over a year."""


def remember(
    session: Session,
    answers: Mapping[str, Any],
    *,
    now: datetime,
    token: str | None = None,
    kept: timedelta = KEPT,
) -> str:
    """Keep a household's answers (JSON data by meaning) and return the token for its device.

    A known token keeps its household and is returned again; an unknown or expired one is replaced.
    """
    with writing(session):
        row = _living(session, token, now, kept) if token else None
        if row is None or token is None:
            token = new_token()
            row = Household(token_hash=token_hash(token), created_at=now)
            session.add(row)
        row.answers, row.used_at = dict(answers), now
    return token


def recall(session: Session, token: str, *, now: datetime, kept: timedelta = KEPT) -> dict[str, Any] | None:
    """Return what a device asked to remember, or None; reading alone does not prolong it."""
    row = _living(session, token, now, kept)
    return dict(row.answers) if row else None


def forget(session: Session, token: str, *, now: datetime) -> None:
    """Wipe a household's answers; its token is worth nothing from then on."""
    with writing(session):
        row = session.scalar(select(Household).where(Household.token_hash == token_hash(token)))
        if row is not None and row.forgotten_at is None:
            row.answers, row.forgotten_at = {}, now


def forget_unused(session: Session, *, now: datetime, kept: timedelta = KEPT) -> int:
    """Wipe every household not used for ``kept``; return how many."""
    with writing(session):
        rows = session.scalars(
            select(Household).where(Household.forgotten_at.is_(None), Household.used_at <= now - kept)
        ).all()
        for row in rows:
            row.answers, row.forgotten_at = {}, now
    return len(rows)


def _living(session: Session, token: str, now: datetime, kept: timedelta) -> Household | None:
    return session.scalar(
        select(Household).where(
            Household.token_hash == token_hash(token),
            Household.forgotten_at.is_(None),
            Household.used_at > now - kept,
        )
    )
