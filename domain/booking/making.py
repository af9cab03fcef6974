"""Making slots: patterns, exceptions and closures become dated slots for a rolling horizon."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from domain.booking.models import Booking, Service, Slot, SlotException, SlotPattern
from domain.booking.planning import PlannedSlot, Sitting, WeeklySitting, plan
from domain.booking.queries import closures_of
from domain.clock import day_of
from domain.database import dialect_of, insert_into, writing
from domain.history import TOWN, record

HORIZON_DAYS = 70
"""Ten weeks: enough for a release on a day of the month before."""
_UNSEEN = {"synchronize_session": False}


@dataclass(frozen=True)
class KeptSlot:
    """A slot that the rules want otherwise and that was left as it is, and why."""

    slot_id: int
    starts_at: datetime
    wanted: str
    """"otherwise" or "gone"."""
    because: str
    """"booked" or "changed_by_staff"."""


@dataclass
class Made:
    """What making slots did."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    kept: tuple[KeptSlot, ...] = ()


def make_slots(session: Session, *, now: datetime, horizon_days: int = HORIZON_DAYS) -> Made:
    """Make the slots from today for so many days; again changes nothing.

    A slot that holds bookings or that staff changed is never altered: it is listed in ``kept``.
    """
    made = Made()
    for service_id in session.scalars(select(Service.id).order_by(Service.id)).all():
        with writing(session):
            service = session.get_one(Service, service_id)
            make_days(session, service, day_of(now), day_of(now) + timedelta(days=horizon_days), made)
            counts = {"added": made.added, "changed": made.changed, "removed": made.removed}
            if any(counts.values()):
                record(session, "make_slots", "service", service_id, by=TOWN, now=now, counts=counts)
    return made


def make_days(session: Session, service: Service, first: date, last: date, made: Made) -> None:
    """Make the slots of one service between two days, both included; the caller is inside ``writing``."""
    planned = _planned(session, service, first, last)
    why_closed = _closed_days(session, service, first, last)
    wanted = select(Slot).where(Slot.service_id == service.id, Slot.day.between(first, last))
    there = {slot.starts_at: slot for slot in session.scalars(wanted.order_by(Slot.id))}
    for starts_at, slot in there.items():
        if starts_at not in planned:
            _remove(session, slot, made)
        else:
            _adjust(session, slot, planned[starts_at], made)
        _close(session, slot, why_closed)
    for starts_at in sorted(planned.keys() - there.keys()):
        _add(session, service, planned[starts_at], why_closed, made)


def _planned(session: Session, service: Service, first: date, last: date) -> dict[datetime, PlannedSlot]:
    weekly = [_weekly(one) for one in session.scalars(_of(SlotPattern, service))]
    days = _of(SlotException, service).where(SlotException.day.between(first, last))
    exceptions = {one.day: _sittings(one.slots) for one in session.scalars(days)}
    return plan(service.rule_set, weekly, exceptions, first, last)


def _of(model: Any, service: Service) -> Any:
    return select(model).where(model.service_id == service.id).order_by(model.id)


def _weekly(pattern: SlotPattern) -> WeeklySitting:
    sitting = Sitting(
        starts=pattern.starts,
        ends=pattern.ends,
        open_capacity=pattern.open_capacity,
        hard_capacity=pattern.hard_capacity,
        web_quota=pattern.web_quota,
        ages=pattern.ages,
        pattern_id=pattern.id,
    )
    return WeeklySitting(pattern.weekday, sitting, pattern.valid_from, pattern.valid_to)


def _sittings(slots: Iterable[Mapping[str, Any]]) -> tuple[Sitting, ...]:
    return tuple(Sitting.from_json(slot) for slot in slots)


def _closed_days(session: Session, service: Service, first: date, last: date) -> dict[date, Any]:
    closed: dict[date, Any] = {}
    for closure in session.scalars(closures_of(service, first, last)):
        for ahead in range((closure.last_on - closure.first_on).days + 1):
            closed.setdefault(closure.first_on + timedelta(days=ahead), closure.reason)
    return closed


def _add(
    session: Session, service: Service, planned: PlannedSlot, closed: Mapping[date, Any], made: Made
) -> None:
    # Another process may make the same slot at the same time; the second one adds nothing.
    values = asdict(planned) | {"service_id": service.id, "closed_reason": closed.get(planned.day)}
    adding = (
        insert_into(dialect_of(session), Slot).values(**values, taken=0, web_taken=0).on_conflict_do_nothing()
    )
    made.added += session.scalar(adding.returning(Slot.id)) is not None


def _adjust(session: Session, slot: Slot, planned: PlannedSlot, made: Made) -> None:
    wanted = asdict(planned)
    if all(getattr(slot, name) == value for name, value in wanted.items()):
        return
    # A pattern that was replaced by one that gives the same slot changes nothing that anyone sees.
    is_same = all(getattr(slot, name) == value for name, value in wanted.items() if name != "pattern_id")
    if not is_same and slot.changed_by_staff_at is not None:
        _keep(slot, "otherwise", "changed_by_staff", made)
        return
    changing = update(Slot).where(Slot.id == slot.id)
    if not is_same:
        changing = changing.where(Slot.taken == 0, Slot.changed_by_staff_at.is_(None))
    done = session.scalar(changing.values(**wanted).returning(Slot.id), execution_options=_UNSEEN)
    if done is None:
        _keep(slot, "otherwise", "booked", made)
    else:
        made.changed += not is_same


def _remove(session: Session, slot: Slot, made: Made) -> None:
    """Remove a slot that no rule wants any more; one that was ever booked stays."""
    if slot.changed_by_staff_at is not None:
        _keep(slot, "gone", "changed_by_staff", made)
        return
    booked = exists().where(Booking.slot_id == slot.id)
    removing = delete(Slot).where(Slot.id == slot.id, Slot.taken == 0, ~booked)
    done = session.scalar(removing.returning(Slot.id), execution_options=_UNSEEN)
    if done is None:
        _keep(slot, "gone", "booked", made)
    else:
        session.expunge(slot)
        made.removed += 1


def _close(session: Session, slot: Slot, closed: Mapping[date, Any]) -> None:
    """Close a slot that was made while its day was being closed."""
    if slot.day in closed:
        closing = update(Slot).where(Slot.id == slot.id, Slot.closed_reason.is_(None))
        session.execute(closing.values(closed_reason=closed[slot.day]), execution_options=_UNSEEN)


def _keep(slot: Slot, wanted: str, because: str, made: Made) -> None:
    made.kept += (KeptSlot(slot.id, slot.starts_at, wanted, because),)
