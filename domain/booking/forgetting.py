"""Forgetting bookings of the past with the cases they belong to; what slots and households count stays true."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, select
from sqlalchemy.orm import Session

from domain.booking import gate
from domain.booking.models import HOLDING_STATES, Booking, Service, Slot, Usage
from domain.cases.models import Case

_UNSEEN = {"synchronize_session": False}


def is_yet_to_come(before: datetime) -> ColumnElement[bool]:
    """Return the condition that a case (of the query around it) has booked a slot that ends only after a moment."""
    return exists().where(Booking.case_id == Case.id, Slot.id == Booking.slot_id, Slot.ends_at >= before)


def forget_bookings(session: Session, case_ids: Sequence[int]) -> None:
    """Delete the bookings of cases inside the caller's ``writing``, and give back what they still count for."""
    rows = session.execute(
        select(Booking.slot_id, Booking.household, Booking.places, Booking.by_web, Slot.day, Slot.service_id)
        .join(Slot, Slot.id == Booking.slot_id)
        .where(Booking.case_id.in_(case_ids), Booking.state.in_(HOLDING_STATES))
    ).all()
    households = _households(session, case_ids)
    session.execute(delete(Booking).where(Booking.case_id.in_(case_ids)), execution_options=_UNSEEN)
    _give_back(session, rows)
    _uncount(session, rows)
    for service_id, household in sorted(households):
        session.execute(_unused(service_id, household), execution_options=_UNSEEN)


def _households(session: Session, case_ids: Sequence[int]) -> set[tuple[int, str]]:
    """Return (service, household) of the bookings, those that were cancelled included."""
    found = select(Slot.service_id, Booking.household).join(Slot, Slot.id == Booking.slot_id)
    return {
        (row.service_id, row.household) for row in session.execute(found.where(Booking.case_id.in_(case_ids)))
    }


def _give_back(session: Session, rows: Sequence[Any]) -> None:
    places: Counter[int] = Counter()
    web_places: Counter[int] = Counter()
    for row in rows:
        places[row.slot_id] += row.places
        web_places[row.slot_id] += row.places if row.by_web else 0
    for slot_id in sorted(places):
        gate.give_back(session, slot_id, places[slot_id], web_places[slot_id])


def _uncount(session: Session, rows: Sequence[Any]) -> None:
    ids = {row.service_id for row in rows}
    services = session.scalars(select(Service).where(Service.id.in_(ids)))
    rules = {service.id: service.rule_set for service in services}
    cells = [
        cell
        for row in rows
        for cell in gate.cells(rules[row.service_id], row.service_id, row.household, row.day)
    ]
    gate.uncount_all(session, cells)


def _unused(service_id: int, household: str) -> Any:
    """Return what deletes a household's counts (they bear its phone number): empty ones; all, once no booking is left."""
    booked = (
        select(Booking.id)
        .join(Slot, Slot.id == Booking.slot_id)
        .where(Slot.service_id == service_id, Booking.household == household)
    )
    own = Usage.service_id == service_id, Usage.household == household
    return delete(Usage).where(*own, (Usage.used == 0) | ~booked.exists())
