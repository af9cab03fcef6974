"""Walking the booking journey in tests: to the form, to the check page, to the receipt."""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.booking.models import Booking, Slot
from domain.clock import TOKYO
from tests.page import Browser, Page
from tests.town import Room, World, slot_of, typed


def slot_path(records: Session, room: Room, world: World, ahead: int = 1, starts: str = "09:30") -> str:
    """Return the address of a session's form."""
    return f"/booking/{room.slug}/slots/{slot_of(records, room, world.day(ahead), starts).id}"


def to_check(visitor: Browser, path: str, **changes: str) -> Page:
    """Fill both pages of the playroom's form and return the check page."""
    page = visitor.get(path)
    contact = page.press("次へ進む", typed(page, **changes))
    return contact.press("次へ進む", typed(contact, **changes))


def to_receipt(visitor: Browser, path: str, **changes: str) -> Page:
    """Book and return the receipt."""
    return to_check(visitor, path, **changes).press("予約する")


def number_on(receipt: Page) -> str:
    """Return the number of the booking that a receipt is about."""
    return receipt.path.split("/")[2]


def booking_now(records: Session, number: str) -> Booking:
    """Return a booking as it is in the database now."""
    records.rollback()
    wanted = select(Booking).where(Booking.case.has(number=number))
    return records.scalars(wanted, execution_options={"populate_existing": True}).one()


def fill_up(records: Session, slot: Slot, left: int = 0) -> None:
    """Let others take all places of a session but ``left``."""
    slot.taken = slot.open_capacity - left
    records.commit()


def at(world: World, ahead: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment of a day ahead, on Tokyo's clock."""
    return datetime.combine(world.day(ahead), time(hour, minute), TOKYO)
