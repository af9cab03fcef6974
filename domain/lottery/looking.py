"""Looking results and records up by what is public: an entry's receipt, a file's name; each in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, joinedload

from domain.lottery.models import Campaign, Entry, Round
from domain.lottery.record import OUT
from domain.lottery.record_models import Award, Disqualification, RecordFile, SeedValue, StatusChange
from domain.lottery.seeding import values_of
from domain.lottery.terms import Terms
from domain.procedures.models import Procedure


@dataclass(frozen=True)
class Place:
    """Where the draw put an entry, and what it was granted."""

    receipt: str
    rank: int
    granted: int
    granted_before: int
    """Units that all those ranked before were granted."""
    is_out: bool = False
    """It was withdrawn or passed over after the list was frozen."""


def place_of(session: Session, round_id: int, receipt: str) -> Place | None:
    """Return where the draw put a receipt; None where it is none of this round. The caller knows it is published."""
    out = exists().where(StatusChange.entry_id == Award.entry_id, StatusChange.status.in_(OUT))
    wanted = select(Award.rank, Award.granted, Award.granted_before, out)
    mine = Entry.receipt == receipt, Award.round_id == round_id
    found = session.execute(wanted.join(Entry, Entry.id == Award.entry_id).where(*mine)).first()
    return Place(receipt, *found) if found else None


def places_of(session: Session, entries: Sequence[Entry]) -> dict[int, Place]:
    """Return entry id -> where the draw put it, for those that were in the list."""
    receipts = {entry.id: entry.receipt for entry in entries}
    wanted = select(Award.entry_id, Award.rank, Award.granted, Award.granted_before)
    rows = session.execute(wanted.where(Award.entry_id.in_(receipts)))
    return {one.entry_id: Place(receipts[one.entry_id], *one[1:]) for one in rows}


def fates_of(session: Session, entries: Sequence[Entry]) -> dict[int, StatusChange]:
    """Return entry id -> the last line of the public record about it."""
    ids = [entry.id for entry in entries]
    wanted = select(StatusChange).where(StatusChange.entry_id.in_(ids)).order_by(StatusChange.position)
    return {one.entry_id: one for one in session.scalars(wanted) if one.entry_id is not None}


def sum_of(session: Session, round_id: int, name: str) -> str | None:
    """Return the SHA-256 of a file of a record as it is now, None where there is none of this name."""
    wanted = select(RecordFile.sha256).where(RecordFile.round_id == round_id, RecordFile.name == name)
    return session.scalar(wanted)


def slug_of_lottery(session: Session, lottery: str) -> str | None:
    """Return the address of the campaign that a lottery is drawn in, None where there is no such lottery."""
    wanted = select(Procedure.slug).join(Campaign).join(Round, Round.campaign_id == Campaign.id)
    return session.scalar(wanted.where(Round.lottery == lottery))


def granted_of(session: Session, round_id: int) -> dict[int, int]:
    """Return units granted -> how many entries, once it is drawn."""
    counted = select(Award.granted, func.count(Award.id).label("entries")).where(Award.round_id == round_id)
    rows = session.execute(counted.group_by(Award.granted).order_by(Award.granted))
    return {row.granted: row.entries for row in rows}


def doubts_of(session: Session, round_id: int) -> list[Disqualification]:
    """Return every request to pass an entry of a round over, the oldest first."""
    wanted = select(Disqualification).join(Entry, Entry.id == Disqualification.entry_id)
    loads = joinedload(Disqualification.entry), joinedload(Disqualification.asked_by)
    mine = Entry.round_id == round_id
    return list(session.scalars(wanted.where(mine).options(*loads).order_by(Disqualification.id)))


def campaigns_of(
    session: Session, departments: frozenset[int] | None
) -> list[tuple[Procedure, Campaign | None]]:
    """Return the lottery procedures of some departments (None: all), each with its campaign once it is set up."""
    wanted = select(Procedure, Campaign).outerjoin(Campaign, Campaign.procedure_id == Procedure.id)
    wanted = wanted.where(Procedure.kind == "lottery").order_by(Procedure.id)
    if departments is not None:
        wanted = wanted.where(Procedure.department_id.in_(sorted(departments)))
    return [(procedure, campaign) for procedure, campaign in session.execute(wanted)]


def seeds_of(session: Session, round_id: int, terms: Terms) -> list[SeedValue | None]:
    """Return what each source said, in the announced order; None for those that have said nothing yet."""
    there = values_of(session, round_id)
    return [there.get(source.name) for source in terms.sources]
