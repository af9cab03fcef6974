"""Applying: an answered form passes the gate of its procedure in one transaction and becomes a case."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from domain.applications.requests import Application
from domain.applications.saving import drop_sent
from domain.cases.gate import amount_in, let_in, why_closed, why_not
from domain.cases.intake import admit, find_repeat
from domain.cases.models import Case
from domain.cases.rules import open_day_after
from domain.database import writing
from domain.history import Actor
from domain.notices.facts import onward
from domain.notices.operations import write
from domain.procedures.models import Procedure
from domain.refusals import NotFound, Refusal

TRIES = 3
"""Rounds after another transaction wrote the same key, or drew the same number, in the same instant."""


@dataclass(frozen=True)
class Applied:
    """The case that an application became."""

    case: Case
    is_repeat: bool
    """The same page had been sent before: this is what came of it then."""


def apply(session: Session, application: Application, *, by: Actor, now: datetime) -> Applied:
    """Take an application and tell the applicant; a repeat of the same page finds the same case.

    NotOpenYet, Closed, FullNow, MoreThanLeft.
    """
    try:
        return _until_written(session, application, by, now)
    except Refusal:
        session.rollback()
        known = find_repeat(session, application.submission.key)
        if known is None:
            raise
        return Applied(known, is_repeat=True)


def _until_written(session: Session, application: Application, by: Actor, now: datetime) -> Applied:
    for _ in range(TRIES - 1):
        try:
            return _apply(session, application, by, now)
        except IntegrityError:
            continue
    return _apply(session, application, by, now)


def _apply(session: Session, application: Application, by: Actor, now: datetime) -> Applied:
    with writing(session):
        known = find_repeat(session, application.submission.key)
        if known is not None:
            return Applied(known, is_repeat=True)
        procedure = _procedure(session, application.submission.procedure_id)
        held = _pass_gate(session, procedure, application, now)
        case = _admitted(session, procedure, application, held, by, now)
        drop_sent(session, case.key)
        write(session, case=case, kind="receipt", facts=onward(procedure.next_step), now=now)
    return Applied(case, is_repeat=False)


def _procedure(session: Session, procedure_id: int) -> Procedure:
    wanted = select(Procedure).where(Procedure.id == procedure_id).options(joinedload(Procedure.department))
    procedure = session.scalar(wanted)
    if procedure is None or procedure.kind != "application":
        raise NotFound
    return procedure


def _pass_gate(session: Session, procedure: Procedure, application: Application, now: datetime) -> int:
    """Return what the case holds from now on."""
    amount = amount_in(procedure, application.submission.answers)
    ask = application.ask(amount, now)
    if not let_in(session, procedure.id, ask):
        session.refresh(procedure)
        raise why_closed(procedure, ask) or why_not(procedure, amount)
    return amount


def _admitted(
    session: Session, procedure: Procedure, application: Application, held: int, by: Actor, now: datetime
) -> Case:
    days = procedure.due_days
    due_on = None if days is None else open_day_after(application.counts_from(now), days)
    submission = replace(application.submission, held=held, due_on=due_on)
    return admit(session, submission, state="received", by=by, now=now)
