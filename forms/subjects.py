"""What the answer to a question is for conditions and calculations, and which questions come before a place."""

from __future__ import annotations

from forms.condition_types import expression_problems
from forms.definition import Field, Form
from forms.examination import Known
from forms.fields import KINDS
from forms.reading import CALCULATED


def type_of_answer(form: Form, asked: Field) -> str:
    """Return the type of an answer; "" where no condition can do more than ask whether there is one."""
    if asked.kind != CALCULATED:
        kind = KINDS.get(asked.kind)
        return (kind.compares_as or "") if kind else ""
    found = types_before(form, asked.key, asked)
    return found or ""


def types_before(form: Form, key: str, asked: Field) -> str | None:
    """Return the type of a calculated value, from the questions before it."""
    types: dict[str, str | None] = {}
    for one in form.fields():
        if one.key == key:
            break
        kind = KINDS.get(one.kind)
        types[one.key] = kind.compares_as if kind else None
        if one.kind == CALCULATED:
            types[one.key] = expression_problems(one.settings.get("value"), Known(types))[0]
    return expression_problems(asked.settings.get("value"), Known(types))[0]


def fields_before(form: Form, key: str) -> tuple[Field, ...]:
    """Return the questions that are answered before a question or a page; all of them where the key is new."""
    found: list[Field] = []
    for page in form.pages:
        if page.key == key:
            return tuple(found)
        for one in page.fields:
            if one.key == key:
                return tuple(found)
            if one.kind != "explanation":
                found.append(one)
    return tuple(found)
