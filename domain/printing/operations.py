"""Noting what was printed, and wording the notices of a procedure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.cases.models import Case
from domain.database import writing
from domain.history import Actor, record
from domain.printing.models import NoticeWording
from domain.procedures.models import Procedure
from domain.refusals import NotFound


def note_notices(
    session: Session, documents: Mapping[int, str], *, form: str, by: Actor, now: datetime
) -> None:
    """Write into the history that notices were printed: case id -> number of the document.

    ``form`` is "page" or "pdf". The number stays with the case: printed again, the notice has the same.
    """
    with writing(session):
        for case_id, document in documents.items():
            record(
                session,
                "print_notice",
                "case",
                case_id,
                case_id=case_id,
                by=by,
                now=now,
                document=document,
                form=form,
            )


def note_answers(session: Session, cases: Iterable[Case], *, form: str, by: Actor, now: datetime) -> None:
    """Write into the history that the answers of cases were printed."""
    ids = [case.id for case in cases]
    with writing(session):
        for case_id in ids:
            record(session, "print_answers", "case", case_id, case_id=case_id, by=by, now=now, form=form)


def set_wording(
    session: Session, procedure_id: int, words: Mapping[str, str], *, by: Actor, now: datetime
) -> None:
    """Word the notices of a procedure; "" stands for the usual words. NotFound."""
    with writing(session):
        locked = select(Procedure.id).where(Procedure.id == procedure_id).with_for_update()
        if session.scalar(locked) is None:
            raise NotFound
        row = session.scalar(select(NoticeWording).where(NoticeWording.procedure_id == procedure_id))
        row = row or NoticeWording(procedure_id=procedure_id)
        for name in ("sender", "mark", "approved", "rejected", "remedy"):
            setattr(row, name, words.get(name, "").strip())
        session.add(row)
        record(session, "word_notices", "procedure", procedure_id, by=by, now=now)
