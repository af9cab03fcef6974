"""An event with a limit, for tests of applying: its form, who applies, the moment."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.applications.operations import apply
from domain.applications.requests import Application
from domain.cases.intake import submission_of
from domain.cases.models import Case
from domain.database import writing
from domain.history import RESIDENT, TOWN, Actor
from domain.people.models import Department, Staff
from domain.procedures.models import FormVersion, Procedure
from domain.procedures.operations import add_procedure, publish
from forms.definition import Form, Text
from forms.reading import read
from tests.application_forms import EVENT, HANAKO
from tests.town import NOW

__all__ = ["NOW", "FORM", "applied", "clerk_of", "open_concert", "procedure_of", "wish"]

FORM = Form.from_json(EVENT)
BY_NOW: dict[str, Any] = {"by": TOWN, "now": NOW}


def open_concert(session: Session, slug: str = "concert", **said: Any) -> int:
    """Publish the event, for at most 8 people in 6 applications unless ``said`` otherwise; return its id."""
    with writing(session):
        department = session.scalar(select(Department)) or Department(slug="kosodate", name="子育て支援課")
        session.add(department)
        session.flush()
        if session.scalar(select(Staff.id)) is None:
            names = {"login": "shinsa", "name": "佐々木 誠", "password_hash": ""}
            session.add(Staff(department_id=department.id, created_at=NOW, **names))
        department_id = department.id
    procedure_id = add_procedure(
        session, slug, "application", Text("コンサート"), department_id=department_id, **BY_NOW
    )
    publish(session, procedure_id, FORM, **BY_NOW)
    with writing(session):
        procedure = session.get_one(Procedure, procedure_id)
        for name, value in {"most_cases": 6, "most_sum": 8, "sum_field": "people", **said}.items():
            setattr(procedure, name, value)
    return procedure_id


def wish(
    session: Session,
    procedure_id: int,
    number: int = 0,
    key: str = "",
    dated_on: date | None = None,
    **typed: str,
) -> Application:
    """Return somebody's application, as the web reads it; a number is a person."""
    procedure = procedure_of(session, procedure_id)
    answers = {**HANAKO, "phone": f"090-1111-{number:04d}", **typed}
    reading = read(FORM, {name: [text] for name, text in answers.items()}, {"today": NOW.date()})
    assert reading.ok, reading.problems
    version = session.get_one(FormVersion, procedure.live_version_id)
    key = key or f"{procedure_id}-{number}-{answers['people']}".ljust(20, "-")
    return Application(submission_of(version, reading.answers, key=key, dated_on=dated_on))


def applied(session: Session, procedure_id: int, **typed: str) -> Case:
    """Apply and return the case."""
    number = session.query(Case).count()
    wanted = wish(session, procedure_id, number, **typed)
    return apply(session, wanted, by=RESIDENT, now=NOW).case


def procedure_of(session: Session, procedure_id: int) -> Procedure:
    """Return a procedure as it is in the database now."""
    session.rollback()
    session.expire_all()
    return session.get_one(Procedure, procedure_id)


def clerk_of(session: Session) -> Actor:
    """Return somebody who decides."""
    person = session.scalars(select(Staff)).one()
    return Actor("staff", person.name, person.id)
