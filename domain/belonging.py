"""Which department a thing belongs to: what the guard of the staff's pages asks."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.cases.models import Case
from domain.procedures.models import Procedure


def department_of_case(session: Session, number: str) -> int | None:
    """Return the id of the department that a case was sent to, None where there is no such case."""
    return session.scalar(select(Case.department_id).where(Case.number == number))


def department_of_procedure(session: Session, slug: str) -> int | None:
    """Return the id of the department that owns a procedure, None where there is no such procedure."""
    return session.scalar(select(Procedure.department_id).where(Procedure.slug == slug))
