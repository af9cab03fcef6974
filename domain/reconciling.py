"""Reconciling counts with what they count: what every noun that counts shares."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Difference:
    """One thing that does not agree: where, what is written there, and what it adds up to."""

    kind: str
    where: str
    written: int
    counted: int


def see_one_moment(session: Session) -> None:
    """Begin a transaction in which every query sees the same moment, while others go on writing."""
    session.rollback()
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
