"""A sheet of one form, as its kinds of question write it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forms.definition import Form
from forms.fields import kind_of
from forms.rows import guarded, has_answer


def columns(form: Form) -> tuple[str, ...]:
    """Return the heads of a sheet, one for each part of each answer."""
    fields = filter(has_answer, form.fields())
    heads = ((field.label, suffix) for field in fields for suffix in kind_of(field).columns(field))
    return tuple(guarded(f"{label}（{suffix}）" if suffix else str(label)) for label, suffix in heads)


def record(form: Form, answers: Mapping[str, Any]) -> tuple[str, ...]:
    """Return one line of a sheet, as many texts as ``columns`` has."""
    cells: list[str] = []
    for field in filter(has_answer, form.fields()):
        kind, answer = kind_of(field), answers.get(field.key)
        empty = ("",) * len(kind.columns(field))
        cells += empty if answer is None else kind.export(field, answer)
    return tuple(map(guarded, cells))
