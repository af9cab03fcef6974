"""After the draw, for tests: tickets issued, and shorthands for what happens at the counter and to runners-up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from domain.lottery.caps import is_given_up
from domain.lottery.models import Entry
from domain.lottery.record_models import Award, StatusChange
from domain.lottery.sale import forfeiting, promoting, selling, tickets
from domain.lottery.sale.models import FreedUnits, Offer, Ticket
from tests.domain.hall import Hall
from tests.domain.lottery.voucher import Voucher
from tests.town import World

OPENS, LAST, OVER = 26, 40, 41.5
"""Days after the call: the sale goes on, its last day, after it."""


class Shop:
    """The counter of a campaign that has been drawn."""

    def __init__(self, voucher: Voucher, session: Session, people: int = 12, units: int = 2) -> None:
        self.voucher, self.session = voucher, session
        self.receipts = voucher.crowd(session, people, units)
        voucher.to_the_end(session)
        tickets.issue_tickets(session, voucher.round_id, by=voucher.manager, now=voucher.at(23))

    def tickets(self) -> Sequence[Ticket]:
        """Return all tickets as the database has them now."""
        self.session.rollback()
        return self.session.scalars(select(Ticket).order_by(Ticket.id)).all()

    def offers(self, answer: str | None = None) -> Sequence[Offer]:
        """Return all offers in the order in which they were made."""
        self.session.rollback()
        wanted = select(Offer).order_by(Offer.id)
        return self.session.scalars(wanted if answer is None else wanted.where(Offer.answer == answer)).all()

    def sell(self, ticket: Ticket | str, units: int = 1, key: str = "page", **more: Any) -> selling.Sold:
        """Sell on a ticket, on the second day of the sale."""
        number = ticket if isinstance(ticket, str) else ticket.number
        by, now = self.voucher.reviewer, more.pop("now", self.voucher.at(OPENS))
        return selling.sell(self.session, self.voucher.campaign_id, number, units, key=key, by=by, now=now)

    def end(self, days: float = OVER) -> forfeiting.Forfeited:
        """Let what was not bought be forfeited."""
        by = self.voucher.manager
        return forfeiting.forfeit(self.session, self.voucher.round_id, by=by, now=self.voucher.at(days))

    def promote(self, days: float = OVER) -> int:
        """Offer what is free."""
        by = self.voucher.manager
        return promoting.promote(self.session, self.voucher.round_id, by=by, now=self.voucher.at(days))

    def statuses(self) -> list[tuple[str, str, str]]:
        """Return the lines of the public record: receipt, status, reason."""
        wanted = select(StatusChange).order_by(StatusChange.position)
        return [(one.receipt, one.status, one.reason) for one in self.session.scalars(wanted)]

    def ranks(self, entry_ids: Sequence[int]) -> list[int]:
        """Return the ranks of entries."""
        return [
            self.session.scalars(select(Award.rank).where(Award.entry_id == one)).one() for one in entry_ids
        ]


def held(session: Session, round_id: int) -> int:
    """Return all units that somebody has, may have, or that are free: they never become more than the stock."""
    session.expire_all()
    tickets = session.scalars(select(Ticket).where(Ticket.round_id == round_id)).all()
    with_ticket = {one.entry_id for one in tickets if one.offer_id is None}
    awards = session.execute(
        select(Award.entry_id, Award.granted).where(Award.round_id == round_id, ~is_given_up(Award.entry_id))
    )
    waiting = select(func.sum(Offer.units)).where(Offer.round_id == round_id, Offer.answer == "")
    free = select(func.sum(FreedUnits.units)).where(FreedUnits.round_id == round_id)
    return (
        sum(one.sold if one.closed else one.units for one in tickets)
        + sum(granted for entry_id, granted in awards if entry_id not in with_ticket)
        + (session.scalar(waiting) or 0)
        + (session.scalar(free) or 0)
    )


def number_of(session: Session, offer: Offer) -> str:
    """Return the number of the case that an offer went to."""
    return session.get_one(Entry, offer.entry_id).case.number


def moment(voucher: Voucher, days: float) -> tuple[tuple[str, datetime], ...]:
    """Return the moment of a job in a rush."""
    return (("now", voucher.at(days)),)


def selling_now(session: Session, world: World, people: int = 8, units: int = 2) -> Shop:
    """Return the counter of a campaign whose sale has begun: where pages are tried, the clock says what day it is."""
    engine = session.get_bind()
    assert isinstance(engine, Engine)
    hall = Hall(engine, world, now=world.now - timedelta(days=OPENS + 1))
    return Shop(Voucher(hall), session, people, units)


def nobody_bought(session: Session, world: World) -> Shop:
    """Return a campaign whose sale was over yesterday; nobody bought, and those next in rank wait to be asked."""
    engine = session.get_bind()
    assert isinstance(engine, Engine)
    hall = Hall(engine, world, now=world.now - timedelta(days=OVER))
    return Shop(Voucher(hall), session, people=16, units=1)
