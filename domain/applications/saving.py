"""Forms that were begun and are gone on with later: kept under a token that only a link and a cookie hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from domain.cases.paper_models import SavedForm
from domain.clock import day_of
from domain.database import writing
from domain.notices.models import Mail
from domain.notices.operations import write_to
from domain.people.attempts import Limit, charge, subject
from domain.people.refusals import TooManyTries
from domain.people.tokens import new_token, token_hash
from domain.procedures.models import FormVersion, Procedure
from domain.refusals import NotFound, Refusal
from forms.messages import message

KEPT = timedelta(days=30)
"""How long a form is kept since it was saved last, unless the town sets otherwise."""
MAILS_PER_RECIPIENT, MAILS_PER_ADDRESS, WITHIN = 3, 20, timedelta(hours=1)
"""Resume links that are mailed: anybody can type anybody's address."""
MAILS_PER_FORM = 10


class TooManyMails(Refusal):
    """More links were asked for than anybody needs."""

    status: ClassVar[int] = 429

    def __init__(self) -> None:
        super().__init__(
            message("続きから入力するためのメールは、もう何度も送っています。"),
            message("届いたメールを見るか、画面のリンクを書きとめてください。"),
        )


@dataclass(frozen=True)
class Begun:
    """A form in the middle of being filled, as it is to be found again."""

    form_key: str
    raw: Mapping[str, Sequence[str]]
    page: str = ""
    seen: Sequence[str] = ()


def save(session: Session, version: FormVersion, begun: Begun, token: str = "", *, now: datetime) -> str:
    """Keep what was typed and return the token to find it by: the same where ``token`` knows a form of this procedure.

    One form per procedure and browser: saving again replaces what was saved before.
    """
    version_id, procedure_id = version.id, version.procedure_id
    try:
        return _save(session, version_id, procedure_id, begun, token, now)
    except IntegrityError:  # the same page, saved twice in the same instant
        return _save(session, version_id, procedure_id, begun, token, now)


def _save(
    session: Session, version_id: int, procedure_id: int, begun: Begun, token: str, now: datetime
) -> str:
    with writing(session):
        row = _by_token(session, token, procedure_id) if token else None
        same = session.scalar(select(SavedForm).where(SavedForm.form_key == begun.form_key))
        if same is not None and row is not None and same is not row:
            _delete(session, same)
            session.flush()
        elif row is None:
            row, token = same, new_token()
            if row is not None:
                _drop_mails(session, row)  # their link leads nowhere from now on
        row = row or SavedForm(procedure_id=procedure_id)
        row.token_hash, row.form_version_id, row.form_key = token_hash(token), version_id, begun.form_key
        row.raw = {name: list(texts) for name, texts in begun.raw.items()}
        row.page, row.seen, row.saved_at = begun.page[:40], list(begun.seen), now
        session.add(row)
    return token


def find_saved(
    session: Session, token: str, procedure_id: int | None = None, *, now: datetime, kept: timedelta = KEPT
) -> SavedForm | None:
    """Return the form that a token was given for, None where there is none any more."""
    wanted = select(SavedForm).where(
        SavedForm.token_hash == token_hash(token), SavedForm.saved_at > now - kept
    )
    if procedure_id is not None:
        wanted = wanted.where(SavedForm.procedure_id == procedure_id)
    return session.scalar(wanted.options(joinedload(SavedForm.form_version), joinedload(SavedForm.procedure)))


def mail_link(
    session: Session,
    token: str,
    email: str,
    *,
    language: str,
    address: str,
    now: datetime,
    kept: timedelta = KEPT,
) -> None:
    """Mail the link to a saved form; TooManyMails, NotFound. ``address`` is where the request comes from."""
    limits = (
        Limit(subject("resume_mail", email), MAILS_PER_RECIPIENT, WITHIN),
        Limit(subject("resume_mail_from", address), MAILS_PER_ADDRESS, WITHIN),
    )
    try:
        charge(session, limits, now)
    except TooManyTries as refusal:
        raise TooManyMails from refusal
    with writing(session):
        row = _by_token(session, token)
        if row is None:
            raise NotFound
        row.email = email
        procedure = session.get_one(Procedure, row.procedure_id)
        until = day_of(row.saved_at + kept)
        facts = {"resume": token, "title": procedure.title, "due_on": until.isoformat()}
        name = _unused_name(session, row)
        write_to(session, email, kind="resume", facts=facts, language=language, message_id=name, now=now)


def throw_away(session: Session, token: str) -> None:
    """Delete a saved form and what was mailed of it; nothing happens where there is none."""
    with writing(session):
        row = _by_token(session, token)
        if row is not None:
            _delete(session, row)


def drop_sent(session: Session, form_key: str) -> None:
    """Delete the saved form that has just been sent, inside the caller's ``writing``."""
    row = session.scalar(select(SavedForm).where(SavedForm.form_key == form_key))
    if row is not None:
        _delete(session, row)


def expire_saved(session: Session, *, now: datetime, kept: timedelta = KEPT) -> int:
    """Delete every form that was saved longer ago than ``kept``; return how many."""
    with writing(session):
        rows = session.scalars(select(SavedForm).where(SavedForm.saved_at <= now - kept)).all()
        for row in rows:
            _delete(session, row)
    return len(rows)


def _by_token(session: Session, token: str, procedure_id: int | None = None) -> SavedForm | None:
    wanted = select(SavedForm).where(SavedForm.token_hash == token_hash(token))
    if procedure_id is not None:
        wanted = wanted.where(SavedForm.procedure_id == procedure_id)
    return session.scalar(wanted)


def _delete(session: Session, row: SavedForm) -> None:
    """Delete a saved form with its mails: they hold the link."""
    _drop_mails(session, row)
    session.delete(row)


def _drop_mails(session: Session, row: SavedForm) -> None:
    session.execute(delete(Mail).where(Mail.message_id.in_(_names(row))))


def _unused_name(session: Session, row: SavedForm) -> str:
    used = set(session.scalars(select(Mail.message_id).where(Mail.message_id.in_(_names(row)))))
    free = next((name for name in _names(row) if name not in used), None)
    if free is None:
        raise TooManyMails
    return free


def _names(row: SavedForm) -> tuple[str, ...]:
    """Return the Message-IDs that mails of a saved form have."""
    return tuple(f"resume-{row.token_hash[:40]}-{number}" for number in range(MAILS_PER_FORM))
