"""Telling a household about its booking: facts now, a mail in the outbox."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.booking.models import Booking, Slot
from domain.cases.untold import WAITS
from domain.notices.facts import Facts, because, closed, moved, occasion, pending
from domain.notices.models import Mail
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
    """Write that a booking is in another slot now; an approval that nobody was told of yet names the new one."""
    facts = booking_facts(booking, after)
    is_untold = _retell_approval(session, booking, facts)
    told = pending(facts) if booking.state == "held" or is_untold else facts
    told = moved(told, before.starts_at, before.ends_at)
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


def _retell_approval(session: Session, booking: Booking, facts: Facts) -> bool:
    """Let the mail of an approval that still waits tell these facts; False where none waits."""
    waiting = select(Mail).where(Mail.case_id == booking.case_id, Mail.kind == "approval", *WAITS)
    mails = session.scalars(waiting.with_for_update(), execution_options={"populate_existing": True}).all()
    for mail in mails:
        mail.facts = {**mail.facts, **facts}
    return bool(mails)
