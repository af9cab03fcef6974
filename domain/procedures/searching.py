"""Keeping what search looks in: written whenever something changes that people search by."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from domain.database import writing
from domain.people.models import Department
from domain.procedures.models import Procedure
from domain.procedures.rules import searched
from forms.definition import Text


def make_findable(session: Session, procedure: Procedure) -> None:
    """Write the search text of a procedure; the caller is inside ``writing`` and has set its department."""
    department = session.get_one(Department, procedure.department_id)
    procedure.search_text = searched(
        procedure.title_text,
        Text.from_json(procedure.summary or ""),
        procedure.synonyms or (),
        procedure.life_events or (),
        department.name,
    )


def follow_department(session: Session, department_id: int) -> None:
    """Write the search texts of a department's procedures after it was renamed; the caller is inside ``writing``."""
    for procedure in session.scalars(select(Procedure).where(Procedure.department_id == department_id)):
        make_findable(session, procedure)


def make_all_findable(session: Session) -> int:
    """Write every procedure's search text anew and return how many have changed."""
    changed = 0
    with writing(session):
        for procedure in session.scalars(select(Procedure).options(joinedload(Procedure.department))):
            before = procedure.search_text
            make_findable(session, procedure)
            changed += procedure.search_text != before
    return changed
