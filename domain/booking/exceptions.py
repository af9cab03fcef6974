"""One-date exceptions: a day on which a service runs otherwise than its week says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from domain.booking.making import Made, make_days
from domain.booking.models import Service, Slot, SlotException
from domain.booking.planning import Sitting
from domain.booking.rules import Rules
from domain.clock import in_tokyo
from domain.database import writing
from domain.history import Actor, record


def exception_of(session: Session, service_id: int, day: date) -> SlotException | None:
    """Return how a day runs otherwise, None where it runs as its week says."""
    wanted = select(SlotException).where(SlotException.service_id == service_id, SlotException.day == day)
    return session.scalar(wanted)


def sittings_on(session: Session, service: Service, day: date) -> tuple[Sitting, ...]:
    """Return a day's own sittings, or where it has none those of its slots as they stand now."""
    exception = exception_of(session, service.id, day)
    if exception is not None:
        return tuple(Sitting.from_json(one) for one in exception.slots)
    wanted = select(Slot).where(Slot.service_id == service.id, Slot.day == day).order_by(Slot.starts_at)
    return tuple(_sitting(slot, service.rule_set) for slot in session.scalars(wanted))


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
        row = exception_of(session, service_id, day) or SlotException(service_id=service_id, day=day)
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


def _sitting(slot: Slot, rules: Rules) -> Sitting:
    return Sitting(
        starts=in_tokyo(slot.starts_at).time(),
        ends=in_tokyo(slot.ends_at).time(),
        open_capacity=slot.open_capacity,
        hard_capacity=slot.hard_capacity,
        web_quota=None if slot.web_quota == rules.web_quota else slot.web_quota,
        ages=slot.ages,
    )


def _remade(session: Session, service_id: int, day: date) -> Made:
    session.flush()
    made = Made()
    make_days(session, session.get_one(Service, service_id), day, day, made)
    return made
