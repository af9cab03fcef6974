"""Making procedures and publishing versions of their forms."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.database import writing
from domain.history import Actor, record
from domain.procedures.models import FormVersion, Procedure
from domain.refusals import NotFound, Refusal
from forms.checking import Finding, faults
from forms.definition import NO_TEXT, Form, Text
from forms.messages import message


class NotPublishable(Refusal):
    """The definition has faults; ``findings`` name each of them."""

    status: ClassVar[int] = 422

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        super().__init__(
            message("様式に直すところが{count}件あるため、公開できません。", count=len(findings)),
            message("指摘された項目を直してから、もう一度公開してください。"),
        )


class WrongPeriod(Refusal):
    """Cases would be taken until before they are taken."""

    status: ClassVar[int] = 422

    def __init__(self) -> None:
        super().__init__(message("受付の終わりは、始まりより後にしてください。"))


def add_procedure(
    session: Session,
    slug: str,
    kind: str,
    title: Text,
    *,
    department_id: int,
    summary: Text = NO_TEXT,
    by: Actor,
    now: datetime,
) -> int:
    """Add a procedure or bring the one with this slug up to date; return its id."""
    with writing(session):
        row = session.scalar(select(Procedure).where(Procedure.slug == slug))
        row = row or Procedure(slug=slug, kind=kind, created_at=now)
        row.title, row.summary, row.department_id = title.to_json(), summary.to_json(), department_id
        session.add(row)
        session.flush()
        record(session, "add", "procedure", row.id, by=by, now=now)
        procedure_id = row.id
    return procedure_id


def publish(session: Session, procedure_id: int, form: Form, *, by: Actor, now: datetime) -> int:
    """Publish a form as the live version and return its number; NotPublishable.

    The form that is live already is not published again: its number is returned.
    """
    found = faults(form)
    if found:
        raise NotPublishable(found)
    with writing(session):
        procedure = locked(session, procedure_id)
        live = procedure.live_version
        if live is None or live.fingerprint != form.fingerprint():
            live = add_version(session, procedure, form, by=by, now=now)
            record(session, "publish", "procedure", procedure_id, by=by, now=now, number=live.number)
        number = live.number
    return number


def set_opening(
    session: Session,
    procedure_id: int,
    *,
    opens_at: datetime | None,
    closes_at: datetime | None,
    by: Actor,
    now: datetime,
) -> None:
    """Say from when until when a procedure takes cases, None means without limit; WrongPeriod."""
    if opens_at is not None and closes_at is not None and closes_at <= opens_at:
        raise WrongPeriod
    with writing(session):
        procedure = locked(session, procedure_id)
        procedure.opens_at, procedure.closes_at, procedure.is_opening_set = opens_at, closes_at, True
        record(session, "set_opening", "procedure", procedure_id, by=by, now=now)


def locked(session: Session, procedure_id: int) -> Procedure:
    """Return a procedure whose row nobody else changes until the transaction ends; NotFound."""
    procedure = session.scalar(select(Procedure).where(Procedure.id == procedure_id).with_for_update())
    if procedure is None:
        raise NotFound
    return procedure


def add_version(
    session: Session, procedure: Procedure, form: Form, *, by: Actor, now: datetime
) -> FormVersion:
    """Make a form the live version of a locked procedure; the caller is inside ``writing``."""
    latest = select(func.max(FormVersion.number)).where(FormVersion.procedure_id == procedure.id)
    version = FormVersion(
        procedure_id=procedure.id,
        number=(session.scalar(latest) or 0) + 1,
        definition=form.to_json(),
        fingerprint=form.fingerprint(),
        published_at=now,
        published_by_id=by.staff_id,
    )
    session.add(version)
    session.flush()
    procedure.live_version_id = version.id
    session.expire(procedure, ["live_version"])
    return version
