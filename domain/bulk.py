"""Deciding on many cases at once: a few statements for a hundred of them, and a result for each.

Cases are locked in the order of their ids, judged by what they are then, and changed together; a hundred are one
transaction, so that neither a resident's booking nor another clerk waits for five hundred.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from domain.booking.many import bookings_of, confirm_all, release_all
from domain.booking.models import Booking
from domain.booking.telling import booking_facts
from domain.cases.gate import let_go
from domain.cases.models import Case
from domain.cases.rules import STEPS, NotAllowed, NotToldYet, is_allowed, kind_forbids
from domain.cases.steps import decide
from domain.database import writing
from domain.decisions import AT_ONCE, NoReason
from domain.history import Actor, record
from domain.notices.facts import because
from domain.notices.operations import write
from domain.refusals import ChangedMeanwhile, NotFound, Refusal
from domain.undoing import undo

TOGETHER = 100
"""Cases in one transaction."""

Seen = Iterable[tuple[str, int]]
"""(number, revision) of each case as it was on the screen."""
Departments = Collection[int] | None
"""Where the actor may act; None: everywhere. Cases elsewhere are answered as if there were none."""


@dataclass(frozen=True)
class Result:
    """What became of one row of a bulk action; ``refusal`` is None where it was done."""

    number: str
    refusal: Refusal | None = None

    @property
    def ok(self) -> bool:
        """Whether it was done."""
        return self.refusal is None


@dataclass(frozen=True)
class Deed:
    """What is done to many cases, by whom and when."""

    action: str
    by: Actor
    now: datetime
    departments: Departments
    wait: timedelta = AT_ONCE
    """How long nobody is told, so that a decision can be taken back."""
    reason: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


def approve_many(
    session: Session,
    seen: Seen,
    *,
    departments: Departments,
    by: Actor,
    now: datetime,
    wait: timedelta = AT_ONCE,
) -> list[Result]:
    """Approve each case and return a result for each row; mails leave after ``wait``."""
    deed = Deed("approve", by, now, departments, wait, values={"decided_at": now})
    return _do(session, seen, deed)


def reject_many(
    session: Session,
    seen: Seen,
    reason: str,
    *,
    departments: Departments,
    by: Actor,
    now: datetime,
    wait: timedelta = AT_ONCE,
) -> list[Result]:
    """Reject each case for one reason and return a result for each row; NoReason."""
    if not reason.strip():
        raise NoReason
    deed = Deed("reject", by, now, departments, wait, reason.strip(), {"decided_at": now})
    return _do(session, seen, deed)


def review_many(
    session: Session, seen: Seen, *, departments: Departments, by: Actor, now: datetime
) -> list[Result]:
    """Take each received case into review and return a result for each row."""
    return _do(session, seen, Deed("review", by, now, departments))


def complete_many(
    session: Session, seen: Seen, *, within: timedelta, departments: Departments, by: Actor, now: datetime
) -> list[Result]:
    """Close each approved application whose applicant was told, and return a result for each row."""
    return _do(session, seen, Deed("complete", by, now, departments, wait=within))


def undo_many(
    session: Session, seen: Seen, *, within: timedelta, departments: Departments, by: Actor, now: datetime
) -> list[Result]:
    """Take each decision back, one by one: every one may have its own reason not to be."""
    rows = dict(seen)
    allowed = _allowed(session, rows, departments)
    return [_undo(session, number, number in allowed, within, by, now) for number in rows]


def _do(session: Session, seen: Seen, deed: Deed) -> list[Result]:
    rows = list(dict(seen).items())
    parts = [dict(rows[start : start + TOGETHER]) for start in range(0, len(rows), TOGETHER)]
    return [result for part in parts for result in _do_together(session, part, deed)]


def _do_together(session: Session, rows: dict[str, int], deed: Deed) -> list[Result]:
    with writing(session):
        cases = _locked(session, rows)
        judged = {number: _objection(cases.get(number), seen, deed) for number, seen in rows.items()}
        to = STEPS[deed.action].to
        ready = [cases[number] for number, refusal in judged.items() if refusal is None]
        _change(session, [case for case in ready if case.state != to], deed)
    return [Result(number, refusal) for number, refusal in judged.items()]


def _locked(session: Session, numbers: Iterable[str]) -> dict[str, Case]:
    wanted = select(Case).where(Case.number.in_(list(numbers))).order_by(Case.id)
    loaded = wanted.options(joinedload(Case.procedure), joinedload(Case.department))
    locking = loaded.with_for_update(of=Case, key_share=True)
    found = session.scalars(locking, execution_options={"populate_existing": True})
    return {case.number: case for case in found}


def _objection(case: Case | None, seen: int, deed: Deed) -> Refusal | None:
    """Return why a case cannot be changed; None too where it is there already, be it by somebody else."""
    if case is None or (deed.departments is not None and case.department_id not in deed.departments):
        return NotFound()
    if forbidden := kind_forbids(deed.action, case.procedure.kind):
        return forbidden
    if case.state == STEPS[deed.action].to:
        return None
    if not is_allowed(deed.action, case.state, deed.by.kind):
        return NotAllowed(deed.action, case.state)
    if deed.action == "complete" and case.decided_at and deed.now < case.decided_at + deed.wait:
        return NotToldYet()
    return None if case.revision == seen else ChangedMeanwhile()


def _change(session: Session, cases: Sequence[Case], deed: Deed) -> None:
    if not cases:
        return
    to = STEPS[deed.action].to
    moving = update(Case).where(Case.id.in_([case.id for case in cases]))
    moved = moving.values(state=to, revision=Case.revision + 1, changed_at=deed.now, **deed.values)
    session.execute(moved, execution_options={"synchronize_session": False})
    for case in cases:
        detail = {"from": case.state, "to": to, "revision": case.revision + 1}
        record(session, deed.action, "case", case.id, case_id=case.id, by=deed.by, now=deed.now, **detail)
    if deed.action in _TELLS:
        _decide(session, cases, deed)


_TELLS = {"approve": "approval", "reject": "rejection"}


def _decide(session: Session, cases: Sequence[Case], deed: Deed) -> None:
    bookings = bookings_of(session, [case.id for case in cases])
    follow = confirm_all if deed.action == "approve" else release_all
    follow(session, list(bookings.values()), deed.by, deed.now)
    for case in cases:
        if deed.action == "reject" and case.held is not None:
            let_go(session, case)
        decide(session, case, STEPS[deed.action].to, by=deed.by, now=deed.now, reason=deed.reason)
        facts = _facts(bookings.get(case.id))
        told = because(facts, deed.reason) if deed.reason else facts
        write(session, case=case, kind=_TELLS[deed.action], facts=told, now=deed.now, wait=deed.wait)


def _facts(booking: Booking | None) -> dict[str, Any]:
    return booking_facts(booking, booking.slot) if booking else {}


def _allowed(session: Session, numbers: Iterable[str], departments: Departments) -> set[str]:
    wanted = select(Case.number).where(Case.number.in_(list(numbers)))
    if departments is not None:
        wanted = wanted.where(Case.department_id.in_(sorted(departments)))
    return set(session.scalars(wanted))


def _undo(
    session: Session, number: str, is_allowed: bool, within: timedelta, by: Actor, now: datetime
) -> Result:
    if not is_allowed:
        return Result(number, NotFound())
    try:
        undo(session, number, within=within, by=by, now=now)
    except Refusal as refusal:
        return Result(number, refusal)
    return Result(number)
