"""Leaving a lottery: entries of a case that is withdrawn or rejected; after the freeze as a line of status.csv."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.cases.models import Case
from domain.cases.steps import find
from domain.database import writing
from domain.history import Actor, record
from domain.lottery.models import Entry
from domain.lottery.refusals import ResultIsThere
from domain.lottery.rounds import phase, shared, until
from domain.lottery.statuses import add_statuses
from domain.refusals import NotFound

BEFORE_FREEZE = until("closed")
BEFORE_DRAW = until("ready")


def leave(session: Session, case: Case, *, by: Actor, now: datetime) -> None:
    """Take every entry of a case out, inside the caller's ``writing``; other kinds of procedure have none.

    ResultIsThere once it is drawn.
    """
    entries = session.scalars(select(Entry).where(Entry.case_id == case.id).order_by(Entry.position)).all()
    if entries:
        _take_out(session, [entry for entry in entries if entry.state in ("received", "valid")], by, now)


def withdraw_entry(session: Session, number: str, receipt: str, *, by: Actor, now: datetime) -> None:
    """Take one person of a case out, the others stay; NotFound, ResultIsThere. Again changes nothing.

    A later change of what the others ask for does not bring the person back: see ``has_left``.
    """
    with writing(session):
        case = find(session, number)
        mine = Entry.case_id == case.id, Entry.receipt == receipt
        entry = session.scalar(select(Entry).where(*mine).with_for_update())
        if entry is None:
            raise NotFound
        if entry.state in ("received", "valid"):
            _take_out(session, [entry], by, now)
            entry.reason = "own" if entry.state == "withdrawn" else entry.reason
            record(session, "withdraw_entry", "entry", entry.id, by=by, now=now, case_id=case.id)


def has_left(entry: Entry) -> bool:
    """Say whether its person was taken out of the case alone, before the freeze."""
    return entry.state == "withdrawn" and entry.reason == "own"


def _take_out(session: Session, entries: list[Entry], by: Actor, now: datetime) -> None:
    if not entries:
        return
    found = shared(session, entries[0].round_id)
    at = phase(session, found, now)
    if at in BEFORE_FREEZE:
        for entry in entries:
            session.refresh(entry)
            entry.state = "withdrawn"
    elif at in BEFORE_DRAW:
        role = "applicant" if by.kind == "resident" else "staff"
        add_statuses(session, found, entries, "withdrawn", reason="own", role=role, now=now)
    else:
        raise ResultIsThere
