"""The gate: the conditional UPDATEs that give and take back places; nothing else changes counts.

Rows are always locked in one order, so that PostgreSQL never deadlocks: case, booking, slots by id,
household usage by its cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, Update, and_, bindparam, or_, select, true, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from domain.booking.marks import WEB
from domain.booking.models import HOLDING_STATES, OPEN_STATES, Booking, Slot, Usage
from domain.booking.rules import Rules
from domain.clock import day_of
from domain.database import dialect_of, insert_into

# The statements are made once and run with other values: making them costs more than the database takes to run them.
_TABLES: Any = {model: model.__table__ for model in (Slot, Booking, Usage)}
_SLOT, _BOOKING, _USAGE = (table.c for table in _TABLES.values())
_PLACES: Any = bindparam("ask_places")
_WEB_PLACES: Any = bindparam("ask_web_places")
_NOW: Any = bindparam("ask_now")
_CELL = ("service_id", "household", "per", "period_on")


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

    @property
    def values(self) -> dict[str, Any]:
        """What the condition ``gives`` is run with."""
        return {
            "ask_places": self.places,
            "ask_web_places": self.web_places,
            "ask_now": self.now,
            "ask_today": day_of(self.now),
        }

    @property
    def kind(self) -> Kind:
        """What decides the form of the condition."""
        return Kind(self.channel == WEB, self.override, self.web_returns_on_day)


@dataclass(frozen=True)
class Kind:
    """Which condition a slot gives its places on."""

    by_web: bool
    override: bool
    web_returns_on_day: bool


@dataclass(frozen=True, order=True)
class Cell:
    """One row of household usage; cells are taken in sorted order, those with the same limit side by side."""

    per: str
    service_id: int
    household: str
    period_on: date


@cache
def gives(kind: Kind) -> ColumnElement[bool]:
    """Return the condition on which a slot gives places: it takes place, is in time, and has room; run it with ``Ask.values``."""
    return and_(_SLOT.closed_reason.is_(None), _is_in_time(kind), _has_room(kind))


def take(session: Session, slot_id: int, ask: Ask) -> bool:
    """Take places; False where the slot does not give them."""
    return _changed(session, _taking(ask.kind), slot=slot_id, **ask.values)


def take_all(session: Session, slot_id: int, asks: Sequence[Ask]) -> bool:
    """Take places for several who ask alike; False, and nothing taken, where there is not room for all."""
    return take(session, slot_id, replace(asks[0], places=sum(ask.places for ask in asks)))


def give_back(session: Session, slot_id: int, places: int, web_places: int) -> None:
    """Give places back; CHECK (taken >= 0) stands behind."""
    _changed(session, _giving_back(), slot=slot_id, ask_places=places, ask_web_places=web_places)


def count_use(session: Session, cell: Cell, most: int) -> bool:
    """Count one booking more in a household's day, week or month; False where it has its fill."""
    return bool(count_uses(session, [cell], most))


def count_uses(session: Session, cells: Iterable[Cell], most: int) -> set[Cell]:
    """Count one booking more in each of these different cells; return those that had not their fill."""
    values = [{**vars(cell), "used": 1, "most": most} for cell in cells]
    rows = session.execute(_counting(dialect_of(session)), values)
    return {Cell(row.per, row.service_id, row.household, row.period_on) for row in rows}


def uncount_use(session: Session, cell: Cell) -> None:
    """Count one booking less."""
    _changed(session, _uncounting(), **{f"cell_{name}": value for name, value in vars(cell).items()})


def cells(rules: Rules, service_id: int, household: str, day: date) -> dict[Cell, int]:
    """Return the cells that a booking on ``day`` counts in, with the most that each may hold."""
    return {Cell(per, service_id, household, start): most for per, start, most in rules.periods(day)}


def release(session: Session, booking: Booking, to: str, now: datetime) -> bool:
    """End a booking and give back what it holds: exactly once, whoever else tries; False for the others."""
    if not _changed(session, _ending(), booking=booking.id, to=to, at=now):
        return False
    slot = booking.slot
    give_back(session, slot.id, booking.places, booking.places if booking.by_web else 0)
    uncount_all(session, cells(slot.service.rule_set, slot.service_id, booking.household, slot.day))
    return True


def take_back(session: Session, booking: Booking, now: datetime) -> bool:
    """Hold again what a booking held before it was ended; False where its slot does not give the places any more.

    It was in time when it was made: only the end of the slot counts. The caller undoes everything where it is refused.
    """
    slot = booking.slot
    rules = slot.service.rule_set
    ask = Ask(booking.places, WEB if booking.by_web else "staff", now, rules.web_returns_on_day)
    if not _changed(session, _retaking(ask.kind), slot=slot.id, **ask.values):
        return False
    if held(session, [slot.id], [booking.household]):
        return False
    counted = cells(rules, slot.service_id, booking.household, slot.day)
    if not all(count_use(session, cell, counted[cell]) for cell in sorted(counted)):
        return False
    return _changed(session, _holding_again(), booking=booking.id)


