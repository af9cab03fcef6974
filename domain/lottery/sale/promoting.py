"""Runners-up (繰上げ): free units are offered in rank order of the same pool, accepted or declined, until nothing is left."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, joinedload

from domain.cases.models import Case
from domain.cases.steps import find
from domain.database import writing
from domain.history import TOWN, Actor, record
from domain.jobs.kinds import Progress, no_progress
from domain.lottery import caps
from domain.lottery.allocation import Grant, pass_on, runners_up
from domain.lottery.draw import Entry as Line
from domain.lottery.draw import Ranked
from domain.lottery.models import Entry, Round
from domain.lottery.record_models import Award, StatusChange
from domain.lottery.rounds import locked, require, shared, terms_of
from domain.lottery.sale.forfeiting import _UNSEEN
from domain.lottery.sale.freed import free, free_units, take
from domain.lottery.sale.models import Offer, Ticket
from domain.lottery.sale.refusals import AnsweredOtherwise, OfferOver
from domain.lottery.sale.rules import offer_ends, taken_from
from domain.lottery.sale.tickets import AFTER_RESULT, add_ticket
from domain.lottery.statuses import add_statuses
from domain.lottery.telling import Told, offer_facts, ticket_facts
from domain.notices.operations import write
from domain.refusals import NotFound

BATCH = 500
"""Offers in one transaction."""


def promote(
    session: Session, round_id: int, *, by: Actor, now: datetime, progress: Progress = no_progress
) -> int:
    """Offer what is free to the runners-up who stand next, and tell them; return how many offers were made. NotInPhase."""
    made = 0
    while some := _promote_some(session, round_id, by, now):
        made += some
        session.expunge_all()
        progress(made, made)
    return made


def accept(session: Session, number: str, offer_id: int, *, by: Actor, now: datetime) -> Ticket:
    """Take an offer for a case, and issue its ticket; again finds the same ticket. OfferOver, AnsweredOtherwise, NotFound."""
    with writing(session):
        offer = _own(session, number, offer_id)
        if not _answer(session, offer, "accepted", now):
            return _ticket_of(session, offer, now)
        found, entry = offer.round, offer.entry
        _note(session, offer, "accepted", "offered", by, now)
        ticket = add_ticket(session, found, entry.id, offer.units, offer.shares, offer_id=offer.id, now=now)
        facts = ticket_facts(found, [Told(entry.receipt, ticket.number, ticket.units, ticket.valid_until)])
        write(session, case=entry.case, kind="ticket", facts=facts, now=now)
        record(session, "accept_offer", "entry", entry.id, by=by, now=now, case_id=entry.case_id)
    return ticket


def decline(session: Session, number: str, offer_id: int, *, by: Actor, now: datetime) -> None:
    """Let an offer go to who stands next; again changes nothing. OfferOver, AnsweredOtherwise, NotFound."""
    with writing(session):
        offer = _own(session, number, offer_id)
        if not _answer(session, offer, "declined", now):
            if offer.answer != "declined":
                raise _why_not(offer, now)
            return
        _note(session, offer, "expired", "declined", by, now)
        free(session, offer.round_id, offer.shares)
        record(session, "decline_offer", "entry", offer.entry_id, by=by, now=now, case_id=offer.entry.case_id)


def cancel_offers(session: Session, entry: Entry, now: datetime) -> None:
    """Take back what an entry that is out was offered, inside the caller's ``writing``."""
    closing = update(Offer).where(Offer.entry_id == entry.id, Offer.answer == "")
    told = closing.values(answer="lapsed", answered_at=now).returning(Offer.shares)
    for shares in session.scalars(told, execution_options=_UNSEEN).all():
        free(session, entry.round_id, shares)


def _promote_some(session: Session, round_id: int, by: Actor, now: datetime) -> int:
    """Make the next offers in one transaction; two who do it at once never offer more than is free."""
    with writing(session):
        found = _locked_with_others(session, round_id)
        require(session, found, now, *AFTER_RESULT)
        grants = _next(session, found)
        if grants:
            _offer(session, found, grants, now)
            units = sum(sum(grant.parts) for grant in grants.values())
            record(session, "offer", "round", round_id, by=by, now=now, offers=len(grants), units=units)
    return len(grants)


def _locked_with_others(session: Session, round_id: int) -> Round:
    """Return a round, every round of its campaign held: another may be frozen, which counts what people have here."""
    campaign_id = session.scalar(select(Round.campaign_id).where(Round.id == round_id))
    ids = session.scalars(select(Round.id).where(Round.campaign_id == campaign_id).order_by(Round.id)).all()
    held = {one: locked(session, one) for one in ids}
    if round_id not in held:
        raise NotFound
    return held[round_id]


def _next(session: Session, found: Round) -> dict[str, Grant]:
    """Return what the next of the runners-up get, at most ``BATCH`` of them; what is free has been taken for them."""
    free_now = free_units(session, found.id)
    if not free_now:
        return {}
    had, ranked, gone = _line(session, found)
    rules = terms_of(found).allocation
    line = runners_up(ranked, {receipt: Grant(units) for receipt, units in had.items()}, gone)
    passed = pass_on(line, had, free_now, rules)
    some = {entry.receipt: passed[entry.receipt] for entry in line if entry.receipt in passed}
    grants = dict(list(some.items())[:BATCH])
    given = [(pool.name, _from_pool(pool.name, grants)) for pool in rules.pools]
    if not take(session, found.id, taken_from(free_now, given)):
        raise AssertionError("units were taken while the round was held")
    return grants


