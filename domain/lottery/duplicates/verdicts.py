"""Deciding on a group that looks like one person's: who stands, who does not, and why; and taking that back.

Before the freeze an entry that does not stand is left out of the list and its applicant is told. After it, the list stays as
it is: to pass an entry over is asked for, and another person confirms it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from domain.cases.models import Case
from domain.database import writing
from domain.history import Actor, record
from domain.lottery import caps
from domain.lottery.disqualifying import AFTER_FREEZE, request_disqualification
from domain.lottery.duplicates.models import DuplicateGroup
from domain.lottery.duplicates.refusals import AlreadyDecided, NoReason, NotThese
from domain.lottery.models import Entry, Round
from domain.lottery.people import Applicant
from domain.lottery.rounds import require, shared, until
from domain.lottery.telling import entry_facts, refused_facts
from domain.notices.operations import write

BEFORE_FREEZE = until("closed")


@dataclass(frozen=True)
class Decided:
    """What came of a decision."""

    kept: tuple[str, ...]
    """Receipts of the entries that stand."""
    dropped: tuple[str, ...]
    untold: tuple[str, ...]
    """Numbers of the cases that have no mail address: their applicants are to be told by post or phone."""
    must_be_confirmed: bool
    """Whether the list is frozen, so that another person must confirm each disqualification."""


def decide_duplicates(
    session: Session,
    group_id: int,
    *,
    keep: Collection[int],
    reason: str,
    winner: int | None = None,
    by: Actor,
    now: datetime,
) -> Decided:
    """Let the entries ``keep`` (ids) of a group stand and no other; two that are kept are two people.

    ``winner``: the entry of an earlier round that the one that is kept is the same person's as. NoReason, NotThese,
    AlreadyDecided, NotInPhase, NotFound.
    """
    if not reason.strip():
        raise NoReason
    with writing(session):
        found, group, is_frozen = _opened(session, group_id, now)
        if group.decided_at is not None:
            raise AlreadyDecided
        here, earlier = _split(group, _entries(session, group))
        kept = [entry for entry in here if entry.id in keep]
        dropped = [entry for entry in here if entry.id not in keep]
        _check(kept, keep, earlier, winner)
        _name_people(kept, next((one for one in earlier if one.id == winner), None))
        if is_frozen:
            for entry in dropped:
                request_disqualification(session, entry, "duplicate", reason, by=by, now=now)
        else:
            _leave_out(session, found, dropped, kept, by, now)
        _write_down(group, {entry.id for entry in kept}, {entry.id for entry in dropped})
        group.decided_at, group.decided_by_id, group.reason = now, by.staff_id, reason.strip()
        decided = _decided(kept, dropped, is_frozen)
        detail: dict[str, Any] = {"kept": decided.kept, "dropped": decided.dropped}
        record(session, "decide_duplicates", "duplicate_group", group.id, by=by, now=now, **detail)
    return decided


def reopen_duplicates(session: Session, group_id: int, *, by: Actor, now: datetime) -> None:
    """Take a decision back before the list is frozen: who was dropped stands again, and is told.

    AlreadyDecided where there is nothing to take back, NotInPhase.
    """
    with writing(session):
        found, group, is_frozen = _opened(session, group_id, now)
        require(session, found, now, *BEFORE_FREEZE)
        if group.decided_at is None:
            raise AlreadyDecided
        dropped = [member.entry_id for member in group.members if member.verdict == "dropped"]
        back = [
            one for one in _locked(session, dropped) if (one.state, one.reason) == ("invalid", "duplicate")
        ]
        for entry in back:
            # Two of one person may stand side by side once somebody has looked at them.
            entry.state, entry.reason, entry.is_sole = "received", "", False
            record(session, "restore", "entry", entry.id, by=by, now=now, case_id=entry.case_id)
        for member in group.members:
            member.verdict = ""
            if member.entry.round_id == group.round_id:
                member.entry.person = _key_of(member.entry)
        group.decided_at, group.decided_by_id, group.reason = None, None, ""
        for case, entries in _by_case(back):
            write(session, case=case, kind="entry", facts=entry_facts(found, entries), now=now)
        receipts = [entry.receipt for entry in back]
        record(session, "reopen_duplicates", "duplicate_group", group.id, by=by, now=now, restored=receipts)


def _opened(session: Session, group_id: int, now: datetime) -> tuple[Round, DuplicateGroup, bool]:
    """Return a group that nobody else decides on, its round not frozen meanwhile, and whether it is frozen; NotFound."""
    round_id = session.scalar(select(DuplicateGroup.round_id).where(DuplicateGroup.id == group_id))
    if round_id is None:
        raise AlreadyDecided
    found = shared(session, round_id)
    standing = require(session, found, now, *BEFORE_FREEZE, *AFTER_FREEZE)
    wanted = select(DuplicateGroup).where(DuplicateGroup.id == group_id).with_for_update()
    group = session.scalar(wanted, execution_options={"populate_existing": True})
    if group is None:
        raise AlreadyDecided
    return found, group, standing.frozen_at is not None


def _entries(session: Session, group: DuplicateGroup) -> list[Entry]:
    """Return the members that stand, locked."""
    found = _locked(session, [member.entry_id for member in group.members])
    gone = select(Entry.id).where(Entry.id.in_([entry.id for entry in found]), caps.is_given_up(Entry.id))
    out = set(session.scalars(gone))
    return [entry for entry in found if entry.state in ("received", "valid") and entry.id not in out]


def _locked(session: Session, ids: Sequence[int]) -> list[Entry]:
    wanted = select(Entry).where(Entry.id.in_(ids)).order_by(Entry.id).options(joinedload(Entry.case))
    locking = wanted.with_for_update(of=Entry)
    return list(session.scalars(locking, execution_options={"populate_existing": True}))


def _split(group: DuplicateGroup, entries: Iterable[Entry]) -> tuple[list[Entry], list[Entry]]:
    """Return those of this round, and the winners of earlier ones."""
    here: list[Entry] = []
    earlier: list[Entry] = []
    for entry in entries:
        (here if entry.round_id == group.round_id else earlier).append(entry)
    return here, earlier


def _check(
    kept: Sequence[Entry], keep: Collection[int], earlier: Sequence[Entry], winner: int | None
) -> None:
    """AlreadyDecided where one that was to be kept is gone meanwhile; NotThese."""
    if len(kept) < len(set(keep)):
        raise AlreadyDecided
    if winner is not None and (len(kept) != 1 or winner not in [one.id for one in earlier]):
        raise NotThese


def _name_people(kept: Sequence[Entry], winner: Entry | None) -> None:
    """Count each that is kept as a person of its own; with an earlier winner's entries where it is the same person."""
    known: set[str] = set()
    for entry in kept:
        if winner is not None:
            entry.person, entry.is_sole = winner.person, False
        elif entry.person in known:
            entry.is_sole = False
            entry.person = hashlib.sha256(f"{entry.person}|{entry.receipt}".encode()).hexdigest()[:40]
        known.add(entry.person)


