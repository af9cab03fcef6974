"""Setting up what can be booked: facilities, their services, and the weekly pattern of sessions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from domain.booking.models import Facility, Service, Slot, SlotPattern
from domain.booking.planning import WeeklySitting
from domain.booking.rules import Rules
from domain.database import writing
from domain.history import Actor, record
from forms.definition import NO_TEXT, Text


def add_facility(
    session: Session,
    slug: str,
    name: Text,
    *,
    department_id: int,
    address: Text = NO_TEXT,
    access: Text = NO_TEXT,
    phone: str = "",
    by: Actor,
    now: datetime,
) -> int:
    """Add a facility or bring the one with this slug up to date; return its id."""
    with writing(session):
        row = session.scalar(select(Facility).where(Facility.slug == slug)) or Facility(slug=slug)
        row.name, row.address, row.access = name.to_json(), address.to_json(), access.to_json()
        row.phone, row.department_id = phone, department_id
        session.add(row)
        session.flush()
        record(session, "add", "facility", row.id, by=by, now=now)
        facility_id = row.id
    return facility_id


def add_service(
    session: Session,
    facility_id: int,
    procedure_id: int,
    name: Text,
    rules: Rules,
    patterns: Iterable[WeeklySitting],
    *,
    by: Actor,
    now: datetime,
) -> int:
    """Add the service that a procedure books, or bring it up to date; return its id.

    Patterns are replaced as a whole; slots that are there stay until slots are made again.
    """
    with writing(session):
        row = session.scalar(select(Service).where(Service.procedure_id == procedure_id))
        row = row or Service(procedure_id=procedure_id)
        row.facility_id, row.name, row.rules = facility_id, name.to_json(), rules.to_json()
        session.add(row)
        session.flush()
        _replace_patterns(session, row.id, patterns)
        record(session, "add", "service", row.id, by=by, now=now)
        service_id = row.id
    return service_id


def _replace_patterns(session: Session, service_id: int, patterns: Iterable[WeeklySitting]) -> None:
    old = select(SlotPattern.id).where(SlotPattern.service_id == service_id)
    for slot in session.scalars(select(Slot).where(Slot.pattern_id.in_(old))):
        slot.pattern_id = None
    session.flush()
    session.execute(delete(SlotPattern).where(SlotPattern.service_id == service_id))
    session.add_all(_row(service_id, pattern) for pattern in patterns)


def _row(service_id: int, pattern: WeeklySitting) -> SlotPattern:
    sitting = pattern.sitting
    return SlotPattern(
        service_id=service_id,
        weekday=pattern.weekday,
        starts=sitting.starts,
        ends=sitting.ends,
        open_capacity=sitting.open_capacity,
        hard_capacity=sitting.hard_capacity,
        web_quota=sitting.web_quota,
        ages=dict(sitting.ages) if sitting.ages else None,
        valid_from=pattern.valid_from,
        valid_to=pattern.valid_to,
    )
