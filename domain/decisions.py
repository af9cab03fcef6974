"""Deciding on cases, whatever their kind: what a decision means for a booking happens with it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from domain.booking.models import Booking, Service, Slot
from domain.booking.operations import confirm_held, release_for_rejection, release_for_withdrawal
from domain.booking.telling import booking_facts
from domain.cases.gate import let_go
from domain.cases.models import Case, Return
from domain.cases.operations import close_return
from domain.cases.rules import STEPS, NotAllowed
from domain.cases.steps import decide, find, take_step
from domain.clock import day_of
from domain.database import writing
from domain.history import TOWN, Actor
from domain.lottery.leaving import leave
from domain.notices.facts import Facts, because
from domain.notices.operations import write
from domain.refusals import Refusal
from forms.messages import message

NOT_CORRECTED = "期限までに補正がなかったため、お申し込みは期限切れになりました。"
AT_ONCE = timedelta()


class NoReason(Refusal):
    """A rejection says no reason."""

    status: ClassVar[int] = 422

    def __init__(self) -> None:
        super().__init__(
            message("却下の理由が入力されていません。"),
            message("申請した人に伝わる言葉で、理由を入力してください。"),
        )


def approve(
    session: Session,
    number: str,
    reason: str = "",
    *,
    revision: int,
    by: Actor,
    now: datetime,
    wait: timedelta = AT_ONCE,
) -> bool:
    """Approve a case, confirm what it holds, and tell the applicant after ``wait``, with some words where there are any.

    False, and no second mail, where it is approved already. NotAllowed, ChangedMeanwhile.
    """
    with writing(session):
        case = find(session, number)
        is_new = _step(session, case, "approve", revision, by, now, decided_at=now)
        if is_new:
            decide(session, case, "approved", by=by, now=now, reason=reason.strip())
            confirm_held(session, case, by, now)
            facts = because(facts_of(session, case), reason.strip())
            write(session, case=case, kind="approval", facts=facts, now=now, wait=wait)
    return is_new


def reject(
    session: Session,
    number: str,
    reason: str,
    *,
    revision: int,
    by: Actor,
    now: datetime,
    wait: timedelta = AT_ONCE,
) -> bool:
    """Reject a case with a reason, release what it holds, and tell the applicant; False where it is already."""
    if not reason.strip():
        raise NoReason
    with writing(session):
        case = find(session, number)
        is_new = _step(session, case, "reject", revision, by, now, decided_at=now)
        if is_new:
            decide(session, case, "rejected", by=by, now=now, reason=reason.strip())
            facts = because(facts_of(session, case), reason.strip())
            release_for_rejection(session, case, by, now)
            let_go(session, case)
            write(session, case=case, kind="rejection", facts=facts, now=now, wait=wait)
    return is_new


def withdraw(session: Session, number: str, *, revision: int | None = None, by: Actor, now: datetime) -> bool:
    """Withdraw an undecided case (取下げ), release what it holds, and tell the applicant; False if it is already.

    ResultIsThere where its lottery has been drawn.
    """
    with writing(session):
        case = find(session, number)
        is_new = _step(session, case, "withdraw", revision, by, now)
        if is_new:
            close_return(session, case, "withdrawn", now)
            facts = facts_of(session, case)
            release_for_withdrawal(session, case, by, now)
            leave(session, case, by=by, now=now)
            let_go(session, case)
            write(session, case=case, kind="cancellation", facts=facts, now=now)
    return is_new


def expire_overdue(session: Session, *, now: datetime) -> list[str]:
    """Let every case expire whose correction did not come in time, release what it holds, tell; return numbers."""
    overdue = (
        select(Case.number)
        .join(Return, Return.case_id == Case.id)
        .where(Case.state == "returned", Return.closed_at.is_(None), Return.due_on < day_of(now))
        .order_by(Case.id)
    )
    return [number for number in session.scalars(overdue).all() if _expire(session, number, now)]


def facts_of(session: Session, case: Case) -> Facts:
    """Return what a mail tells of a case's booking: when, where, how many; nothing for other kinds."""
    booking = session.scalar(
        select(Booking)
        .where(Booking.case_id == case.id)
        .options(joinedload(Booking.slot).joinedload(Slot.service).joinedload(Service.facility))
    )
    return {} if booking is None else booking_facts(booking, booking.slot)


def _expire(session: Session, number: str, now: datetime) -> bool:
    try:
        with writing(session):
            case = find(session, number)
            take_step(session, case, "expire", by=TOWN, now=now)
            close_return(session, case, "expired", now)
            facts = because(facts_of(session, case), NOT_CORRECTED)
            release_for_rejection(session, case, TOWN, now)
            let_go(session, case)
            write(session, case=case, kind="cancellation", facts=facts, now=now)
    except NotAllowed:  # corrected at this very moment
        return False
    return True


def _step(
    session: Session, case: Case, action: str, revision: int | None, by: Actor, now: datetime, **values: Any
) -> bool:
    """Take a step; False where the case is there already, be it by another person at this very moment."""
    try:
        take_step(session, case, action, revision=revision, by=by, now=now, values=values)
    except NotAllowed as refusal:
        if refusal.state != STEPS[action].to:
            raise
        return False
    return True
