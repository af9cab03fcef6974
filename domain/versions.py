"""The versions of a procedure's form with how many cases answered each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.cases.models import STATES, Case
from domain.people.models import Staff
from domain.procedures.models import FormVersion, Procedure
from domain.refusals import NotFound


@dataclass(frozen=True)
class VersionLine:
    """One published version in the list."""

    number: int
    published_at: datetime
    published_by: str
    """Name of the member of staff, "" for the town itself."""
    cases: int
    is_live: bool


def version_lines(session: Session, procedure: Procedure) -> list[VersionLine]:
    """Return every version of a procedure's form, the latest first."""
    counted = (
        select(Case.form_version_id, func.count().label("cases"))
        # Every state is named so that the index of the queue, which begins with the state, finds the procedure.
        .where(Case.state.in_(STATES), Case.procedure_id == procedure.id)
        .group_by(Case.form_version_id)
        .subquery()
    )
    rows = session.execute(
        select(FormVersion.id, FormVersion.number, FormVersion.published_at, Staff.name, counted.c.cases)
        .outerjoin(Staff, Staff.id == FormVersion.published_by_id)
        .outerjoin(counted, counted.c.form_version_id == FormVersion.id)
        .where(FormVersion.procedure_id == procedure.id)
        .order_by(FormVersion.number.desc())
    )
    return [
        VersionLine(number, at, name or "", cases or 0, id_ == procedure.live_version_id)
        for id_, number, at, name, cases in rows
    ]


def procedure_called(session: Session, slug: str) -> Procedure:
    """Return a procedure by its slug; NotFound."""
    found = session.scalar(select(Procedure).where(Procedure.slug == slug))
    if found is None:
        raise NotFound
    return found


def version_numbered(session: Session, procedure_id: int, number: int) -> FormVersion:
    """Return a version of a procedure's form; NotFound."""
    wanted = (FormVersion.procedure_id == procedure_id, FormVersion.number == number)
    found = session.scalar(select(FormVersion).where(*wanted))
    if found is None:
        raise NotFound
    return found
