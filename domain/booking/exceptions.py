"""One-date exceptions: a day on which a service runs otherwise than its week says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from domain.booking.making import Made, make_days
from domain.booking.models import Service, SlotException
from domain.booking.planning import Sitting
from domain.database import writing
from domain.history import Actor, record


def run_otherwise(
    session: Session,
    service_id: int,
    day: date,
    sittings: Sequence[Sitting],
    *,
    reason: str = "",
    by: Actor,
    now: datetime,
) -> Made:
    """Give one day its own sittings, none for a day off, and make its slots anew.

    Slots that are booked or that staff changed stay as they are, listed in ``kept``.
    """
    with writing(session):
        row = _exception(session, service_id, day) or SlotException(service_id=service_id, day=day)
        row.slots, row.reason = [sitting.to_json() for sitting in sittings], reason
        session.add(row)
        made = _remade(session, service_id, day)
        record(session, "run_otherwise", "service", service_id, by=by, now=now, day=day.isoformat())
    return made


def run_as_usual(session: Session, service_id: int, day: date, *, by: Actor, now: datetime) -> Made:
    """Take an exception back; the day's slots are made from the week again."""
    with writing(session):
        one = delete(SlotException).where(SlotException.service_id == service_id, SlotException.day == day)
        session.execute(one)
        made = _remade(session, service_id, day)
        record(session, "run_as_usual", "service", service_id, by=by, now=now, day=day.isoformat())
    return made


def _exception(session: Session, service_id: int, day: date) -> SlotException | None:
    wanted = select(SlotException).where(SlotException.service_id == service_id, SlotException.day == day)
    return session.scalar(wanted)


def _remade(session: Session, service_id: int, day: date) -> Made:
    session.flush()
    made = Made()
    make_days(session, session.get_one(Service, service_id), day, day, made)
    return made
