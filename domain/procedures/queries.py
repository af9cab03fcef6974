"""Looking procedures and their forms up."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, joinedload

from domain.procedures.models import FormVersion, Procedure
from domain.refusals import NotFound
from forms.definition import Text


@dataclass(frozen=True)
class Live:
    """A procedure with the version of its form that residents answer now."""

    procedure: Procedure
    version: FormVersion


def catalogue(session: Session, *, now: datetime) -> list[Procedure]:
    """Return the procedures that can be asked for now, in the order they were made."""
    rows = session.scalars(
        select(Procedure)
        .where(Procedure.live_version_id.is_not(None), *_open(now))
        .options(joinedload(Procedure.department))
        .order_by(Procedure.id)
    )
    return list(rows)


def live(session: Session, slug: str) -> Live | None:
    """Return a published procedure, open or not, or None."""
    procedure = session.scalar(
        select(Procedure)
        .where(Procedure.slug == slug)
        .options(joinedload(Procedure.department), joinedload(Procedure.live_version))
    )
    if procedure is None or procedure.live_version is None:
        return None
    return Live(procedure, procedure.live_version)


def by_slug(session: Session, slug: str) -> Procedure | None:
    """Return a procedure, published or not, or None."""
    return session.scalar(
        select(Procedure)
        .where(Procedure.slug == slug)
        .options(joinedload(Procedure.department), joinedload(Procedure.live_version))
    )


def procedure_at(session: Session, slug: str) -> Procedure:
    """Return a procedure, published or not; NotFound."""
    found = by_slug(session, slug)
    if found is None:
        raise NotFound
    return found


def is_open(procedure: Procedure, now: datetime) -> bool:
    """Say whether a procedure takes cases now: from its opening on, until just before its closing."""
    has_begun = procedure.opens_at is None or procedure.opens_at <= now
    return has_begun and (procedure.closes_at is None or now < procedure.closes_at)


def procedures(session: Session) -> list[Procedure]:
    """Return every procedure, published or not, for staff."""
    return list(
        session.scalars(
            select(Procedure)
            .options(joinedload(Procedure.department), joinedload(Procedure.live_version))
            .order_by(Procedure.department_id, Procedure.id)
        )
    )


@dataclass(frozen=True)
class Named:
    """A procedure by its name alone, for a list to choose from."""

    slug: str
    title: Text


def named(session: Session, departments: Collection[int] | None) -> list[Named]:
    """Return the procedures of some departments (None: all) by department, for a list to choose from."""
    wanted = select(Procedure.slug, Procedure.title).order_by(Procedure.department_id, Procedure.id)
    if departments is not None:
        wanted = wanted.where(Procedure.department_id.in_(sorted(departments)))
    return [Named(slug, Text.from_json(title)) for slug, title in session.execute(wanted)]


def versions(session: Session, procedure_id: int) -> list[FormVersion]:
    """Return every version of a procedure's form, the latest first."""
    return list(
        session.scalars(
            select(FormVersion)
            .where(FormVersion.procedure_id == procedure_id)
            .order_by(FormVersion.number.desc())
        )
    )


def _open(now: datetime) -> tuple[ColumnElement[bool], ...]:
    begun = or_(Procedure.opens_at.is_(None), Procedure.opens_at <= now)
    return begun, or_(Procedure.closes_at.is_(None), Procedure.closes_at > now)
