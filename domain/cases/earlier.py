"""What somebody applied for before, found by phone number: offered to a clerk who has them on the line."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from domain.cases.models import Case
from forms.definition import Field, Form
from forms.reading import load_answers

LOOKED_AT = 20
NEVER_KEPT = ("consent", "files")
"""Kinds that are asked anew every time."""


def earlier_cases(
    session: Session, phone: str, departments: Collection[int] | None, most: int = 3
) -> list[Case]:
    """Return the latest cases of a phone number, one for each spelling of a name; "" finds nothing."""
    if not phone:
        return []
    wanted = select(Case).where(Case.phone == phone).options(joinedload(Case.form_version))
    if departments is not None:
        wanted = wanted.where(Case.department_id.in_(sorted(departments)))
    found = session.scalars(wanted.order_by(Case.received_at.desc()).limit(LOOKED_AT))
    by_name: dict[str, Case] = {}
    for case in found:
        by_name.setdefault(case.applicant_name, case)
    return list(by_name.values())[:most]


def answers_for(form: Form, case: Case) -> Mapping[str, Any]:
    """Return a case's answers to the questions that ``form`` asks too: of the same meaning, or the same key."""
    former = case.form_version.form
    answers = load_answers(former, case.answers)
    pairs = ((field, _same(former, field)) for field in form.fields() if field.kind not in NEVER_KEPT)
    return {field.key: answers[old.key] for field, old in pairs if old is not None and old.key in answers}


def _same(former: Form, field: Field) -> Field | None:
    old = former.meaning(field.meaning) if field.meaning else former.field(field.key)
    return old if old is not None and old.kind == field.kind else None
