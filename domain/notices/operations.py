"""Writing notices: a mail is a row in the same transaction as what it tells."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from domain.cases.models import Case
from domain.history import TOWN, record
from domain.notices.models import Mail
from domain.people.models import Department
from domain.procedures.models import Procedure
from forms.definition import LANGUAGES

KINDS = (
    "receipt",
    "approval",
    "return",
    "rejection",
    "cancellation",
    "move",
    "closure",
    "message",
    "resume",
    "entry",
    "entry_invalid",
    "result",
    "ticket",
    "offer",
)
"""Every kind has a template in each language: templates/mail/<language>/<kind>.txt."""
OFFICE_KINDS = ("approval_request", "declined")
"""What staff are told; their pages have one language, and so have these."""


def write(
    session: Session,
    *,
    case: Case,
    kind: str,
    facts: Mapping[str, Any] | None = None,
    now: datetime,
    language: str | None = None,
    wait: timedelta = timedelta(),
) -> None:
    """Put a mail to the applicant of a case into the outbox, inside the caller's ``writing``.

    It leaves after ``wait``, while which what it tells can be taken back. A case without a mail address gets a line
    of history instead. ValueError: no such kind.
    """
    if kind not in KINDS:
        raise ValueError(f"no such kind of notice: {kind}")
    verb = "write_mail" if case.email else "no_mail_address"
    record(session, verb, "mail", case_id=case.id, by=TOWN, now=now, kind=kind)
    if case.email:
        session.add(_mail(case, kind, dict(facts or {}), now, now + wait, language or case.language))


@dataclass(frozen=True)
class Recipient:
    """Whom one of many mails is for; "" for who has no mail address."""

    case_id: int
    number: str
    email: str
    language: str


def write_many(
    session: Session,
    told: Sequence[tuple[Recipient, Mapping[str, Any]]],
    *,
    procedure: Procedure,
    kind: str,
    now: datetime,
) -> None:
    """Put a mail to each recipient with its facts into the outbox in one statement, inside the caller's ``writing``."""
    shared = {"title": procedure.title, "contact": _contact(procedure.department)}
    rows = [
        {
            "case_id": one.case_id,
            "kind": kind,
            "message_id": uuid.uuid4().hex,
            "recipient": one.email,
            "language": _known(one.language),
            "facts": {"number": one.number, **shared, **facts},
            "written_at": now,
            "due_at": now,
        }
        for one, facts in told
        if one.email
    ]
    if rows:
        session.execute(insert(Mail), rows)
    for one, _ in told:
        verb = "write_mail" if one.email else "no_mail_address"
        record(session, verb, "mail", case_id=one.case_id, by=TOWN, now=now, kind=kind)


def write_to(
    session: Session,
    recipient: str,
    *,
    kind: str,
    facts: Mapping[str, Any],
    language: str,
    message_id: str,
    now: datetime,
) -> None:
    """Put a mail to somebody who has no case into the outbox, inside the caller's ``writing``."""
    if kind not in (*KINDS, *OFFICE_KINDS):
        raise ValueError(f"no such kind of notice: {kind}")
    told = {"kind": kind, "facts": dict(facts), "language": _known(language), "message_id": message_id}
    session.add(Mail(recipient=recipient, written_at=now, due_at=now, **told))


def _mail(
    case: Case, kind: str, facts: dict[str, Any], now: datetime, due_at: datetime, language: str
) -> Mail:
    told = {
        "number": case.number,
        "title": case.procedure.title,
        "contact": _contact(case.department),
    } | facts
    return Mail(
        case_id=case.id,
        kind=kind,
        message_id=uuid.uuid4().hex,
        recipient=case.email,
        language=_known(language),
        facts=told,
        written_at=now,
        due_at=due_at,
    )


def _known(language: str) -> str:
    return language if language in LANGUAGES else "ja"


def _contact(department: Department) -> dict[str, str]:
    return {"name": department.name, "phone": department.phone, "email": department.email}
