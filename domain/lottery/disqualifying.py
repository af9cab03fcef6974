"""Disqualifying an entry of the frozen list: asked for by one person, confirmed by another, a line in the public record."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from domain.database import writing
from domain.history import Actor, record
from domain.lottery.models import Entry
from domain.lottery.record_models import Disqualification
from domain.lottery.refusals import FourEyes, NothingAsked
from domain.lottery.rounds import require, shared
from domain.lottery.rules import DISQUALIFYING, PHASES
from domain.lottery.sale.promoting import cancel_offers
from domain.lottery.sale.tickets import void_tickets
from domain.lottery.statuses import add_statuses
from domain.lottery.telling import refused_facts
from domain.notices.operations import write
from domain.refusals import NotFound

AFTER_FREEZE = tuple(one for one in PHASES[PHASES.index("objection") :] if one != "drawing")


def ask_disqualification(
    session: Session, receipt: str, reason: str, note: str = "", *, by: Actor, now: datetime
) -> None:
    """Ask for an entry to be passed over, for a reason of ``rules.DISQUALIFYING``; asking again changes nothing.

    NothingAsked, NotInPhase.
    """
    if reason not in DISQUALIFYING or by.staff_id is None:
        raise NothingAsked
    with writing(session):
        request_disqualification(session, _entry(session, receipt, now), reason, note, by=by, now=now)


def request_disqualification(
    session: Session, entry: Entry, reason: str, note: str, *, by: Actor, now: datetime
) -> None:
    """Ask the same inside the caller's ``writing``, of an entry of a frozen list; NothingAsked where nobody asks."""
    if by.staff_id is None:
        raise NothingAsked
    if _request(session, entry) is None:
        asked = Disqualification(entry_id=entry.id, reason=reason, note=note.strip(), asked_at=now)
        asked.asked_by_id = by.staff_id
        session.add(asked)
        _note(session, "ask_disqualification", entry, by, now, reason)


def drop_disqualification(session: Session, receipt: str, *, by: Actor, now: datetime) -> None:
    """Take a request back, or turn it down; NothingAsked where none waits."""
    with writing(session):
        entry = _entry(session, receipt, now)
        asked = _waiting(session, entry)
        session.delete(asked)
        _note(session, "drop_disqualification", entry, by, now, asked.reason)


def disqualify(session: Session, receipt: str, *, by: Actor, now: datetime) -> None:
    """Confirm what another person asked for, add the line to the public record, and tell the applicant.

    FourEyes, NothingAsked, NotInPhase.
    """
    with writing(session):
        entry = _entry(session, receipt, now)
        asked = _waiting(session, entry)
        if by.staff_id is None or by.staff_id == asked.asked_by_id:
            raise FourEyes
        asked.confirmed_at, asked.confirmed_by_id = now, by.staff_id
        add_statuses(
            session, entry.round, [entry], "disqualified", reason=asked.reason, role="staff", now=now
        )
        cancel_offers(session, entry, now)
        void_tickets(session, entry, by=by, now=now)
        _note(session, "disqualify", entry, by, now, asked.reason)
        facts = refused_facts(entry.round, entry.receipt, reason=asked.reason)
        write(session, case=entry.case, kind="entry_invalid", facts=facts, now=now)


def _entry(session: Session, receipt: str, now: datetime) -> Entry:
    """Return an entry of a frozen list, its round held against a draw at the same time; NotFound, NotInPhase."""
    found = session.scalar(
        select(Entry).where(Entry.receipt == receipt).options(joinedload(Entry.round), joinedload(Entry.case))
    )
    if found is None:
        raise NotFound
    require(session, shared(session, found.round_id), now, *AFTER_FREEZE)
    session.refresh(found, ["state"])
    if found.state != "valid":
        raise NotFound
    return found


def _request(session: Session, entry: Entry) -> Disqualification | None:
    wanted = select(Disqualification).where(Disqualification.entry_id == entry.id)
    return session.scalar(wanted.with_for_update())


def _waiting(session: Session, entry: Entry) -> Disqualification:
    asked = _request(session, entry)
    if asked is None or asked.confirmed_at is not None:
        raise NothingAsked
    return asked


def _note(session: Session, verb: str, entry: Entry, by: Actor, now: datetime, reason: str) -> None:
    record(session, verb, "entry", entry.id, by=by, now=now, reason=reason)
