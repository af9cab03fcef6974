"""The sale of the sample town: tickets issued, most books collected, one award passed on to who stands next."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.clock import day_of, moment_of
from domain.history import Actor
from domain.lottery.disqualifying import ask_disqualification, disqualify
from domain.lottery.models import Entry, Round
from domain.lottery.sale.models import Ticket
from domain.lottery.sale.promoting import promote
from domain.lottery.sale.selling import reverse, sell
from domain.lottery.sale.tickets import issue_tickets

NOT_YET = 3
"""Every so many-th has not come yet."""
IN_PART = 5
"""Every so many-th buys one book only, for now."""
TAKEN_BACK = 20
"""Every so many-th sale is taken back."""


def run_sale(session: Session, round_id: int, *, manager: Actor, reviewer: Actor, now: datetime) -> None:
    """Issue the tickets of a round before its sale begins, and let people collect until now."""
    found = session.get_one(Round, round_id)
    campaign_id, begins = found.campaign_id, moment_of(found.sale_from, time(10))
    issue_tickets(session, round_id, by=manager, now=begins - timedelta(days=2))
    _pass_over_first(session, round_id, manager, reviewer, begins - timedelta(days=1))
    promote(session, round_id, by=manager, now=now - timedelta(days=3))
    bought = select(Ticket.number, Ticket.units).where(Ticket.round_id == round_id, Ticket.closed == "")
    tickets = session.execute(bought.order_by(Ticket.id)).all()
    days = (day_of(now) - day_of(begins)).days + 1
    for place, (number, units) in enumerate(tickets):
        at = min(begins + timedelta(days=place * days // len(tickets), minutes=3 * (place % days)), now)
        if place % NOT_YET:
            sold: dict[str, Any] = {"key": f"sample-sale-{number}", "by": reviewer, "now": at}
            sale = sell(session, campaign_id, number, 1 if place % IN_PART == 0 else units, **sold)
            if place % TAKEN_BACK == 1:
                reverse(session, sale.sale_id, key=f"sample-reversal-{number}", by=reviewer, now=at)


def _pass_over_first(session: Session, round_id: int, manager: Actor, reviewer: Actor, at: datetime) -> None:
    """Have the first ticket's winner found not to live here, so that there is something to offer to others."""
    first = select(Entry.receipt).join(Ticket, Ticket.entry_id == Entry.id).where(Ticket.round_id == round_id)
    receipt = session.scalars(first.order_by(Ticket.id).limit(1)).one()
    ask_disqualification(session, receipt, "ineligible", by=reviewer, now=at)
    disqualify(session, receipt, by=manager, now=at)
