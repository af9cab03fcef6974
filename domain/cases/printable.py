"""What of a case may stand on paper: everything but the address where it must be kept secret (DV等支援措置)."""

from __future__ import annotations

from typing import Any

from domain.cases.models import Case
from forms.definition import Field
from forms.fields.kind import NO_FACTS
from forms.given import Facts
from forms.reading import load_answers
from forms.rows import Row, rows


def printable_rows(case: Case, facts: Facts = NO_FACTS) -> tuple[Row, ...]:
    """Return the answers of a case for anything printed: a hidden address has no row at all."""
    return rows(case.form_version.form, printable_answers(case), facts=facts)


def printable_answers(case: Case) -> dict[str, Any]:
    """Return the answers by key, without what must stand on nothing printed."""
    form = case.form_version.form
    answers = load_answers(form, case.answers)
    if not case.hides_address:
        return answers
    hidden = {field.key for field in form.fields() if is_address(field)}
    return {key: answer for key, answer in answers.items() if key not in hidden}


def is_address(field: Field) -> bool:
    """Say whether a question asks where somebody lives."""
    return field.meaning == "address" or field.kind == "postal_address"
