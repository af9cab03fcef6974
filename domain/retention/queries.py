"""What may be deleted: counts for each procedure, and the cases themselves."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from domain.booking.forgetting import is_yet_to_come
from domain.cases.models import Case
from domain.history import Event
from domain.lottery.forgetting import is_in_lottery
from domain.procedures.models import Procedure
from domain.retention.models import Release
from domain.retention.rules import ENDED, ended_before

PER_PAGE = 50


@dataclass(frozen=True)
class Plan:
    """What the rule of a procedure says today."""

    procedure: Procedure
    ended_before: datetime | None
    """None where nobody has said how long cases are kept."""
    cases: int = 0
    oldest: datetime | None = None
    """When the case ended that ended first."""
    release: Release | None = None
    """What a manager has released and the job has not finished."""


def plans(session: Session, departments: Collection[int] | None, now: datetime) -> list[Plan]:
    """Return a plan for each procedure of these departments; three queries, however many there are."""
    wanted = select(Procedure).options(joinedload(Procedure.department)).order_by(Procedure.department_id)
    if departments is not None:
        wanted = wanted.where(Procedure.department_id.in_(sorted(departments)))
    procedures = session.scalars(wanted.order_by(Procedure.id)).all()
    counts = _counts(session, {one.retention_months for one in procedures}, now)
    open_releases = {one.procedure_id: one for one in session.scalars(_unfinished())}
    return [_plan(one, counts.get(one.id), open_releases.get(one.id), now) for one in procedures]


def plan(session: Session, procedure: Procedure, now: datetime) -> Plan:
    """Return the plan for one procedure."""
    counts = _counts(session, {procedure.retention_months}, now, Case.procedure_id == procedure.id)
    release = session.scalar(_unfinished().where(Release.procedure_id == procedure.id))
    return _plan(procedure, counts.get(procedure.id), release, now)


def listed(session: Session, procedure_id: int, before: datetime, page: int) -> list[Case]:
    """Return one page of the cases that may be deleted, those that ended first first."""
    rows = select(Case).where(*due(procedure_id, before)).order_by(Case.changed_at, Case.id)
    return list(session.scalars(rows.limit(PER_PAGE).offset((page - 1) * PER_PAGE)))


def deletions(session: Session, procedure_id: int) -> list[Release]:
    """Return what was released before, the latest first."""
    past = select(Release).where(Release.procedure_id == procedure_id, Release.finished_at.is_not(None))
    return list(
        session.scalars(past.options(joinedload(Release.released_by)).order_by(Release.id.desc()).limit(20))
    )


def proofs(session: Session, procedure_id: int) -> list[Event]:
    """Return the lines of history that prove deletions, oldest first."""
    lines = select(Event).where(
        Event.noun == "procedure", Event.noun_id == procedure_id, Event.verb == "delete_cases"
    )
    return list(session.scalars(lines.order_by(Event.id)))


def due(procedure_id: int, before: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions on which a case of a procedure may be deleted."""
    return Case.procedure_id == procedure_id, *_ended(before)


def _ended(before: datetime) -> tuple[ColumnElement[bool], ...]:
    # A case was received before it ended: said so too, the queue's index finds it.
    return (
        Case.state.in_(ENDED),
        Case.received_at < before,
        Case.changed_at < before,
        ~is_yet_to_come(before),
        ~is_in_lottery(before),
    )


def _counts(
    session: Session, months: Collection[int | None], now: datetime, *more: ColumnElement[bool]
) -> dict[int, Any]:
    rules = [
        and_(Procedure.retention_months == one, *_ended(ended_before(now, one)))
        for one in months
        if one is not None
    ]
    if not rules:
        return {}
    counting = (
        select(Case.procedure_id, func.count().label("cases"), func.min(Case.changed_at).label("oldest"))
        .join(Procedure, Procedure.id == Case.procedure_id)
        .where(or_(*rules), *more)
        .group_by(Case.procedure_id)
    )
    return {row.procedure_id: row for row in session.execute(counting)}


def _plan(procedure: Procedure, counted: Any, release: Release | None, now: datetime) -> Plan:
    if procedure.retention_months is None:
        return Plan(procedure, None, release=release)
    before = ended_before(now, procedure.retention_months)
    if counted is None:
        return Plan(procedure, before, release=release)
    return Plan(procedure, before, counted.cases, counted.oldest, release)


def _unfinished() -> Select[Any]:
    return select(Release).where(Release.finished_at.is_(None)).options(joinedload(Release.released_by))
