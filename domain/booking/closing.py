"""Closing days and changing capacities: what staff do to slots, with the bookings it touches listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, case, select, update
from sqlalchemy.orm import Session, joinedload

from domain.booking.giving_up import end, locked
from domain.booking.models import HOLDING_STATES, OPEN_STATES, Booking, Closure, Service, Slot
from domain.booking.queries import closures_of, nearest_free
from domain.booking.refusals import BelowTaken
from domain.booking.telling import tell_closure
from domain.database import writing
from domain.history import Actor, record
from domain.refusals import NotFound
from forms.definition import Text

_UNSEEN = {"synchronize_session": False}


@dataclass(frozen=True)
class Closing:
    """A closure and the bookings that it touches, which nobody has cancelled yet."""

    closure_id: int
    bookings: tuple[Booking, ...]


def set_capacity(
    session: Session,
    slot_id: int,
    *,
    open_capacity: int,
    hard_capacity: int | None = None,
    by: Actor,
    now: datetime,
) -> list[Booking]:
    """Change how much room a slot has; return the bookings, latest first, that are beyond it.

    Below what is taken nobody loses a place: no more are given. The hard capacity follows the open one up
    and cannot go below what is taken: BelowTaken. ``make_slots`` leaves the slot alone from now on.
    """
    if open_capacity < 0 or (hard_capacity is not None and hard_capacity < open_capacity):
        raise ValueError("capacities: 0 <= open <= hard")
    with writing(session):
        _change_capacity(session, slot_id, open_capacity, hard_capacity, now)
        detail = {"open_capacity": open_capacity, "hard_capacity": hard_capacity}
        record(session, "set_capacity", "slot", slot_id, by=by, now=now, **detail)
        surplus = _surplus(session, slot_id, open_capacity)
    return surplus


def close_days(
    session: Session,
    facility_id: int,
    *,
    first_on: date,
    last_on: date,
    reason: Text,
    service_id: int | None = None,
    by: Actor,
    now: datetime,
) -> Closing:
    """Close a facility, or one of its services, for some days and list the bookings that are touched."""
    if last_on < first_on:
        raise ValueError("a closure ends before it begins")
    with writing(session):
        closure = Closure(facility_id=facility_id, service_id=service_id, first_on=first_on, last_on=last_on)
        closure.reason, closure.created_at = reason.to_json(), now
        session.add(closure)
        session.flush()
        for slot_id in _slots_in(session, closure):
            shut = update(Slot).where(Slot.id == slot_id, Slot.closed_reason.is_(None))
            session.execute(shut.values(closed_reason=closure.reason), execution_options=_UNSEEN)
        days: dict[str, Any] = {"first_on": first_on.isoformat(), "last_on": last_on.isoformat()}
        record(session, "close_days", "closure", closure.id, by=by, now=now, **days)
        touched = tuple(_touched(session, closure))
    return Closing(closure.id, touched)


def bookings_touched(session: Session, closure_id: int) -> Sequence[Booking]:
    """Return the bookings that a closure touches and that nobody has cancelled or moved yet."""
    return _touched(session, _closure(session, closure_id))


def bookings_between(
    session: Session, facility_id: int, *, first_on: date, last_on: date, service_id: int | None = None
) -> Sequence[Booking]:
    """Return the bookings that closing these days would touch; nothing is closed."""
    closure = Closure(facility_id=facility_id, service_id=service_id, first_on=first_on, last_on=last_on)
    return _touched(session, closure)


def cancel_for_closure(session: Session, closure_id: int, *, by: Actor, now: datetime) -> list[Booking]:
    """Cancel every booking that a closure touches and tell each household, naming free slots.

    Each is cancelled in a transaction of its own; run again, it goes on where it stopped.
    """
    closure = _closure(session, closure_id)
    reason = Text.from_json(closure.reason)
    numbers = [booking.case.number for booking in _touched(session, closure)]
    return [one for number in numbers if (one := _cancel_one(session, number, reason, by, now))]


def reopen_days(session: Session, closure_id: int, *, by: Actor, now: datetime) -> None:
    """Lift a closure; slots that no other closure shuts take place again. What was cancelled stays so."""
    with writing(session):
        closure = _closure(session, closure_id)
        if closure.lifted_at is not None:
            return
        closure.lifted_at = now
        session.flush()
        for slot_id in _slots_in(session, closure):
            _reopen(session, slot_id)
        record(session, "reopen_days", "closure", closure.id, by=by, now=now)


def _change_capacity(
    session: Session, slot_id: int, open_capacity: int, hard_capacity: int | None, now: datetime
) -> None:
    changing = update(Slot).where(Slot.id == slot_id)
    values: dict[str, Any] = {"open_capacity": open_capacity, "changed_by_staff_at": now}
    if hard_capacity is not None:
        changing = changing.where(Slot.taken <= hard_capacity)
        values["hard_capacity"] = hard_capacity
    else:
        values["hard_capacity"] = _larger(open_capacity)
    done = session.scalar(changing.values(values).returning(Slot.id), execution_options=_UNSEEN)
    if done is None:
        taken = session.scalar(select(Slot.taken).where(Slot.id == slot_id))
        raise NotFound if taken is None else BelowTaken(taken)


def _larger(open_capacity: int) -> Any:
    """Return the hard capacity as it is, or as large as the open one becomes."""
    return case((Slot.hard_capacity < open_capacity, open_capacity), else_=Slot.hard_capacity)


def _surplus(session: Session, slot_id: int, open_capacity: int) -> list[Booking]:
    """Return the latest bookings, as many as it takes to come down to the capacity."""
    held = select(Booking).where(Booking.slot_id == slot_id, Booking.state.in_(HOLDING_STATES))
    latest = held.order_by(Booking.booked_at.desc(), Booking.id.desc()).options(joinedload(Booking.case))
    bookings = session.scalars(latest, execution_options={"populate_existing": True}).all()
    beyond = sum(booking.places for booking in bookings) - open_capacity
    surplus = []
    for booking in bookings:
        if beyond <= 0:
            break
        surplus.append(booking)
        beyond -= booking.places
    return surplus


def _closure(session: Session, closure_id: int) -> Closure:
    closure = session.get(Closure, closure_id)
    if closure is None:
        raise NotFound
    return closure


def _in_days(closure: Closure, wanted: Select[Any]) -> Select[Any]:
    found = wanted.join(Service, Service.id == Slot.service_id).where(
        Service.facility_id == closure.facility_id, Slot.day.between(closure.first_on, closure.last_on)
    )
    return found if closure.service_id is None else found.where(Slot.service_id == closure.service_id)


def _slots_in(session: Session, closure: Closure) -> Sequence[int]:
    """Return the slots of a closure in the order in which slots are locked."""
    return session.scalars(_in_days(closure, select(Slot.id)).order_by(Slot.id)).all()


def _touched(session: Session, closure: Closure) -> Sequence[Booking]:
    held = _in_days(closure, select(Booking).join(Booking.slot)).where(Booking.state.in_(OPEN_STATES))
    place = joinedload(Booking.slot).joinedload(Slot.service).joinedload(Service.facility)
    in_order = held.order_by(Slot.starts_at, Booking.id).options(joinedload(Booking.case), place)
    return session.scalars(in_order, execution_options={"populate_existing": True}).all()


def _cancel_one(session: Session, case_number: str, reason: Text, by: Actor, now: datetime) -> Booking | None:
    with writing(session):
        booking = locked(session, case_number)
        if booking.state not in OPEN_STATES or booking.slot.closed_reason is None:
            return None
        end(session, booking, "cancelled_by_closure", by=by, now=now, reason=reason.ja)
        slot = booking.slot
        others = nearest_free(session, slot.service, slot.starts_at, booking.party, now=now)
        tell_closure(session, booking, reason, [(one.starts_at, one.ends_at) for one in others], now)
    return booking


def _reopen(session: Session, slot_id: int) -> None:
    slot = session.get_one(Slot, slot_id)
    still = session.scalars(closures_of(slot.service, slot.day, slot.day)).first()
    slot.closed_reason = None if still is None else still.reason
    session.flush()
