"""Leaving an entry out of the list before it is frozen, for a reason that is written down, and taking it in again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from domain.database import writing
from domain.history import Actor, record
from domain.lottery.models import Entry
from domain.lottery.refusals import NothingAsked
from domain.lottery.rounds import require, shared, until
from domain.lottery.rules import INVALIDATING
from domain.lottery.telling import entry_facts, refused_facts
from domain.notices.operations import write
from domain.refusals import NotFound

BY_HAND = tuple(one for one in INVALIDATING if one != "duplicate")
"""Reasons that somebody gives for one entry; who entered twice is a matter of the duplicates desk."""
MOST_SHOWN = 200


def invalidate(session: Session, receipt: str, reason: str, note: str, *, by: Actor, now: datetime) -> None:
    """Leave an entry out, for a reason of ``BY_HAND``, and tell the applicant; ``note`` says what was found.

    NotFound, NotInPhase, NothingAsked without a reason and a note. Again changes nothing.
    """
    if reason not in BY_HAND or not note.strip():
        raise NothingAsked
    with writing(session):
        entry = _entry_to_judge(session, receipt, now)
        if entry.state == "received":
            entry.state, entry.reason = "invalid", reason
            found = {"reason": reason, "note": note.strip()}
            record(session, "invalidate", "entry", entry.id, by=by, now=now, case_id=entry.case_id, **found)
            facts = refused_facts(entry.round, receipt, reason=reason)
            write(session, case=entry.case, kind="entry_invalid", facts=facts, now=now)


def restore(session: Session, receipt: str, *, by: Actor, now: datetime) -> None:
    """Take an entry in again, and tell the applicant; again changes nothing.

    NotFound, NotInPhase; NothingAsked for one that was left out by no hand, such as a duplicate.
    """
    with writing(session):
        entry = _entry_to_judge(session, receipt, now)
        if entry.state == "invalid":
            if entry.reason not in BY_HAND:
                raise NothingAsked
            # Two of one person may stand side by side once somebody has looked at them.
            entry.state, entry.reason, entry.is_sole = "received", "", False
            record(session, "restore", "entry", entry.id, by=by, now=now, case_id=entry.case_id)
            write(session, case=entry.case, kind="entry", facts=entry_facts(entry.round, [entry]), now=now)


def excluded(session: Session, round_id: int) -> Sequence[Entry]:
    """Return the entries that were left out one by one, the newest first."""
    wanted = select(Entry).where(
        Entry.round_id == round_id, Entry.state == "invalid", Entry.reason.in_(BY_HAND)
    )
    ordered = wanted.options(joinedload(Entry.case)).order_by(Entry.id.desc())
    return session.scalars(ordered.limit(MOST_SHOWN)).all()


def _entry_to_judge(session: Session, receipt: str, now: datetime) -> Entry:
    """Return an entry whose list is not frozen yet, locked; NotFound, NotInPhase."""
    round_id = session.scalar(select(Entry.round_id).where(Entry.receipt == receipt))
    if round_id is None:
        raise NotFound
    require(session, shared(session, round_id), now, *until("closed"))
    return session.scalars(select(Entry).where(Entry.receipt == receipt).with_for_update()).one()
