"""Keeping an address off everything printed (DV等支援措置): the flag is set and taken off by a person, with history."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from domain.cases.models import Case
from domain.cases.steps import find
from domain.database import writing
from domain.history import Actor, record


def hide_address(session: Session, number: str, *, by: Actor, now: datetime) -> bool:
    """Keep the address of a case off everything printed; False where it is already. NotFound."""
    return _set(session, number, True, by, now)


def show_address(session: Session, number: str, *, by: Actor, now: datetime) -> bool:
    """Let the address be printed again; False where it is already. NotFound."""
    return _set(session, number, False, by, now)


def _set(session: Session, number: str, hides: bool, by: Actor, now: datetime) -> bool:
    verb = "hide_address" if hides else "show_address"
    with writing(session):
        case = find(session, number)
        changing = update(Case).where(Case.id == case.id, Case.hides_address.is_(not hides))
        is_new = session.scalar(changing.values(hides_address=hides).returning(Case.id)) is not None
        if is_new:
            record(session, verb, "case", case.id, case_id=case.id, by=by, now=now)
    return is_new
