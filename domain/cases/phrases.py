"""Phrases: texts that a department writes again and again, for messages, decisions and returns."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import ClassVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.cases.desk_models import USES, Phrase
from domain.database import writing
from domain.history import Actor, record
from domain.people.models import Department
from domain.refusals import NotFound, Refusal
from forms.given import safe_text
from forms.messages import message

LONGEST_TITLE, LONGEST_BODY = 60, 2000

Departments = Collection[int] | None


class NoPhrase(Refusal):
    """A phrase has no title or no text, or more than fits."""

    status: ClassVar[int] = 422

    def __init__(self) -> None:
        super().__init__(
            message(
                "文例の名前（{title}文字まで）と本文（{body}文字まで）を入力してください。",
                title=LONGEST_TITLE,
                body=LONGEST_BODY,
            )
        )


def phrases_of(session: Session, departments: Departments) -> Sequence[Phrase]:
    """Return the phrases of some departments (None: all), by department, use and title."""
    wanted = select(Phrase).order_by(Phrase.department_id, Phrase.use, Phrase.title, Phrase.id)
    if departments is not None:
        wanted = wanted.where(Phrase.department_id.in_(sorted(departments)))
    return session.scalars(wanted).all()


def phrases_for(session: Session, department_id: int, use: str) -> Sequence[Phrase]:
    """Return what a department has to choose from for one use."""
    wanted = select(Phrase).where(Phrase.department_id == department_id, Phrase.use == use)
    return session.scalars(wanted.order_by(Phrase.title, Phrase.id)).all()


def filled_in(typed: str, phrases: Sequence[Phrase], chosen: int) -> str:
    """Return a text with the chosen phrase after what was typed; unchanged where it is there already."""
    phrase = next((one for one in phrases if one.id == chosen), None)
    if phrase is None or phrase.body in typed:
        return typed
    return f"{typed.rstrip()}\n{phrase.body}".lstrip("\n")


def add_phrase(
    session: Session,
    department_id: int,
    use: str,
    title: str,
    body: str,
    *,
    departments: Departments,
    by: Actor,
    now: datetime,
) -> Phrase:
    """Add a phrase to a department; NoPhrase, NotFound outside ``departments``."""
    title, body = _checked(title, body)
    with writing(session):
        is_there = session.get(Department, department_id) is not None
        if use not in USES or not is_there or not _may(department_id, departments):
            raise NotFound
        phrase = Phrase(department_id=department_id, use=use, title=title, body=body)
        session.add(phrase)
        session.flush()
        record(session, "add_phrase", "phrase", phrase.id, by=by, now=now)
    return phrase


def change_phrase(
    session: Session,
    phrase_id: int,
    title: str,
    body: str,
    *,
    departments: Departments,
    by: Actor,
    now: datetime,
) -> None:
    """Change a phrase; NoPhrase, NotFound outside ``departments``."""
    title, body = _checked(title, body)
    with writing(session):
        phrase = find_phrase(session, phrase_id, departments)
        phrase.title, phrase.body = title, body
        record(session, "change_phrase", "phrase", phrase.id, by=by, now=now)


def remove_phrase(
    session: Session, phrase_id: int, *, departments: Departments, by: Actor, now: datetime
) -> None:
    """Remove a phrase; what was written with it stays. NotFound outside ``departments``."""
    with writing(session):
        session.delete(find_phrase(session, phrase_id, departments))
        record(session, "remove_phrase", "phrase", phrase_id, by=by, now=now)


def find_phrase(session: Session, phrase_id: int, departments: Departments) -> Phrase:
    """Return a phrase; NotFound outside ``departments``."""
    phrase = session.get(Phrase, phrase_id)
    if phrase is None or not _may(phrase.department_id, departments):
        raise NotFound
    return phrase


def _may(department_id: int, departments: Departments) -> bool:
    return departments is None or department_id in departments


def _checked(title: str, body: str) -> tuple[str, str]:
    title, body = " ".join(safe_text(title).split()), safe_text(body).strip()
    if not 0 < len(title) <= LONGEST_TITLE or not 0 < len(body) <= LONGEST_BODY:
        raise NoPhrase
    return title, body
