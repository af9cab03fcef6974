"""What is asked about campaigns, rounds, entries and results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from domain.cases.models import Case
from domain.clock import day_of
from domain.lottery.models import Campaign, Entry, Round
from domain.lottery.record_models import Objection, RecordFile
from domain.lottery.sifting import ONLINE
from domain.lottery.simulating import Wishes
from domain.procedures.models import Procedure
from domain.refusals import NotFound


@dataclass(frozen=True)
class Intake:
    """What came in so far, by channel."""

    entries: int
    units: int
    by_channel: dict[str, int]

    @property
    def online_share(self) -> float:
        """Share of the entries that came by web or at the counter's tablet; 0 where there are none."""
        online = sum(self.by_channel.get(channel, 0) for channel in ONLINE)
        return online / self.entries if self.entries else 0.0


def campaign_of(session: Session, slug: str) -> Campaign:
    """Return the campaign of the procedure with this slug; NotFound."""
    wanted = select(Campaign).join(Procedure).where(Procedure.slug == slug)
    found = session.scalar(wanted.options(joinedload(Campaign.procedure)))
    if found is None:
        raise NotFound
    return found


def rounds_of(session: Session, campaign_id: int) -> Sequence[Round]:
    """Return the rounds of a campaign in their order."""
    wanted = select(Round).where(Round.campaign_id == campaign_id).order_by(Round.number)
    return session.scalars(wanted).all()


def round_of(session: Session, lottery: str) -> Round:
    """Return the round that is drawn under this id, with its campaign; NotFound."""
    to_campaign = joinedload(Round.campaign).joinedload(Campaign.procedure)
    found = session.scalar(select(Round).where(Round.lottery == lottery).options(to_campaign))
    if found is None:
        raise NotFound
    return found


def entries_of(session: Session, case_id: int) -> Sequence[Entry]:
    """Return the entries of a case in the order in which their people were named."""
    return session.scalars(select(Entry).where(Entry.case_id == case_id).order_by(Entry.position)).all()


def entry_of(session: Session, receipt: str) -> Entry:
    """Return the entry with this receipt (``receipts.typed`` reads what people type); NotFound."""
    wanted = select(Entry).where(Entry.receipt == receipt)
    found = session.scalar(wanted.options(joinedload(Entry.round), joinedload(Entry.case)))
    if found is None:
        raise NotFound
    return found


def intake_of(session: Session, round_id: int) -> Intake:
    """Return what came in for a round, without what was withdrawn or is invalid."""
    counted = select(Case.channel, func.count(Entry.id), func.sum(Entry.units))
    stands = Entry.round_id == round_id, Entry.state.in_(("received", "valid"))
    rows = session.execute(counted.join(Case, Case.id == Entry.case_id).where(*stands).group_by(Case.channel))
    found = [(channel, int(entries), int(units)) for channel, entries, units in rows]
    by_channel = {channel: entries for channel, entries, _ in found}
    return Intake(sum(by_channel.values()), sum(units for _, _, units in found), by_channel)


def wishes_of(session: Session, round_id: int) -> Wishes:
    """Return how many people of each tier and weight ask for how much: what a simulation begins with."""
    counted = select(Entry.tier, Entry.weight, Entry.units, func.count(Entry.id))
    stands = Entry.round_id == round_id, Entry.state.in_(("received", "valid"))
    rows = session.execute(counted.where(*stands).group_by(Entry.tier, Entry.weight, Entry.units))
    return {(tier, weight, units): count for tier, weight, units, count in rows}


def per_day(session: Session, round_id: int) -> dict[tuple[date, str], int]:
    """Return (day of receipt, channel) -> entries: published against entries that nobody made."""
    counted = select(Case.received_at, Case.channel, func.count(Entry.id)).join(
        Entry, Entry.case_id == Case.id
    )
    found: dict[tuple[date, str], int] = {}
    rows = session.execute(counted.where(Entry.round_id == round_id).group_by(Case.received_at, Case.channel))
    for received_at, channel, count in rows:
        cell = day_of(received_at), channel
        found[cell] = found.get(cell, 0) + count
    return found


def record_of(session: Session, round_id: int) -> Sequence[RecordFile]:
    """Return the files of a public record without their bytes (``recording.file_of`` has those)."""
    return session.scalars(
        select(RecordFile).where(RecordFile.round_id == round_id).order_by(RecordFile.name)
    ).all()


def objections_of(session: Session, round_id: int) -> Sequence[Objection]:
    """Return the objections to a list, the oldest first."""
    wanted = select(Objection).where(Objection.round_id == round_id).order_by(Objection.id)
    return session.scalars(wanted.options(joinedload(Objection.entry))).all()
