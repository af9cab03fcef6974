"""What is asked about tickets, sales and runners-up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session, joinedload

from domain.cases.models import Case
from domain.clock import moment_of
from domain.lottery.caps import is_given_up
from domain.lottery.models import Campaign, Entry, Round
from domain.lottery.record_models import Award
from domain.lottery.sale.freed import free_units
from domain.lottery.sale.models import Offer, Sale, Ticket
from domain.lottery.sale.numbers import ticket_shown, ticket_typed
from domain.procedures.models import Procedure

SHOWN = 200
"""Offers and sales that a page lists at most."""
LABEL = ("郵便番号", "住所", "氏名", "敬称", "冊数", "引換券番号", "受取人")
Departments = frozenset[int] | None
"""Those in which somebody may see cases; None means all."""
_STREAMED: dict[str, Any] = {"yield_per": 1000}


@dataclass(frozen=True)
class Day:
    """What a campaign sold on one day."""

    sales: int
    units: int
    people: int


@dataclass(frozen=True)
class Standing:
    """Where the sale of a round stands, in units."""

    tickets: int
    units: int
    """That tickets were issued for."""
    sold: int
    missing: int
    """Awards that have no ticket yet."""
    free: int
    offered: int
    """In offers that wait for an answer."""


def campaigns_in(session: Session, departments: Departments) -> Sequence[Campaign]:
    """Return the campaigns of some departments, the newest first; None means all of them."""
    wanted = select(Campaign).join(Procedure).options(joinedload(Campaign.procedure))
    if departments is not None:
        wanted = wanted.where(Procedure.department_id.in_(sorted(departments)))
    return session.scalars(wanted.order_by(Campaign.id.desc())).all()


def ticket_at(session: Session, campaign_id: int, typed: str) -> Ticket | None:
    """Return the ticket of a campaign whose number somebody typed or scanned; None where there is none."""
    number = ticket_typed(typed)
    if number is None:
        return None
    wanted = select(Ticket).join(Round, Round.id == Ticket.round_id)
    mine = Ticket.number == number, Round.campaign_id == campaign_id
    return session.scalar(wanted.where(*mine).options(*_TO_PERSON))


def sale_at(session: Session, campaign_id: int, sale_id: int) -> Sale | None:
    """Return a sale, or a reversal, of a campaign; None where there is none."""
    wanted = select(Sale).join(Ticket, Ticket.id == Sale.ticket_id).join(Round, Round.id == Ticket.round_id)
    mine = Sale.id == sale_id, Round.campaign_id == campaign_id
    return session.scalar(wanted.where(*mine).options(joinedload(Sale.ticket).options(*_TO_PERSON)))


def sales_of(session: Session, ticket_id: int) -> Sequence[Sale]:
    """Return what was sold on a ticket, and taken back, the newest first."""
    wanted = select(Sale).where(Sale.ticket_id == ticket_id).order_by(Sale.id.desc())
    return session.scalars(wanted.options(joinedload(Sale.by)).limit(SHOWN)).all()


def day_total(session: Session, campaign_id: int, day: date) -> Day:
    """Return what was sold on a day in Tokyo, what was taken back that day counted off."""
    rounds = select(Round.id).where(Round.campaign_id == campaign_id)
    begins = moment_of(day, time())
    today = Sale.at >= begins, Sale.at < begins + timedelta(days=1), Ticket.round_id.in_(rounds)
    sign = case((Sale.reverses_id.is_(None), 1), else_=-1)
    columns = func.sum(sign), func.sum(sign * Sale.units), func.count(Sale.ticket_id.distinct())
    row = session.execute(select(*columns).join(Ticket, Ticket.id == Sale.ticket_id).where(*today)).one()
    return Day(*(int(one or 0) for one in row))


def standing(session: Session, round_id: int) -> Standing:
    """Return where the sale of a round stands."""
    columns = func.count(), func.sum(Ticket.units), func.sum(Ticket.sold)
    tickets, units, sold = session.execute(select(*columns).where(Ticket.round_id == round_id)).one()
    has_ticket = (
        select(Ticket.id).where(Ticket.entry_id == Award.entry_id, Ticket.offer_id.is_(None)).exists()
    )
    awards = select(func.count()).where(Award.round_id == round_id, Award.granted > 0)
    missing = session.scalar(awards.where(~has_ticket, ~is_given_up(Award.entry_id)))
    waiting = select(func.sum(Offer.units)).where(Offer.round_id == round_id, Offer.answer == "")
    return Standing(
        tickets,
        int(units or 0),
        int(sold or 0),
        missing or 0,
        sum(free_units(session, round_id).values()),
        int(session.scalar(waiting) or 0),
    )


def tickets_of(session: Session, case_id: int) -> Sequence[Ticket]:
    """Return the tickets of everybody in a case."""
    wanted = select(Ticket).join(Entry, Entry.id == Ticket.entry_id).where(Entry.case_id == case_id)
    in_order = wanted.options(joinedload(Ticket.entry), _TO_PERSON[1])
    return session.scalars(in_order.order_by(Entry.position, Ticket.id)).all()


def offers_to(session: Session, case_id: int) -> Sequence[Offer]:
    """Return what everybody in a case was offered as a runner-up."""
    wanted = select(Offer).join(Entry, Entry.id == Offer.entry_id).where(Entry.case_id == case_id)
    to_campaign = joinedload(Offer.round).joinedload(Round.campaign)
    return session.scalars(wanted.options(joinedload(Offer.entry), to_campaign).order_by(Offer.id)).all()


def offers_of(session: Session, round_id: int) -> Sequence[tuple[Offer, int]]:
    """Return the newest offers of a round, each with the rank of who got it; of one time the best first."""
    wanted = select(Offer, Award.rank).join(Award, Award.entry_id == Offer.entry_id)
    mine = wanted.where(Offer.round_id == round_id).options(joinedload(Offer.entry).joinedload(Entry.case))
    found = session.execute(mine.order_by(Offer.offered_at.desc(), Award.rank).limit(SHOWN))
    return [(offer, rank) for offer, rank in found]


def answers_of(session: Session, round_id: int) -> dict[str, tuple[int, int]]:
    """Return answer -> (offers, units); "" while it is awaited."""
    counted = select(Offer.answer, func.count(), func.sum(Offer.units)).where(Offer.round_id == round_id)
    return {
        answer: (count, int(units))
        for answer, count, units in session.execute(counted.group_by(Offer.answer))
    }


def printed(
    session: Session, round_id: int, departments: Departments, after: int, most: int
) -> Sequence[Ticket]:
    """Return open tickets of a round to be printed, from the one after an id on."""
    wanted = select(Ticket).where(Ticket.round_id == round_id, Ticket.closed == "", Ticket.id > after)
    if departments is not None:
        mine = select(Entry.id).join(Case).where(Case.department_id.in_(sorted(departments)))
        wanted = wanted.where(Ticket.entry_id.in_(mine))
    return session.scalars(wanted.options(*_TO_PERSON).order_by(Ticket.id).limit(most)).all()


def labels(session: Session, round_id: int, departments: Departments) -> Iterator[list[str]]:
    """Yield what stands on the label of each open ticket (see ``LABEL``): none whose address is hidden, or is not known."""
    columns = (Entry.postal_code, Entry.address, Entry.name, Ticket.units, Ticket.number, Ticket.proxy)
    wanted = select(*columns).join(Entry, Entry.id == Ticket.entry_id).join(Case, Case.id == Entry.case_id)
    shown: list[ColumnElement[bool]] = [Ticket.round_id == round_id, Ticket.closed == ""]
    shown += [Case.hides_address.is_(False), Entry.address != ""]
    if departments is not None:
        shown.append(Case.department_id.in_(sorted(departments)))
    for row in session.execute(wanted.where(*shown).order_by(Ticket.id), execution_options=_STREAMED):
        yield [
            row.postal_code,
            row.address,
            row.name,
            "様",
            str(row.units),
            ticket_shown(row.number),
            row.proxy,
        ]


def hidden(session: Session, round_id: int) -> int:
    """Return how many open tickets get no label, because their address is hidden or not known."""
    wanted = select(func.count()).select_from(Ticket).join(Entry, Entry.id == Ticket.entry_id).join(Case)
    mine = Ticket.round_id == round_id, Ticket.closed == "", Case.hides_address | (Entry.address == "")
    return session.scalar(wanted.where(*mine)) or 0


def rounds_to_end(session: Session, now: datetime) -> Sequence[Round]:
    """Return the rounds in which tickets or offers may be over, or units free: what the daily job looks at."""
    tickets = select(Ticket.round_id).where(Ticket.closed == "")
    offers = select(Offer.round_id).where(Offer.answer == "", Offer.expires_at <= now)
    closed = select(Ticket.round_id).where(Ticket.closed != "")
    ids = Round.id.in_(tickets), Round.id.in_(offers), Round.id.in_(closed)
    return session.scalars(select(Round).where(ids[0] | ids[1] | ids[2]).order_by(Round.id)).all()


_TO_PERSON = (
    joinedload(Ticket.entry).joinedload(Entry.case),
    joinedload(Ticket.round).joinedload(Round.campaign).joinedload(Campaign.procedure),
)