def _from_pool(name: str, grants: Mapping[str, Grant]) -> int:
    pairs = (zip(grant.pools, grant.parts, strict=True) for grant in grants.values())
    return sum(units for pair in pairs for pool, units in pair if pool == name)


def _line(session: Session, found: Round) -> tuple[dict[str, int], list[Ranked], set[str]]:
    """Return what everybody has, everybody in rank order with what may be had at most, and who is passed over."""
    columns = (Entry.id, Entry.receipt, Entry.tier, Entry.weight, Entry.units, Entry.linked, Entry.person)
    wanted = select(*columns, Award.rank, Award.score, Award.granted).join(Award, Award.entry_id == Entry.id)
    rows = session.execute(wanted.where(Award.round_id == found.id).order_by(Award.rank)).all()
    offered, elsewhere = _offered(session, found.id), caps.all_held(session, found)
    at_stake, out = caps.all_at_stake(session, found), _out(session, found.id)
    had, ranked = dict[str, int](), []
    for row in rows:
        had[row.receipt] = row.granted + offered.get(row.id, 0)
        left = found.campaign.cap - elsewhere.get(row.person, 0) - at_stake.get(row.person, 0)
        entry = Line(row.receipt, row.tier, row.weight, min(row.units, left), row.linked)
        ranked.append(Ranked(row.rank, entry, row.score))
    return had, ranked, {row.receipt for row in rows if row.id in out}


def _offered(session: Session, round_id: int) -> dict[int, int]:
    counted = select(Offer.entry_id, func.sum(Offer.units)).group_by(Offer.entry_id)
    stands = Offer.round_id == round_id, Offer.answer.in_(("", "accepted"))
    return {entry_id: int(units) for entry_id, units in session.execute(counted.where(*stands))}


def _out(session: Session, round_id: int) -> set[int]:
    """Return who is offered nothing any more: out after the freeze, or left something unbought or unanswered."""
    gone = select(StatusChange.entry_id).where(
        StatusChange.round_id == round_id, StatusChange.status.in_(caps.GIVEN_UP)
    )
    unbought = select(Ticket.entry_id).where(Ticket.round_id == round_id, Ticket.closed != "")
    return {one for wanted in (gone, unbought) for one in session.scalars(wanted) if one is not None}


def _offer(session: Session, found: Round, grants: Mapping[str, Grant], now: datetime) -> None:
    wanted = select(Entry).where(Entry.round_id == found.id, Entry.receipt.in_(list(grants)))
    to_case = joinedload(Entry.case).options(joinedload(Case.procedure), joinedload(Case.department))
    entries = {entry.receipt: entry for entry in session.scalars(wanted.options(to_case))}
    waiting = select(Offer).where(Offer.round_id == found.id, Offer.answer == "")
    ids = [entry.id for entry in entries.values()]
    open_still = {one.entry_id: one for one in session.scalars(waiting.where(Offer.entry_id.in_(ids)))}
    until = offer_ends(now, found.offer_days)
    for receipt, grant in grants.items():
        entry = entries[receipt]
        # Who has not answered yet is offered more in the same offer, with the time for it anew.
        offer = open_still.get(entry.id) or Offer(
            round_id=found.id, entry_id=entry.id, units=0, shares=[], offered_at=now, answer=""
        )
        offer.units += sum(grant.parts)
        offer.shares = [*offer.shares, *zip(grant.pools, grant.parts, strict=True)]
        offer.expires_at = until
        session.add(offer)
        facts = offer_facts(found, receipt, offer.units, until)
        write(session, case=entry.case, kind="offer", facts=facts, now=now)
    session.flush()


def _own(session: Session, number: str, offer_id: int) -> Offer:
    """Return an offer to an entry of a case, its round held against a disqualification at the same time."""
    case = find(session, number)
    mine = select(Offer).join(Entry).where(Offer.id == offer_id, Entry.case_id == case.id)
    offer = session.scalar(mine.options(joinedload(Offer.round), joinedload(Offer.entry)))
    if offer is None:
        raise NotFound
    shared(session, offer.round_id)
    session.refresh(offer, ["answer", "answered_at", "units", "shares", "expires_at"], with_for_update=True)
    return offer


def _answer(session: Session, offer: Offer, answer: str, now: datetime) -> bool:
    """Write an answer where none is there and it is not too late; say whether it was written."""
    open_still = Offer.id == offer.id, Offer.answer == "", Offer.expires_at > now
    answering = update(Offer).where(*open_still).values(answer=answer, answered_at=now)
    return session.scalar(answering.returning(Offer.id), execution_options=_UNSEEN) is not None


def _ticket_of(session: Session, offer: Offer, now: datetime) -> Ticket:
    ticket = session.scalar(select(Ticket).where(Ticket.offer_id == offer.id))
    if ticket is None:
        raise _why_not(offer, now)
    return ticket


def _why_not(offer: Offer, now: datetime) -> OfferOver | AnsweredOtherwise:
    is_over = offer.answer == "lapsed" or (not offer.answer and offer.expires_at <= now)
    return OfferOver(offer.expires_at) if is_over else AnsweredOtherwise()


def _note(session: Session, offer: Offer, status: str, reason: str, by: Actor, now: datetime) -> None:
    role = "staff" if by.is_staff else "town" if by is TOWN else "applicant"
    add_statuses(session, offer.round, [offer.entry], status, reason=reason, role=role, now=now)
