"""Mails that were given up: listed for the department that must tell people otherwise, sent again, or settled."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from domain.cases.models import Case
from domain.database import writing
from domain.history import Actor, Event, record
from domain.notices.models import Mail
from domain.refusals import NotFound

MOST = 200
"""Mails that are listed at once."""

Departments = Collection[int] | None
"""Where the actor may act; None: everywhere. Mails of cases elsewhere are as if there were none."""


@dataclass(frozen=True)
class Undelivered:
    """A mail that nobody got, and whose it was."""

    mail: Mail
    case: Case


def undelivered(session: Session, departments: Departments) -> list[Undelivered]:
    """Return the mails about cases that were given up and not settled, the latest first; at most ``MOST``."""
    wanted = _open(select(Mail, Case), departments).options(joinedload(Case.procedure))
    rows = session.execute(wanted.order_by(Mail.given_up_at.desc(), Mail.id.desc()).limit(MOST))
    return [Undelivered(mail, case) for mail, case in rows]


def count_undelivered(session: Session, departments: Departments) -> int:
    """Return how many mails about cases were given up and not settled."""
    return session.scalar(_open(select(func.count(Mail.id)), departments)) or 0


def try_again(session: Session, mail_id: int, *, departments: Departments, by: Actor, now: datetime) -> None:
    """Let the worker try a given-up mail again, to the address that its case has by now; NotFound where it is none."""
    with writing(session):
        one = _one(session, mail_id, departments)
        one.mail.recipient = one.case.email or one.mail.recipient
        one.mail.given_up_at, one.mail.due_at, one.mail.tries = None, now, 0
        record(session, "try_mail_again", "mail", mail_id, case_id=one.case.id, by=by, now=now)


def settle(session: Session, mail_id: int, *, departments: Departments, by: Actor, now: datetime) -> None:
    """Say that the applicant was told otherwise, by telephone or letter; NotFound where there is nothing to settle."""
    with writing(session):
        one = _one(session, mail_id, departments)
        case_id, kind = one.case.id, one.mail.kind
        record(session, "tell_otherwise", "mail", mail_id, case_id=case_id, by=by, now=now, kind=kind)


def _one(session: Session, mail_id: int, departments: Departments) -> Undelivered:
    wanted = _open(select(Mail, Case), departments).where(Mail.id == mail_id).with_for_update(of=Mail)
    row = session.execute(wanted, execution_options={"populate_existing": True}).one_or_none()
    if row is None:
        raise NotFound
    return Undelivered(*row)


def _open(wanted: Select[*tuple[Any, ...]], departments: Departments) -> Select[*tuple[Any, ...]]:
    told = Event.case_id == Mail.case_id, Event.noun == "mail", Event.noun_id == Mail.id
    is_settled = select(Event.id).where(*told, Event.verb == "tell_otherwise").exists()
    is_open = Mail.sent_at.is_(None), Mail.given_up_at.is_not(None), ~is_settled
    wanted = wanted.join_from(Mail, Case, Case.id == Mail.case_id).where(*is_open)
    return wanted if departments is None else wanted.where(Case.department_id.in_(sorted(departments)))
