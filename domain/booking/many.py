"""What decisions on many cases at once mean for their bookings: a statement for all of them, locks in the one order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from domain.booking import gate
from domain.booking.models import OPEN_STATES, Booking, Service, Slot
from domain.history import Actor, record


def bookings_of(session: Session, case_ids: Sequence[int]) -> dict[int, Booking]:
    """Return case -> booking, locked by id; the caller is inside ``writing`` and has locked the cases."""
    place = joinedload(Booking.slot).joinedload(Slot.service).joinedload(Service.facility)
    wanted = select(Booking).where(Booking.case_id.in_(case_ids)).options(place).order_by(Booking.id)
    locking = wanted.with_for_update(of=Booking, key_share=True)
    found = session.scalars(locking, execution_options={"populate_existing": True})
    return {booking.case_id: booking for booking in found}


def confirm_all(session: Session, bookings: Sequence[Booking], by: Actor, now: datetime) -> None:
    """Confirm what cases hold that were just approved."""
    waiting = [booking for booking in bookings if booking.state == "held"]
    _set_state(session, waiting, "confirmed")
    for booking in waiting:
        record(session, "confirm", "booking", booking.id, by=by, now=now, case_id=booking.case_id)


def release_all(session: Session, bookings: Sequence[Booking], by: Actor, now: datetime) -> None:
    """Give back what cases hold that were just rejected: slots by id, then the households' counts by cell."""
    held = [booking for booking in bookings if booking.state in OPEN_STATES]
    _set_state(session, held, "cancelled_by_staff", now)
    places: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for booking in held:
        places[booking.slot_id][0] += booking.places
        places[booking.slot_id][1] += booking.places if booking.by_web else 0
    for slot_id in sorted(places):
        gate.give_back(session, slot_id, *places[slot_id])
    gate.uncount_all(session, [cell for booking in held for cell in _cells(booking)])
    for booking in held:
        record(session, "cancelled_by_staff", "booking", booking.id, by=by, now=now, case_id=booking.case_id)


def _set_state(
    session: Session, bookings: Sequence[Booking], state: str, ended_at: datetime | None = None
) -> None:
    changing = update(Booking).where(Booking.id.in_([booking.id for booking in bookings]))
    if bookings:
        options = {"synchronize_session": False}
        session.execute(changing.values(state=state, ended_at=ended_at), execution_options=options)


def _cells(booking: Booking) -> dict[gate.Cell, int]:
    service = booking.slot.service
    return gate.cells(service.rule_set, service.id, booking.household, booking.slot.day)
