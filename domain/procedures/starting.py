"""Beginning a procedure: its address, its kind, its department, and the form that its draft begins with."""

from __future__ import annotations

import re
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.database import dialect_of, insert_into, writing
from domain.history import Actor, record
from domain.procedures.drafts import put_draft
from domain.procedures.models import KINDS, Procedure
from domain.refusals import NotFound, Refusal
from forms.definition import Form
from forms.messages import for_staff

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
TAKEN_BY_PAGES = frozenset({"new", "shelf", "import"})
"""Slugs that would be addresses of other pages."""
_WORDS = re.compile(r"[a-z0-9]+")


class SlugTaken(Refusal):
    """Another procedure has this address."""

    def __init__(self, slug: str) -> None:
        super().__init__(
            for_staff("アドレス「{slug}」は、ほかの手続きが使っています。", slug=slug),
            for_staff("末尾に年度や番号をつけるなど、別のアドレスにしてください。"),
        )


class SlugRefused(Refusal):
    """What was typed cannot be a part of an address."""

    status = 422

    def __init__(self) -> None:
        super().__init__(
            for_staff("アドレスは、英字の小文字・数字・ハイフンで、60字までにしてください。"),
            for_staff("例：playroom-2026"),
        )


def start(
    session: Session, slug: str, kind: str, form: Form, *, department_id: int, by: Actor, now: datetime
) -> int:
    """Add a procedure with a draft and return its id; SlugTaken, SlugRefused, NotFound for an unknown kind."""
    if not SLUG.fullmatch(slug) or slug in TAKEN_BY_PAGES:
        raise SlugRefused
    if kind not in KINDS:
        raise NotFound
    with writing(session):
        values = {
            "slug": slug,
            "kind": kind,
            "title": form.title.to_json(),
            "department_id": department_id,
            "created_at": now,
        }
        adding = insert_into(dialect_of(session), Procedure).values(values)
        made = session.scalar(adding.on_conflict_do_nothing().returning(Procedure.id))
        if made is None:
            raise SlugTaken(slug)
        put_draft(session, made, form, by=by, now=now)
        record(session, "add", "procedure", made, by=by, now=now)
        procedure_id: int = made
    return procedure_id


def proposed_slug(session: Session, title: str, kind: str) -> str:
    """Return an address that nothing has yet, from the latin words of a title, else from the kind."""
    stem = "-".join(_WORDS.findall(title.lower()))[:40].strip("-")
    if not stem or stem.isdecimal() or stem in TAKEN_BY_PAGES:
        stem = f"{kind}-{(session.scalar(select(func.max(Procedure.id))) or 0) + 1}"
    taken = set(session.scalars(select(Procedure.slug).where(Procedure.slug.startswith(stem))))
    if stem not in taken:
        return stem
    return next(slug for number in range(2, len(taken) + 3) if (slug := f"{stem}-{number}") not in taken)
