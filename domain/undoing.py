"""Taking a decision back while its mail still waits: the case is in review again, and nobody was told anything."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from domain.booking.operations import hold_again, unconfirm
from domain.cases import gate
from domain.cases.models import Case, Decision
from domain.cases.steps import find, take_step
from domain.cases.untold import MAILS, WAITS
from domain.database import writing
from domain.history import Actor
from domain.notices.models import Mail
from domain.refusals import Refusal
from forms.messages import message


class TooLateToUndo(Refusal):
    """The applicant has been told, or the time for it is over."""

    def __init__(self) -> None:
        super().__init__(
            message("お知らせの送信が始まったか、取り消せる時間が過ぎたため、決定を取り消せません。"),
            message("決定を改めるときは、申請した人に連絡したうえで、新しい申請を受け付けてください。"),
        )


def undo(
    session: Session, number: str, *, revision: int | None = None, within: timedelta, by: Actor, now: datetime
) -> str:
    """Take the decision on a case back, no later than ``within`` after it; return what had been decided.

    The mail that waits is deleted in the same transaction. TooLateToUndo once it was leased or sent; PlaceGone where
    others have the places that a rejection set free, FullNow where others were let in; NotAllowed, ChangedMeanwhile.
    """
    with writing(session):
        case = find(session, number)
        take_step(session, case, "undo", revision=revision, by=by, now=now, values={"decided_at": None})
        decision = _last_decision(session, case)
        if decision is None or now >= decision.decided_at + within:
            raise TooLateToUndo
        _take_back(session, decision, now)
        _stop_mail(session, case, decision)
        if decision.outcome == "approved":
            unconfirm(session, case, by, now)
        else:
            hold_again(session, case, by, now)
            if case.procedure.kind == "application":
                gate.hold_again(session, case)
        outcome = decision.outcome
    return outcome


def _last_decision(session: Session, case: Case) -> Decision | None:
    by_person = Decision.case_id == case.id, Decision.decided_by_id.is_not(None), Decision.undone_at.is_(None)
    return session.scalar(select(Decision).where(*by_person).order_by(Decision.id.desc()).limit(1))


def _take_back(session: Session, decision: Decision, now: datetime) -> None:
    taking = update(Decision).where(Decision.id == decision.id, Decision.undone_at.is_(None))
    if not _changed(session, taking.values(undone_at=now)):
        raise TooLateToUndo


def _stop_mail(session: Session, case: Case, decision: Decision) -> None:
    """Delete the mail that tells the decision, unless a worker has it: then nothing of this transaction stays."""
    telling = (
        Mail.case_id == case.id,
        Mail.kind == MAILS[decision.outcome],
        Mail.written_at == decision.decided_at,
    )
    was_written = session.scalar(select(Mail.id).where(*telling)) is not None
    if was_written and not _changed(session, delete(Mail).where(*telling, *WAITS)):
        raise TooLateToUndo


def _changed(session: Session, statement: Any) -> bool:
    result: Any = session.execute(statement, execution_options={"synchronize_session": False})
    assert isinstance(result, CursorResult)
    return result.rowcount > 0