def _key_of(entry: Entry) -> str:
    """Return the key that an entry's person has by what was typed."""
    typed = Applicant(
        entry.name,
        entry.units,
        entry.kana,
        born_on=entry.born_on,
        postal_code=entry.postal_code,
        address=entry.address,
        phone=entry.phone,
    )
    return typed.person


def _leave_out(
    session: Session, found: Round, dropped: Sequence[Entry], kept: Sequence[Entry], by: Actor, now: datetime
) -> None:
    """Leave entries out of the list, and tell each application once; where one stands, it is named."""
    for entry in dropped:
        entry.state, entry.reason = "invalid", "duplicate"
        case_id = entry.case_id
        record(session, "invalidate", "entry", entry.id, by=by, now=now, case_id=case_id, reason=entry.reason)
    stands = [entry.receipt for entry in kept] if len(kept) == 1 else []
    for case, entries in _by_case(dropped):
        receipts = [entry.receipt for entry in entries]
        facts = refused_facts(found, *receipts, reason="duplicate", stands=stands)
        write(session, case=case, kind="entry_invalid", facts=facts, now=now)


def _write_down(group: DuplicateGroup, kept: set[int], dropped: set[int]) -> None:
    for member in group.members:
        member.verdict = (
            "kept" if member.entry_id in kept else "dropped" if member.entry_id in dropped else ""
        )


def _by_case(entries: Iterable[Entry]) -> list[tuple[Case, list[Entry]]]:
    """Return the entries by the case that they are of: an application is told once."""
    cases: dict[int, tuple[Case, list[Entry]]] = {}
    for entry in entries:
        cases.setdefault(entry.case_id, (entry.case, []))[1].append(entry)
    return list(cases.values())


def _decided(kept: Sequence[Entry], dropped: Sequence[Entry], is_frozen: bool) -> Decided:
    untold = dict.fromkeys(entry.case.number for entry in dropped if not entry.case.email)
    return Decided(
        kept=tuple(entry.receipt for entry in kept),
        dropped=tuple(entry.receipt for entry in dropped),
        untold=() if is_frozen else tuple(untold),
        must_be_confirmed=is_frozen and bool(dropped),
    )
