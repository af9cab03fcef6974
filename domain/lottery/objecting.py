"""Objections to the frozen list: written down in the days after the freeze, and answered before anything is drawn."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.database import writing
from domain.history import Actor, record
from domain.lottery.models import Entry
from domain.lottery.record_models import Objection
from domain.lottery.refusals import NothingAsked
from domain.lottery.rounds import require, shared
from domain.refusals import NotFound


def raise_objection(
    session: Session, round_id: int, said: str, receipt: str = "", *, by: Actor, now: datetime
) -> int:
    """Write an objection down and return its id; NotInPhase outside the period, NothingAsked without words."""
    if not said.strip():
        raise NothingAsked
    with writing(session):
        require(session, shared(session, round_id), now, "objection")
        mine = Entry.round_id == round_id, Entry.receipt == receipt
        entry_id = session.scalar(select(Entry.id).where(*mine)) if receipt else None
        found = Objection(round_id=round_id, entry_id=entry_id, said=said.strip()[:2000], raised_at=now)
        found.raised_by_id = by.staff_id
        session.add(found)
        session.flush()
        record(session, "raise", "objection", found.id, by=by, now=now)
        objection_id = found.id
    return objection_id


def answer_objection(session: Session, objection_id: int, answer: str, *, by: Actor, now: datetime) -> None:
    """Answer an objection, or say it better; NotFound, NothingAsked without words."""
    if not answer.strip():
        raise NothingAsked
    with writing(session):
        found = session.scalar(select(Objection).where(Objection.id == objection_id).with_for_update())
        if found is None:
            raise NotFound
        found.answer, found.answered_at, found.answered_by_id = answer.strip()[:2000], now, by.staff_id
        record(session, "answer", "objection", objection_id, by=by, now=now)


def open_objections(session: Session, round_id: int) -> int:
    """Return how many objections wait for an answer."""
    waiting = Objection.round_id == round_id, Objection.answered_at.is_(None)
    return session.scalar(select(func.count(Objection.id)).where(*waiting)) or 0
