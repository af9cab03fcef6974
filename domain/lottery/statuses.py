"""What becomes of entries after the freeze: lines that are only added, each with the hash of all before it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.lottery.models import Entry, Round, RoundStep
from domain.lottery.record import Status, chained
from domain.lottery.record_models import StatusChange
from domain.lottery.terms import written


def add_statuses(
    session: Session,
    lottery_round: Round,
    entries: Sequence[Entry],
    status: str,
    *,
    reason: str,
    role: str,
    now: datetime,
) -> int:
    """Add a line for each entry that has none of this status yet; return how many. One writer after the other."""
    frozen = RoundStep.round_id == lottery_round.id, RoundStep.kind == "frozen"
    session.scalars(select(RoundStep).where(*frozen).with_for_update()).one()
    before = statuses_of(session, [entry.id for entry in entries], status)
    fresh = [entry for entry in entries if entry.id not in before]
    position, chain = last_line(session, lottery_round)
    at = now.astimezone(UTC).replace(microsecond=0)
    for number, entry in enumerate(fresh, position + 1):
        chain = chained(Status(entry.receipt, status, written(at), reason, role), chain)
        line = StatusChange(
            round_id=lottery_round.id, position=number, entry_id=entry.id, receipt=entry.receipt
        )
        line.status, line.at, line.reason, line.role, line.chain = status, at, reason, role, chain
        session.add(line)
    session.flush()
    return len(fresh)


def last_line(session: Session, lottery_round: Round) -> tuple[int, str]:
    """Return place and hash of the last line of a round; the commitment stands before the first."""
    wanted = select(StatusChange.position, StatusChange.chain).where(
        StatusChange.round_id == lottery_round.id
    )
    found = session.execute(wanted.order_by(StatusChange.position.desc()).limit(1)).first()
    return (found.position, found.chain) if found else (0, lottery_round.commitment)


def changes_of(session: Session, round_id: int, first: int | None = None) -> list[Status]:
    """Return the lines of a round in their order; the first so many where that is said."""
    wanted = select(StatusChange).where(StatusChange.round_id == round_id).order_by(StatusChange.position)
    if first is not None:
        wanted = wanted.where(StatusChange.position <= first)
    return [
        Status(one.receipt, one.status, written(one.at), one.reason, one.role)
        for one in session.scalars(wanted)
    ]


def statuses_of(session: Session, entry_ids: Sequence[int], status: str) -> set[int]:
    """Return which of these entries have a line of a status."""
    wanted = select(StatusChange.entry_id).where(
        StatusChange.entry_id.in_(entry_ids), StatusChange.status == status
    )
    return {one for one in session.scalars(wanted) if one is not None}
