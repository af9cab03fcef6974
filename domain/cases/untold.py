"""Decisions that nobody has been told of: until their mail leaves, the applicant's case is still in review."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from domain.cases.models import Case, Decision
from domain.cases.queries import CasePage
from domain.history import Event
from domain.notices.models import Mail

MAILS = {"approved": "approval", "rejected": "rejection"}
"""Outcome of a decision -> the kind of mail that tells it."""
STATE = "in_review"
"""What a case is to its applicant while its decision is untold."""
VERBS = ("approve", "reject")
WAITS = (Mail.tries == 0, Mail.leased_until.is_(None), Mail.sent_at.is_(None), Mail.given_up_at.is_(None))
"""What holds for a mail that no worker has had."""


@dataclass(frozen=True)
class Told:
    """A case as its applicant may see it."""

    page: CasePage
    """Without decisions, mails and lines of history that are not for them."""
    state: str


def is_untold(session: Session, case: Case, *, within: timedelta, now: datetime) -> bool:
    """Say whether a decision can still be taken back, so that its applicant is not to know of it."""
    if case.state not in MAILS or case.decided_at is None or now >= case.decided_at + within:
        return False
    of_case = Decision.case_id == case.id
    last_by = select(Decision.decided_by_id).where(of_case).order_by(Decision.id.desc()).limit(1)
    if session.scalar(last_by) is None:  # the rules have decided: every receipt of the opening minute
        return False
    decisions = session.scalars(select(Decision).where(of_case).order_by(Decision.id)).all()
    mails = session.scalars(select(Mail).where(Mail.case_id == case.id)).all()
    return undo_until(case, decisions, mails, within, now) is not None


def undo_until(
    case: Case, decisions: Sequence[Decision], mails: Sequence[Mail], within: timedelta, now: datetime
) -> datetime | None:
    """Return until when the last decision on a case can be taken back; None where it cannot."""
    last = decisions[-1] if decisions else None
    if last is None or last.decided_by_id is None or last.undone_at is not None or case.state not in MAILS:
        return None
    is_told = any(_tells(mail, last) and not _waits(mail) for mail in mails)
    until = last.decided_at + within
    return until if now < until and not is_told else None


def as_told(page: CasePage, *, within: timedelta, now: datetime) -> Told:
    """Return a case without what nobody was told: a decision that can be taken back, and those that were."""
    is_open = undo_until(page.case, page.decisions, page.mails, within, now) is not None
    hidden = [one for one in page.decisions if one.undone_at] + list(page.decisions[-1:] if is_open else ())
    shown = replace(
        page,
        decisions=tuple(one for one in page.decisions if one not in hidden),
        mails=tuple(one for one in page.mails if not any(_tells(one, decision) for decision in hidden)),
        history=tuple(one for one in page.history if not any(_is_of(one, decision) for decision in hidden)),
    )
    return Told(shown, STATE if is_open else page.case.state)


def drop_untold(session: Session, case: Case) -> bool:
    """Delete the waiting mails of a case's decisions, inside the caller's ``writing``; say whether there were any."""
    telling = Mail.case_id == case.id, Mail.kind.in_(MAILS.values())
    result: Any = session.execute(delete(Mail).where(*telling, *WAITS), execution_options=_UNSEEN)
    assert isinstance(result, CursorResult)
    return result.rowcount > 0


_UNSEEN = {"synchronize_session": False}


def _tells(mail: Mail, decision: Decision) -> bool:
    return mail.kind == MAILS[decision.outcome] and mail.written_at == decision.decided_at


def _is_of(event: Event, decision: Decision) -> bool:
    return event.verb in VERBS and event.at == decision.decided_at


def _waits(mail: Mail) -> bool:
    return mail.tries == 0 and mail.leased_until is None and mail.sent_at is None
