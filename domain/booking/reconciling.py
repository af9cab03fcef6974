"""Reconciling: what slots and households say is taken, against the bookings that take it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Select, case, func, select, update
from sqlalchemy.orm import Session

from domain.booking.gate import Cell, cells
from domain.booking.models import HOLDING_STATES, Booking, Service, Slot, Usage
from domain.booking.rules import Rules
from domain.cases.models import Case
from domain.database import dialect_of, insert_into, writing
from domain.history import TOWN, record
from domain.procedures.models import Procedure
from domain.reconciling import Difference, see_one_moment

CASE_ENDED = ("rejected", "withdrawn", "expired")
"""States of a case in which its booking must not hold places."""


def reconcile(session: Session, *, repair: bool = False, now: datetime | None = None) -> list[Difference]:
    """Return what does not agree, as one transaction sees it; empty when all is well.

    Kinds: taken, web_taken, usage, case_without_booking, case_ended, case_going_on, held_but_decided.
    ``repair`` (needs ``now``) also writes the counts that the bookings add up to; cases are only listed.
    """
    if not repair:
        see_one_moment(session)
        return _differences(session, _Repair())
    if now is None:
        raise ValueError("a repair needs the moment")
    with writing(session):
        wrong = _Repair()
        found = _differences(session, wrong)
        wrong.write(session)
        if found:
            record(session, "repair", "booking", by=TOWN, now=now, differences=len(found))
    return found


class _Repair:
    """The counts to write, collected while differences are found."""

    def __init__(self) -> None:
        self.slots: list[tuple[int, int, int]] = []
        self.cells: list[tuple[Cell, int]] = []

    def write(self, session: Session) -> None:
        options = {"synchronize_session": False}
        for slot_id, taken, web_taken in sorted(self.slots):
            right = update(Slot).where(Slot.id == slot_id).values(taken=taken, web_taken=web_taken)
            session.execute(right, execution_options=options)
        for cell, used in sorted(self.cells):
            insert = insert_into(dialect_of(session), Usage).values(**vars(cell), used=used)
            session.execute(
                insert.on_conflict_do_update(index_elements=list(vars(cell)), set_={"used": used})
            )


def _differences(session: Session, repair: _Repair) -> list[Difference]:
    return [*_slots(session, repair), *_usage(session, repair), *_cases(session)]


def _slots(session: Session, repair: _Repair) -> Iterator[Difference]:
    holds = Booking.state.in_(HOLDING_STATES)
    total = func.coalesce(func.sum(case((holds, Booking.places), else_=0)), 0)
    by_web = func.coalesce(func.sum(case((holds & Booking.by_web, Booking.places), else_=0)), 0)
    counted = (
        select(Slot.id, Slot.taken, Slot.web_taken, total.label("total"), by_web.label("by_web"))
        .outerjoin(Booking, Booking.slot_id == Slot.id)
        .group_by(Slot.id, Slot.taken, Slot.web_taken)
        .having((Slot.taken != total) | (Slot.web_taken != by_web))
    )
    for row in session.execute(counted.order_by(Slot.id)):
        repair.slots.append((row.id, row.total, row.by_web))
        if row.taken != row.total:
            yield Difference("taken", f"slot {row.id}", row.taken, row.total)
        if row.web_taken != row.by_web:
            yield Difference("web_taken", f"slot {row.id}", row.web_taken, row.by_web)


def _usage(session: Session, repair: _Repair) -> Iterator[Difference]:
    """Compare usage with bookings; periods without a limit do not count anything."""
    rules = {service.id: service.rule_set for service in session.scalars(select(Service))}
    counted = _counted(session, rules)
    written = {_cell(row): row.used for row in session.scalars(select(Usage)) if _is_limited(row, rules)}
    for cell in sorted(counted.keys() | written.keys()):
        if counted[cell] != written.get(cell, 0):
            repair.cells.append((cell, counted[cell]))
            where = f"service {cell.service_id} per {cell.per} from {cell.period_on}"
            yield Difference("usage", where, written.get(cell, 0), counted[cell])


def _counted(session: Session, rules: dict[int, Rules]) -> Counter[Cell]:
    held = select(Slot.service_id, Booking.household, Slot.day).join(Slot, Slot.id == Booking.slot_id)
    counted: Counter[Cell] = Counter()
    for row in session.execute(held.where(Booking.state.in_(HOLDING_STATES))):
        counted.update(cells(rules[row.service_id], row.service_id, row.household, row.day).keys())
    return counted


def _cell(row: Usage) -> Cell:
    return Cell(row.per, row.service_id, row.household, row.period_on)


def _is_limited(row: Usage, rules: dict[int, Rules]) -> bool:
    return row.per in rules[row.service_id].limits


def _cases(session: Session) -> Iterator[Difference]:
    for kind, wanted in _CASE_CHECKS.items():
        for number in session.scalars(wanted):
            yield Difference(kind, f"case {number}", 1, 0)


_BOOKED = select(Case.number).join(Booking, Booking.case_id == Case.id).order_by(Case.id)
_HOLDS = Booking.state.in_(HOLDING_STATES)
_CASE_CHECKS: dict[str, Select[str]] = {
    "case_without_booking": select(Case.number)
    .join(Procedure, Procedure.id == Case.procedure_id)
    .outerjoin(Booking, Booking.case_id == Case.id)
    .where(Procedure.kind == "booking", Case.state != "draft", Booking.id.is_(None))
    .order_by(Case.id),
    "case_ended": _BOOKED.where(_HOLDS, Case.state.in_(CASE_ENDED)),
    "case_going_on": _BOOKED.where(~_HOLDS, Case.state.not_in(CASE_ENDED)),
    "held_but_decided": _BOOKED.where(Booking.state == "held", Case.state.in_(("approved", "completed"))),
}
