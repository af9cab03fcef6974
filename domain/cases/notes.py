"""Notes of the office on a case; residents never see them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from domain.cases.messages import words_of
from domain.cases.paper_models import Note
from domain.cases.steps import find
from domain.database import writing
from domain.history import Actor, record


def add_note(session: Session, number: str, body: str, *, by: Actor, now: datetime) -> None:
    """Add a note to a case; NoWords, TooManyWords, NotFound."""
    text = words_of(body)
    with writing(session):
        case = find(session, number)
        session.add(Note(case_id=case.id, staff_id=by.staff_id, body=text, written_at=now))
        record(session, "add_note", "case", case.id, case_id=case.id, by=by, now=now)


def notes_of(session: Session, case_id: int) -> Sequence[Note]:
    """Return the notes on a case with who wrote them, newest first."""
    wanted = select(Note).where(Note.case_id == case_id).options(joinedload(Note.staff))
    return session.scalars(wanted.order_by(Note.id.desc())).all()
