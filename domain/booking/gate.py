"""The gate: the conditional UPDATEs that give and take back places; nothing else changes counts.

Rows are always locked in one order, so that PostgreSQL never deadlocks: case, booking, slots by id,
household usage by its cell.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, true, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from domain.booking.marks import WEB
from domain.booking.models import OPEN_STATES, Booking, Slot, Usage
from domain.booking.rules import Rules
from domain.clock import day_of
from domain.database import insert_into

_UNSEEN = {"synchronize_session": False}


@dataclass(frozen=True)
class Ask:
    """What is asked of a slot: so many places, by this channel, now."""

    places: int
    channel: str
    now: datetime
    web_returns_on_day: bool = True
    override: bool = False
    """Staff's own responsibility: before the release and up to the hard capacity."""

    @property
    def web_places(self) -> int:
        """How many places count against the web quota."""
        return self.places if self.channel == WEB else 0


@dataclass(frozen=True, order=True)
class Cell:
    """One row of household usage; cells are taken in sorted order."""

    service_id: int
    household: str
    per: str
    period_on: date


def gives(ask: Ask) -> ColumnElement[bool]:
    """Return the condition on which a slot gives the places: it takes place, is in time, and has room."""
    return and_(Slot.closed_reason.is_(None), _is_in_time(ask), _has_room(ask))


def take(session: Session, slot_id: int, ask: Ask) -> bool:
    """Take places; False where the slot does not give them."""
    taking = (
        update(Slot)
        .where(Slot.id == slot_id, gives(ask))
        .values(taken=Slot.taken + ask.places, web_taken=Slot.web_taken + ask.web_places)
    )
    return _changed(session, taking)


def give_back(session: Session, slot_id: int, places: int, web_places: int) -> None:
    """Give places back; CHECK (taken >= 0) stands behind."""
    giving = update(Slot).where(Slot.id == slot_id)
    _changed(session, giving.values(taken=Slot.taken - places, web_taken=Slot.web_taken - web_places))


def count_use(session: Session, cell: Cell, most: int) -> bool:
    """Count one booking more in a household's day, week or month; False where it has its fill."""
    first = insert_into(session, Usage).values(**vars(cell), used=1)
    counting = first.on_conflict_do_update(
        index_elements=["service_id", "household", "per", "period_on"],
        set_={"used": Usage.used + 1},
        where=Usage.used < most,
    )
    return session.execute(counting.returning(Usage.id)).first() is not None


def uncount_use(session: Session, cell: Cell) -> None:
    """Count one booking less."""
    is_cell = and_(*(getattr(Usage, name) == value for name, value in vars(cell).items()))
    _changed(session, update(Usage).where(is_cell, Usage.used > 0).values(used=Usage.used - 1))


def cells(rules: Rules, service_id: int, household: str, day: date) -> dict[Cell, int]:
    """Return the cells that a booking on ``day`` counts in, with the most that each may hold."""
    return {Cell(service_id, household, per, start): most for per, start, most in rules.periods(day)}


def release(session: Session, booking: Booking, to: str, now: datetime) -> bool:
    """End a booking and give back what it holds: exactly once, whoever else tries; False for the others."""
    ending = (
        update(Booking)
        .where(Booking.id == booking.id, Booking.state.in_(OPEN_STATES))
        .values(state=to, ended_at=now)
    )
    if not _changed(session, ending):
        return False
    slot = booking.slot
    give_back(session, slot.id, booking.places, booking.places if booking.by_web else 0)
    uncount_all(session, cells(slot.service.rule_set, slot.service_id, booking.household, slot.day))
    return True


def uncount_all(session: Session, wanted: Iterable[Cell]) -> None:
    """Count one booking less in each cell, in the order in which cells are locked."""
    for cell in sorted(wanted):
        uncount_use(session, cell)


def _is_in_time(ask: Ask) -> ColumnElement[bool]:
    ends = Slot.closes_at if ask.channel == WEB else Slot.ends_at
    return and_(true() if ask.override else Slot.opens_at <= ask.now, ends > ask.now)


def _has_room(ask: Ask) -> ColumnElement[bool]:
    """Mirror ``marks.places_left``: the web has its quota, others what is not kept for the web."""
    after = Slot.taken + ask.places
    if ask.override:
        return after <= Slot.hard_capacity
    if ask.channel == WEB:
        in_quota = or_(Slot.web_quota.is_(None), Slot.web_taken + ask.places <= Slot.web_quota)
        return and_(after <= Slot.open_capacity, in_quota)
    kept_for_web = Slot.web_quota - Slot.web_taken
    leaves_web = or_(Slot.web_quota.is_(None), after <= Slot.open_capacity - kept_for_web)
    if ask.web_returns_on_day:
        leaves_web = or_(Slot.day <= day_of(ask.now), leaves_web)
    return and_(after <= Slot.open_capacity, leaves_web)


def _changed(session: Session, statement: Any) -> bool:
    result: Any = session.execute(statement, execution_options=_UNSEEN)
    assert isinstance(result, CursorResult)
    return result.rowcount > 0
