"""What a device remembers of a household: which answers are kept, and how they come back into a form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from flask import Response, current_app, request
from sqlalchemy.orm import Session

from domain.people.households import forget, recall, remember
from forms.definition import Field, Form, Text
from forms.fields import kind_of

COOKIE = "household"


def recalled(session: Session, form: Form, now: datetime) -> dict[str, Any]:
    """Return what this device remembers, as answers to the questions of a form that mean the same."""
    known = remembered(session, now)
    answers = {}
    for field in form.fields():
        kept = known.get(field.meaning) if field.meaning else None
        if kept and kept["kind"] == field.kind:
            answers[field.key] = kind_of(field).load(kept["data"])
    return answers


def remembered(session: Session, now: datetime) -> dict[str, Any]:
    """Return meaning -> {"kind": …, "data": …} of what this device remembers; nothing where it does not."""
    token = request.cookies.get(COOKIE, "")
    return (recall(session, token, now=now, kept=_kept()) if token else None) or {}


def to_remember(form: Form, stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return meaning -> {"kind": …, "data": …} of what other forms ask too, of a case's answers (JSON data)."""
    return {
        field.meaning: {"kind": field.kind, "data": stored[field.key]}
        for field in form.fields()
        if field.meaning and field.key in stored
    }


def offer_to_remember(session: Session, form: Form, stored: Mapping[str, Any], now: datetime) -> str:
    """Return what a receipt says of remembering: "offer", "known" where this device knows it all, "" where there is nothing."""
    wanted, known = to_remember(form, stored), remembered(session, now)
    if not wanted:
        return ""
    return "known" if known == known | wanted else "offer"


def remember_here(
    session: Session, response: Response, form: Form, stored: Mapping[str, Any], now: datetime
) -> None:
    """Remember a case's answers (JSON data) for this device beside what it knows, under a token only its cookie holds."""
    known = remembered(session, now) | to_remember(form, stored)
    token = remember(session, known, now=now, token=request.cookies.get(COOKIE), kept=_kept())
    response.set_cookie(
        COOKIE,
        token,
        max_age=_kept(),
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SECURE_COOKIES"],
    )


def forget_here(session: Session, response: Response, now: datetime) -> None:
    """Wipe what this device remembers, on the server and in its cookie."""
    forget(session, request.cookies.get(COOKIE, ""), now=now)
    response.delete_cookie(COOKIE, httponly=True, samesite="Lax", secure=current_app.config["SECURE_COOKIES"])


def in_words(known: Mapping[str, Any], forms: Iterable[Form], language: str) -> list[tuple[Text, str]]:
    """Return (label, words) of what is remembered, as the first of the forms that asks the same would say it."""
    fields = {field.meaning: field for form in forms for field in form.fields() if field.meaning}
    said = ((fields.get(meaning), meaning, kept) for meaning, kept in known.items())
    return [_words(field, meaning, kept, language) for field, meaning, kept in said]


def _words(field: Field | None, meaning: str, kept: Mapping[str, Any], language: str) -> tuple[Text, str]:
    if field is None or field.kind != kept["kind"]:
        field = Field(meaning, kept["kind"], Text(meaning))
    kind = kind_of(field)
    return field.label, kind.show(field, kind.load(kept["data"]), language)


def _kept() -> timedelta:
    return timedelta(days=current_app.config["REMEMBER_DAYS"])
