"""What persons already have in a campaign: caps and the exclusion of earlier winners hold over all rounds."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, case, exists, func, select, union_all
from sqlalchemy.orm import Session

from domain.lottery.models import Entry, Round, RoundStep
from domain.lottery.record_models import Award, StatusChange
from domain.lottery.sale.models import Offer, Ticket

AT_ONCE = 500
"""Persons asked for in one statement: SQLite takes so many values and more."""
GIVEN_UP = ("withdrawn", "disqualified", "expired")
"""Statuses after which what was granted is nobody's any more."""


def held_by(session: Session, lottery_round: Round, persons: Collection[str]) -> dict[str, int]:
    """Return how many units persons have from the other rounds of the campaign; who has none is not in it."""
    found: dict[str, int] = {}
    held = _held(lottery_round)
    for some in _parts(sorted(set(persons))):
        found.update(_summed(session, held, held.c.person.in_(some)))
    return found


def all_held(session: Session, lottery_round: Round) -> dict[str, int]:
    """Return the same of everybody who has an entry in this round."""
    held = _held(lottery_round)
    here = select(Entry.person).where(Entry.round_id == lottery_round.id)
    return _summed(session, held, held.c.person.in_(here))


def all_at_stake(session: Session, lottery_round: Round) -> dict[str, int]:
    """Return how many units persons may still win in other rounds: those whose list is frozen and that are not drawn."""
    frozen = select(RoundStep.round_id).where(RoundStep.kind == "frozen", RoundStep.done_at.is_not(None))
    drawn = select(RoundStep.round_id).where(RoundStep.kind == "drawn", RoundStep.done_at.is_not(None))
    rounds = _others(lottery_round).where(Round.id.in_(frozen), Round.id.not_in(drawn))
    wishes = select(Entry.person, func.sum(Entry.units)).where(
        Entry.round_id.in_(rounds), Entry.state == "valid"
    )
    return {person: int(units) for person, units in session.execute(wishes.group_by(Entry.person))}


def standing_persons(session: Session, round_id: int, persons: Collection[str], but: int = 0) -> set[str]:
    """Return which of these persons have an entry in a round that stands, those of one case left aside."""
    found: set[str] = set()
    stands = Entry.round_id == round_id, Entry.state.in_(("received", "valid")), Entry.case_id != but
    for some in _parts(sorted(set(persons))):
        found.update(session.scalars(select(Entry.person).where(*stands, Entry.person.in_(some))))
    return found


def is_given_up(entry_id: Any) -> ColumnElement[bool]:
    """Return the condition that an entry was passed over or given up after the freeze."""
    return exists().where(StatusChange.entry_id == entry_id, StatusChange.status.in_(GIVEN_UP))


def _held(lottery_round: Round) -> Subquery:
    """Return (person, units) of the other rounds: what a ticket still allows or has sold, and what has no ticket yet."""
    rounds = _others(lottery_round)
    mine = Entry.round_id.in_(rounds)
    has_ticket = exists().where(Ticket.entry_id == Award.entry_id, Ticket.offer_id.is_(None))
    awards = select(Entry.person, Award.granted.label("units")).join(Award, Award.entry_id == Entry.id)
    counted = case((Ticket.closed == "", Ticket.units), else_=Ticket.sold)
    tickets = select(Entry.person, counted.label("units")).join(Ticket, Ticket.entry_id == Entry.id)
    offers = select(Entry.person, Offer.units.label("units")).join(Offer, Offer.entry_id == Entry.id)
    return union_all(
        awards.where(mine, Award.granted > 0, ~has_ticket, ~is_given_up(Award.entry_id)),
        tickets.where(mine),
        offers.where(mine, Offer.answer == ""),
    ).subquery()


def _others(lottery_round: Round) -> Select[int]:
    return select(Round.id).where(
        Round.campaign_id == lottery_round.campaign_id, Round.id != lottery_round.id
    )


def _summed(session: Session, held: Subquery, condition: ColumnElement[bool]) -> dict[str, int]:
    units = func.sum(held.c.units)
    rows = session.execute(
        select(held.c.person, units).where(condition).group_by(held.c.person).having(units > 0)
    )
    return {person: int(total) for person, total in rows}


def _parts(persons: list[str]) -> Iterator[list[str]]:
    return (persons[at : at + AT_ONCE] for at in range(0, len(persons), AT_ONCE))
