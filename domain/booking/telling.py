"""Telling a household about its booking: facts now, a mail in the outbox."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from domain.booking.models import Booking, Slot
from domain.notices.facts import Facts, because, closed, moved, occasion, pending
from domain.notices.operations import write
from forms.definition import Text


def tell_receipt(session: Session, booking: Booking, slot: Slot, now: datetime) -> None:
    """Write the receipt of a new booking."""
    facts = booking_facts(booking, slot)
    told = pending(facts) if booking.state == "held" else facts
    write(session, case=booking.case, kind="receipt", facts=told, now=now)


def tell_cancellation(session: Session, booking: Booking, reason: str, now: datetime) -> None:
    """Write that a booking was given up."""
    facts = booking_facts(booking, booking.slot)
    told = because(facts, reason) if reason else facts
    write(session, case=booking.case, kind="cancellation", facts=told, now=now)


def tell_move(session: Session, booking: Booking, before: Slot, after: Slot, now: datetime) -> None:
    """Write that a booking is in another slot now."""
    facts = booking_facts(booking, after)
    told = moved(pending(facts) if booking.state == "held" else facts, before.starts_at, before.ends_at)
    write(session, case=booking.case, kind="move", facts=told, now=now)


def tell_closure(
    session: Session,
    booking: Booking,
    reason: Text,
    others: Iterable[tuple[datetime, datetime]],
    now: datetime,
) -> None:
    """Write that a slot does not take place, and which others are free."""
    facts = closed(booking_facts(booking, booking.slot), reason, others)
    write(session, case=booking.case, kind="closure", facts=facts, now=now)


def booking_facts(booking: Booking, slot: Slot) -> Facts:
    """Return what a mail tells of a booking in a slot: when, where, how many."""
    facility = slot.service.facility
    return occasion(
        slot.starts_at,
        slot.ends_at,
        facility=Text.from_json(facility.name),
        service=Text.from_json(slot.service.name),
        address=Text.from_json(facility.address),
        adults=booking.adults,
        children=booking.children,
    )