def uncount_all(session: Session, wanted: Iterable[Cell]) -> None:
    """Count one booking less in each cell, in the order in which cells are locked."""
    for cell in sorted(wanted):
        uncount_use(session, cell)


def held(session: Session, slots: Iterable[int], households: Iterable[str]) -> set[tuple[int, str]]:
    """Return which of these households hold places in which of these slots."""
    rows = session.execute(_holding(), {"slots": sorted(slots), "households": sorted(households)})
    return {(row.slot_id, row.household) for row in rows}


@cache
def _taking(kind: Kind) -> Update:
    taken, web_taken = _SLOT.taken + _PLACES, _SLOT.web_taken + _WEB_PLACES
    of_slot = update(_TABLES[Slot]).where(_SLOT.id == bindparam("slot"), gives(kind))
    return of_slot.values(taken=taken, web_taken=web_taken)


@cache
def _retaking(kind: Kind) -> Update:
    lasts = and_(_SLOT.closed_reason.is_(None), _SLOT.ends_at > _NOW, _has_room(kind))
    taken, web_taken = _SLOT.taken + _PLACES, _SLOT.web_taken + _WEB_PLACES
    of_slot = update(_TABLES[Slot]).where(_SLOT.id == bindparam("slot"), lasts)
    return of_slot.values(taken=taken, web_taken=web_taken)


@cache
def _holding_again() -> Update:
    ended = update(_TABLES[Booking]).where(
        _BOOKING.id == bindparam("booking"), _BOOKING.state == "cancelled_by_staff"
    )
    return ended.values(state="held", ended_at=None)


@cache
def _holding() -> Select[int, str]:
    slots: Any = bindparam("slots", expanding=True)
    households: Any = bindparam("households", expanding=True)
    return select(_BOOKING.slot_id, _BOOKING.household).where(
        _BOOKING.state.in_(HOLDING_STATES), _BOOKING.slot_id.in_(slots), _BOOKING.household.in_(households)
    )


@cache
def _giving_back() -> Update:
    giving = update(_TABLES[Slot]).where(_SLOT.id == bindparam("slot"))
    return giving.values(taken=_SLOT.taken - _PLACES, web_taken=_SLOT.web_taken - _WEB_PLACES)


@cache
def _counting(dialect: str) -> Any:
    first = insert_into(dialect, Usage)
    return first.on_conflict_do_update(
        index_elements=_CELL, set_={"used": _USAGE.used + 1}, where=_USAGE.used < bindparam("most")
    ).returning(*(_USAGE[name] for name in _CELL))


@cache
def _uncounting() -> Update:
    is_cell = and_(*(_USAGE[name] == bindparam(f"cell_{name}") for name in _CELL))
    return update(_TABLES[Usage]).where(is_cell, _USAGE.used > 0).values(used=_USAGE.used - 1)


@cache
def _ending() -> Update:
    ends = update(_TABLES[Booking]).where(
        _BOOKING.id == bindparam("booking"), _BOOKING.state.in_(OPEN_STATES)
    )
    return ends.values(state=bindparam("to"), ended_at=bindparam("at"))


def _is_in_time(kind: Kind) -> ColumnElement[bool]:
    ends = _SLOT.closes_at if kind.by_web else _SLOT.ends_at
    return and_(true() if kind.override else _SLOT.opens_at <= _NOW, ends > _NOW)


def _has_room(kind: Kind) -> ColumnElement[bool]:
    """Mirror ``marks.places_left``: the web has its quota, others what is not kept for the web."""
    after = _SLOT.taken + _PLACES
    if kind.override:
        return and_(after <= _SLOT.hard_capacity)
    if kind.by_web:
        in_quota = or_(_SLOT.web_quota.is_(None), _SLOT.web_taken + _PLACES <= _SLOT.web_quota)
        return and_(after <= _SLOT.open_capacity, in_quota)
    kept_for_web = _SLOT.web_quota - _SLOT.web_taken
    leaves_web = or_(_SLOT.web_quota.is_(None), after <= _SLOT.open_capacity - kept_for_web)
    if kind.web_returns_on_day:
        leaves_web = or_(_SLOT.day <= bindparam("ask_today"), leaves_web)
    return and_(after <= _SLOT.open_capacity, leaves_web)


def _changed(session: Session, statement: Any, **values: Any) -> bool:
    result: Any = session.execute(statement, values)
    assert isinstance(result, CursorResult)
    return result.rowcount > 0
