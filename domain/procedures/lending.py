"""Which procedures an editor may take a copy of: every published form is public, drafts are their department's."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, joinedload

from domain.procedures.draft_models import Draft
from domain.procedures.models import Procedure
from forms.kana import katakana


def copyable(session: Session, departments: Collection[int] | None, text: str = "") -> list[Procedure]:
    """Return what may be copied and has every word of ``text``, one's own departments' first."""
    words = _folded(text).split()
    found = [one for one in session.scalars(_wanted(departments)) if _has(one, words)]
    return sorted(found, key=lambda one: departments is not None and one.department_id not in departments)


def copyable_called(session: Session, departments: Collection[int] | None, slug: str) -> Procedure | None:
    """Return a procedure by its slug where it may be copied, else None."""
    return session.scalar(_wanted(departments).where(Procedure.slug == slug))


def _wanted(departments: Collection[int] | None) -> Select[Procedure]:
    has_draft = select(Draft.id).where(Draft.procedure_id == Procedure.id).exists()
    own = has_draft if departments is None else has_draft & Procedure.department_id.in_(departments)
    return (
        select(Procedure)
        .where(or_(Procedure.live_version_id.is_not(None), own))
        .options(joinedload(Procedure.department), joinedload(Procedure.live_version))
        .order_by(Procedure.id)
    )


def _has(procedure: Procedure, words: list[str]) -> bool:
    searched = _folded(f"{procedure.title_text.ja} {procedure.slug} {procedure.department.name}")
    return all(word in searched for word in words)


def _folded(text: str) -> str:
    return katakana(unicodedata.normalize("NFKC", text)).lower()
