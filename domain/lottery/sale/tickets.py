"""Issuing tickets for everything that was won, with a mail to each application; and closing one whose entry is out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from domain.cases.models import Case
from domain.database import dialect_of, insert_into, writing
from domain.history import Actor, record
from domain.jobs.kinds import Progress, no_progress
from domain.lottery.caps import is_given_up
from domain.lottery.models import Entry, Round
from domain.lottery.record_models import Award
from domain.lottery.refusals import AlreadyDone
from domain.lottery.rounds import locked, require
from domain.lottery.sale.freed import free
from domain.lottery.sale.models import Ticket
from domain.lottery.sale.numbers import new_ticket_number
from domain.lottery.sale.rules import bought_until, shares_of, unsold
from domain.lottery.telling import ticket_facts
from domain.notices.operations import Recipient, write_many

BATCH = 1000
"""Awards in one transaction."""
AFTER_RESULT = ("published", "selling", "over")
_UNSEEN: dict[str, Any] = {"synchronize_session": False}


def issue_tickets(
    session: Session, round_id: int, *, by: Actor, now: datetime, progress: Progress = no_progress
) -> int:
    """Issue a ticket for every award of a published round, tell the applicants, and return how many were issued.

    What was cut short is gone on with by issuing again; AlreadyDone once every award has its ticket. NotInPhase.
    """
    issued, of = 0, _count(session, round_id)
    while done := _issue_some(session, round_id, by, now):
        issued += done
        session.expunge_all()
        progress(issued, of)
    if not issued:
        raise AlreadyDone
    return issued


def check_issue(session: Session, round_id: int, *, by: Actor, now: datetime) -> Round:
    """Return a round that has awards without a ticket, held; inside the caller's ``writing``.

    NotInPhase, AlreadyDone. ``by`` is anybody: who may issue is the page's to know.
    """
    found = locked(session, round_id)
    require(session, found, now, *AFTER_RESULT)
    if not is_any_missing(session, round_id):
        raise AlreadyDone
    return found


def is_any_missing(session: Session, round_id: int) -> bool:
    """Say whether an award has no ticket yet."""
    return session.execute(_missing(round_id).limit(1)).first() is not None


def add_ticket(
    session: Session,
    found: Round,
    entry_id: int,
    units: int,
    shares: Sequence[tuple[str, int]],
    *,
    offer_id: int,
    now: datetime,
) -> Ticket:
    """Issue the ticket of an accepted offer, inside the caller's ``writing``."""
    ticket = Ticket(round_id=found.id, entry_id=entry_id, offer_id=offer_id, number=_unused(session))
    ticket.units, ticket.sold, ticket.shares, ticket.issued_at = units, 0, list(shares), now
    ticket.valid_from, ticket.valid_until = (
        found.sale_from,
        bought_until(found.sale_until, now, found.offer_days),
    )
    session.add(ticket)
    session.flush()
    return ticket


def void_tickets(session: Session, entry: Entry, *, by: Actor, now: datetime) -> None:
    """Close the open tickets of an entry that was disqualified, and free what was not bought, inside the caller's ``writing``.

    An award without a ticket frees its units, too: none will be issued for it.
    """
    closing = update(Ticket).where(Ticket.entry_id == entry.id, Ticket.closed == "")
    closed = session.execute(
        closing.values(closed="void", closed_at=now).returning(Ticket.id, Ticket.shares, Ticket.sold),
        execution_options=_UNSEEN,
    ).all()
    for row in closed:
        free(session, entry.round_id, unsold(row.shares, row.sold))
        record(session, "void", "ticket", row.id, by=by, now=now, case_id=entry.case_id)
    won = select(Award).where(Award.entry_id == entry.id, Award.granted > 0)
    award = session.scalar(won)
    if award is not None and not _has_ticket(session, entry.id):
        free(session, entry.round_id, shares_of(award.pools, award.parts))


def _issue_some(session: Session, round_id: int, by: Actor, now: datetime) -> int:
    """Issue the next tickets with their mails in one transaction; two who issue at once never issue one twice."""
    with writing(session):
        found = locked(session, round_id)
        require(session, found, now, *AFTER_RESULT)
        awards = session.execute(
            _missing(round_id).order_by(Entry.case_id, Entry.position).limit(BATCH)
        ).all()
        if awards:
            until = bought_until(found.sale_until, now, 0)
            adding = insert_into(dialect_of(session), Ticket).on_conflict_do_nothing()
            rows = [_row(found, award, until, now) for award in awards]
            numbers = session.scalars(adding.returning(Ticket.number), rows).all()
            _tell(session, found, numbers, now)
            record(session, "issue_tickets", "round", round_id, by=by, now=now, count=len(numbers))
            return len(numbers)
    return 0


def _missing(round_id: int) -> Select[int, int, str, str]:
    """Return the awards that have no ticket yet, and are nobody's who is out."""
    columns = (Award.entry_id, Award.granted, Award.pools, Award.parts)
    has_ticket = (
        select(Ticket.id).where(Ticket.entry_id == Award.entry_id, Ticket.offer_id.is_(None)).exists()
    )
    mine = Award.round_id == round_id, Award.granted > 0, ~has_ticket, ~is_given_up(Award.entry_id)
    return select(*columns).join(Entry, Entry.id == Award.entry_id).where(*mine)


def _count(session: Session, round_id: int) -> int:
    return session.scalar(select(func.count()).select_from(_missing(round_id).subquery())) or 0


def _row(found: Round, award: Any, until: date, now: datetime) -> dict[str, Any]:
    return {
        "round_id": found.id,
        "entry_id": award.entry_id,
        "number": new_ticket_number(),
        "units": award.granted,
        "sold": 0,
        "shares": shares_of(award.pools, award.parts),
        "proxy": "",
        "valid_from": found.sale_from,
        "valid_until": until,
        "issued_at": now,
        "closed": "",
    }


def _tell(session: Session, found: Round, numbers: Sequence[str], now: datetime) -> None:
    """Write one mail to each application with the tickets that were issued for it now."""
    columns = (Case.id, Case.number, Case.email, Case.language)
    wanted = (
        select(*columns, Entry.receipt, Ticket.number.label("ticket"), Ticket.units, Ticket.valid_until)
        .join(Entry, Entry.case_id == Case.id)
        .join(Ticket, Ticket.entry_id == Entry.id)
        .where(Ticket.number.in_(numbers))
        .order_by(Case.id, Entry.position)
    )
    told: dict[Recipient, list[Any]] = {}
    for row in session.execute(wanted):
        told.setdefault(Recipient(row.id, row.number, row.email, row.language), []).append(row)
    facts = [(who, ticket_facts(found, rows)) for who, rows in told.items()]
    write_many(session, facts, procedure=found.campaign.procedure, kind="ticket", now=now)


def _unused(session: Session) -> str:
    for number in _numbers():
        if session.scalar(select(Ticket.id).where(Ticket.number == number)) is None:
            return number
    raise AssertionError("numbers do not end")


def _numbers() -> Iterable[str]:
    while True:
        yield new_ticket_number()


def _has_ticket(session: Session, entry_id: int) -> bool:
    wanted = select(Ticket.id).where(Ticket.entry_id == entry_id, Ticket.offer_id.is_(None))
    return session.scalar(wanted) is not None
