"""The list of procedures that staff work on: found by words, status and department."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.people.models import Department
from domain.procedures.draft_models import Draft
from domain.procedures.models import FormVersion, Procedure
from forms.definition import Text
from forms.kana import katakana

DRAFT, LIVE, EARLY, OVER = "draft", "live", "early", "over"
STATUSES = (DRAFT, LIVE, EARLY, OVER)


@dataclass(frozen=True)
class Line:
    """One procedure in the list."""

    slug: str
    kind: str
    title: Text
    department: str
    department_id: int
    status: str
    version: int | None
    has_draft: bool
    is_elsewhere: bool
    changed_at: datetime | None


def lines(session: Session, departments: Collection[int] | None, *, now: datetime) -> list[Line]:
    """Return the procedures of some departments (None: of all), the one that was worked on last first."""
    wanted = (
        select(
            Procedure.slug, Procedure.kind, Procedure.title, Department.name, Department.id,
            Procedure.live_version_id, Procedure.opens_at, Procedure.closes_at, FormVersion.number, Draft.id,
            Procedure.elsewhere_url,
            func.coalesce(Draft.changed_at, FormVersion.published_at, Procedure.created_at),
        )
        .join(Department, Department.id == Procedure.department_id)
        .outerjoin(FormVersion, FormVersion.id == Procedure.live_version_id)
        .outerjoin(Draft, Draft.procedure_id == Procedure.id)
    )  # fmt: skip
    if departments is not None:
        wanted = wanted.where(Procedure.department_id.in_(departments))
    found = [_line(row, now) for row in session.execute(wanted)]
    return sorted(found, key=lambda one: (one.changed_at or now, one.slug), reverse=True)


def matching(found: list[Line], text: str, status: str, department_id: int | None) -> list[Line]:
    """Return the lines that have every word of a search, whatever its kana or width, in a status and department."""
    words = folded(text).split()
    return [
        one
        for one in found
        if (not status or one.status == status)
        and (department_id is None or one.department_id == department_id)
        and all(word in folded(f"{one.title.ja} {one.title.en} {one.slug}") for word in words)
    ]


def counts(found: list[Line]) -> Counter[str]:
    """Return how many procedures there are of each status."""
    return Counter(one.status for one in found)


def folded(text: str) -> str:
    """Return a text as it is compared: in one width, one case, one kana."""
    return katakana(unicodedata.normalize("NFKC", text)).casefold()


def status_of(is_out: bool, opens_at: datetime | None, closes_at: datetime | None, now: datetime) -> str:
    """Return what residents can do with a procedure now; it is out when it has a live form, or lives elsewhere."""
    if not is_out:
        return DRAFT
    if closes_at is not None and closes_at <= now:
        return OVER
    return EARLY if opens_at is not None and opens_at > now else LIVE


def _line(row: Any, now: datetime) -> Line:
    slug, kind, title, department, department_id, version_id, opens_at, closes_at, number, draft, address, changed = row  # fmt: skip
    status = status_of(bool(version_id or address), opens_at, closes_at, now)
    return Line(
        slug,
        kind,
        Text.from_json(title),
        department,
        department_id,
        status,
        number,
        draft is not None,
        address != "",
        changed,
    )
