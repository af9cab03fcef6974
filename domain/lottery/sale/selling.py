"""Selling on a ticket at the counter, in part too, and taking a sale back: each scan once, whoever else scans it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from domain.clock import day_of
from domain.database import writing
from domain.history import Actor, record
from domain.lottery.models import Round
from domain.lottery.sale.models import Sale, Ticket
from domain.lottery.sale.numbers import ticket_typed
from domain.lottery.sale.refusals import (
    NothingWanted,
    NotYetSold,
    SoldOut,
    TooLate,
    UnknownTicket,
    VoidTicket,
)
from domain.refusals import NotFound, Refusal

KEY = 48
"""Characters of a page's key that count."""
MOST = 1000
"""More than anybody buys in one go."""


@dataclass(frozen=True)
class Sold:
    """What a scan came to."""

    sale_id: int
    ticket_id: int
    units: int
    left: int
    is_repeat: bool
    """The same page was sent before: this is what came of it then."""


def sell(
    session: Session, campaign_id: int, typed: str, units: int, *, key: str, by: Actor, now: datetime
) -> Sold:
    """Sell some units on a ticket of a campaign; the same ``key`` again finds the same sale.

    UnknownTicket, NotYetSold, TooLate, VoidTicket, SoldOut, NothingWanted.
    """
    if not 0 < units <= MOST:
        raise NothingWanted
    number = ticket_typed(typed)
    if number is None:
        raise UnknownTicket(is_slip=True)
    # A page that is gone back to may bring the next person's ticket: that is another sale.
    key = f"{key[:KEY]}.{number}"
    try:
        return _sell(session, campaign_id, number, units, key, by, now)
    except (IntegrityError, Refusal):
        # The same page may have been sent in the same instant, and have taken what is missing now.
        session.rollback()
        before = _repeat(session, key)
        if before is None:
            raise
        return before


def reverse(session: Session, sale_id: int, *, key: str, by: Actor, now: datetime) -> Sold:
    """Take a sale back whole, as a row of its own; again finds the same row. NotFound, TooLate, VoidTicket."""
    try:
        return _reverse(session, sale_id, key, by, now)
    except (IntegrityError, Refusal):
        session.rollback()
        before = _reversal(session, sale_id)
        if before is None:
            raise
        return before


def name_proxy(session: Session, ticket_id: int, name: str, *, by: Actor, now: datetime) -> None:
    """Note who collects for the person of a ticket; "" for who comes in person. NotFound."""
    with writing(session):
        ticket = session.scalar(select(Ticket).where(Ticket.id == ticket_id).with_for_update())
        if ticket is None:
            raise NotFound
        ticket.proxy = name.strip()[:100]
        record(session, "name_proxy", "ticket", ticket_id, by=by, now=now, is_named=bool(ticket.proxy))


def why_not(ticket: Ticket | None, now: datetime) -> Refusal:
    """Return why nothing is sold on a ticket, or less than was wanted."""
    if ticket is None:
        return UnknownTicket(is_slip=False)
    today = day_of(now)
    if ticket.closed == "void":
        return VoidTicket()
    if today < ticket.valid_from:
        return NotYetSold(ticket.valid_from)
    if ticket.closed or today > ticket.valid_until:
        return TooLate(ticket.valid_until)
    return SoldOut(ticket.left, ticket.round.campaign.unit_text)


def _sell(
    session: Session, campaign_id: int, number: str, units: int, key: str, by: Actor, now: datetime
) -> Sold:
    with writing(session):
        if before := _repeat(session, key):
            return before
        ticket_id = _through_the_gate(session, campaign_id, number, units, now)
        if ticket_id is None:
            raise why_not(_ticket(session, campaign_id, number), now)
        sale = Sale(ticket_id=ticket_id, units=units, key=key, at=now, by_id=by.staff_id)
        session.add(sale)
        session.flush()
        record(session, "sell", "ticket", ticket_id, by=by, now=now, units=units)
        ticket = session.get_one(Ticket, ticket_id)
        sold = Sold(sale.id, ticket_id, units, ticket.left, is_repeat=False)
    return sold


def _through_the_gate(
    session: Session, campaign_id: int, number: str, units: int, now: datetime
) -> int | None:
    """Count the units as sold where the ticket has so many left and today is one of its days; return its id."""
    today = day_of(now)
    rounds = select(Round.id).where(Round.campaign_id == campaign_id)
    open_today = Ticket.closed == "", Ticket.valid_from <= today, Ticket.valid_until >= today
    enough = Ticket.number == number, Ticket.round_id.in_(rounds), Ticket.sold + units <= Ticket.units
    taking = update(Ticket).where(*enough, *open_today).values(sold=Ticket.sold + units)
    return session.scalar(taking.returning(Ticket.id), execution_options={"synchronize_session": False})


def _reverse(session: Session, sale_id: int, key: str, by: Actor, now: datetime) -> Sold:
    with writing(session):
        if before := _reversal(session, sale_id):
            return before
        sale = session.get(Sale, sale_id)
        if sale is None or sale.reverses_id is not None:
            raise NotFound
        _give_back(session, sale, now)
        back = Sale(
            ticket_id=sale.ticket_id,
            units=sale.units,
            reverses_id=sale_id,
            key=key,
            at=now,
            by_id=by.staff_id,
        )
        session.add(back)
        session.flush()
        record(session, "reverse", "ticket", sale.ticket_id, by=by, now=now, units=sale.units)
        ticket = session.get_one(Ticket, sale.ticket_id)
        done = Sold(back.id, ticket.id, sale.units, ticket.left, is_repeat=False)
    return done


def _give_back(session: Session, sale: Sale, now: datetime) -> None:
    """Take units off what a ticket has sold; once it is closed, what was not bought is somebody else's."""
    open_still = Ticket.id == sale.ticket_id, Ticket.closed == "", Ticket.sold >= sale.units
    giving: Any = update(Ticket).where(*open_still).values(sold=Ticket.sold - sale.units)
    result: Any = session.execute(giving, execution_options={"synchronize_session": False})
    assert isinstance(result, CursorResult)
    if not result.rowcount:
        ticket = session.get_one(Ticket, sale.ticket_id)
        raise VoidTicket if ticket.closed == "void" else TooLate(ticket.valid_until)


def _repeat(session: Session, key: str) -> Sold | None:
    """Return what the same page has sold before."""
    return _told(session.scalar(select(Sale).where(Sale.key == key).options(joinedload(Sale.ticket))))


def _reversal(session: Session, sale_id: int) -> Sold | None:
    wanted = select(Sale).where(Sale.reverses_id == sale_id).options(joinedload(Sale.ticket))
    return _told(session.scalar(wanted))


def _told(sale: Sale | None) -> Sold | None:
    if sale is None:
        return None
    return Sold(sale.id, sale.ticket_id, sale.units, sale.ticket.left, is_repeat=True)


def _ticket(session: Session, campaign_id: int, number: str) -> Ticket | None:
    wanted = select(Ticket).join(Round, Round.id == Ticket.round_id)
    mine = Ticket.number == number, Round.campaign_id == campaign_id
    return session.scalar(wanted.where(*mine).options(joinedload(Ticket.round).joinedload(Round.campaign)))
