"""What nobody bought in time, and offers that nobody answered: back to their pool, with a line in the public record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from domain.clock import day_of
from domain.database import writing
from domain.history import Actor, record
from domain.jobs.kinds import Progress, no_progress
from domain.lottery.models import Entry, Round
from domain.lottery.rounds import locked, require
from domain.lottery.sale.freed import free
from domain.lottery.sale.models import Offer, Ticket
from domain.lottery.sale.rules import Shares, unsold
from domain.lottery.sale.tickets import AFTER_RESULT
from domain.lottery.statuses import add_statuses

BATCH = 500
"""Tickets in one transaction: a counter that sells waits no longer than that."""
_UNSEEN: dict[str, Any] = {"synchronize_session": False}


@dataclass(frozen=True)
class Forfeited:
    """What became free."""

    tickets: int
    offers: int
    units: int


def forfeit(
    session: Session, round_id: int, *, by: Actor, now: datetime, progress: Progress = no_progress
) -> Forfeited:
    """Close the tickets whose last day is over, and the offers whose time is; return what became free. NotInPhase.

    Run daily; again changes nothing, and what was cut short is gone on with.
    """
    tickets = offers = units = 0
    while some := _forfeit_some(session, round_id, by, now):
        tickets, units = tickets + some[0], units + some[1]
        progress(tickets, tickets)
    while some := _lapse_some(session, round_id, by, now):
        offers, units = offers + some[0], units + some[1]
        progress(tickets + offers, tickets + offers)
    return Forfeited(tickets, offers, units)


def _forfeit_some(session: Session, round_id: int, by: Actor, now: datetime) -> tuple[int, int] | None:
    with writing(session):
        found = locked(session, round_id)
        require(session, found, now, *AFTER_RESULT)
        due = Ticket.round_id == round_id, Ticket.closed == "", Ticket.valid_until < day_of(now)
        ids = session.scalars(select(Ticket.id).where(*due).order_by(Ticket.id).limit(BATCH)).all()
        closing = update(Ticket).where(Ticket.id.in_(ids), Ticket.closed == "")
        told = closing.values(closed="forfeited", closed_at=now)
        columns = (Ticket.entry_id, Ticket.shares, Ticket.sold)
        closed = session.execute(told.returning(*columns), execution_options=_UNSEEN).all()
        back = [share for row in closed for share in unsold(row.shares, row.sold)]
        _note_expired(session, found, [row.entry_id for row in closed if not row.sold], "not_bought", now)
        units = _give_back(session, round_id, back)
        if closed:
            record(session, "forfeit", "round", round_id, by=by, now=now, tickets=len(closed), units=units)
    return (len(closed), units) if closed else None


def _lapse_some(session: Session, round_id: int, by: Actor, now: datetime) -> tuple[int, int] | None:
    with writing(session):
        found = locked(session, round_id)
        due = Offer.round_id == round_id, Offer.answer == "", Offer.expires_at <= now
        ids = session.scalars(select(Offer.id).where(*due).order_by(Offer.id).limit(BATCH)).all()
        closing = update(Offer).where(Offer.id.in_(ids), Offer.answer == "")
        told = closing.values(answer="lapsed", answered_at=now).returning(Offer.entry_id, Offer.shares)
        lapsed = session.execute(told, execution_options=_UNSEEN).all()
        _note_expired(session, found, [row.entry_id for row in lapsed], "no_answer", now)
        units = _give_back(session, round_id, [share for row in lapsed for share in row.shares])
        if lapsed:
            record(session, "lapse", "round", round_id, by=by, now=now, offers=len(lapsed), units=units)
    return (len(lapsed), units) if lapsed else None


def _note_expired(session: Session, found: Round, ids: list[int], reason: str, now: datetime) -> None:
    if ids:
        wanted = select(Entry).where(Entry.id.in_(ids)).order_by(Entry.id)
        entries = session.scalars(wanted).all()
        add_statuses(session, found, entries, "expired", reason=reason, role="town", now=now)


def _give_back(session: Session, round_id: int, shares: Iterable[Any]) -> int:
    """Free units, those of a pool together; return how many."""
    pools: Counter[str] = Counter()
    for pool, units in shares:
        pools[pool] += units
    together: Shares = sorted(pools.items())
    free(session, round_id, together)
    return sum(units for _, units in together)
