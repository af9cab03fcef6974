"""Keeping what search looks in: written whenever a procedure is, and when its department is renamed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, event, select
from sqlalchemy.orm import Session, joinedload

from domain.database import writing
from domain.people.models import Department
from domain.procedures.models import Procedure
from domain.procedures.rules import searched
from forms.definition import Text


def follow_department(session: Session, department_id: int) -> None:
    """Write the search texts of a department's procedures after it was renamed; the caller is inside ``writing``."""
    name = session.get_one(Department, department_id).name
    for procedure in session.scalars(select(Procedure).where(Procedure.department_id == department_id)):
        procedure.search_text = _text(procedure, name)


def make_all_findable(session: Session) -> int:
    """Write every procedure's search text anew and return how many have changed."""
    changed = 0
    with writing(session):
        for procedure in session.scalars(select(Procedure).options(joinedload(Procedure.department))):
            before, procedure.search_text = procedure.search_text, _text(procedure, procedure.department.name)
            changed += procedure.search_text != before
    return changed


@event.listens_for(Procedure, "before_insert")
@event.listens_for(Procedure, "before_update")
def _make_findable(_mapper: Any, connection: Connection, procedure: Procedure) -> None:
    """Write the search text with the rest, whoever changes the procedure."""
    name = connection.scalar(select(Department.name).where(Department.id == procedure.department_id))
    procedure.search_text = _text(procedure, name or "")


def _text(procedure: Procedure, department: str) -> str:
    title, summary = (Text.from_json(said or "") for said in (procedure.title, procedure.summary))
    return searched(title, summary, procedure.synonyms or (), procedure.life_events or (), department)
