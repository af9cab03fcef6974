"""Answers as people read them: labelled rows for check page, mail and staff; texts that are safe in a sheet."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from forms.definition import Field, Form, Page
from forms.fields import kind_of
from forms.fields.kind import NO_FACTS
from forms.given import Facts, input_name
from forms.reading import CALCULATED

_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


@dataclass(frozen=True)
class Row:
    """One answered question in words."""

    key: str
    label: str
    text: str
    is_personal: bool
    page: str
    input: str
    """Name and id of the input to change, "" for what cannot be changed."""


def rows(
    form: Form,
    answers: Mapping[str, Any],
    language: str = "ja",
    *,
    asked: Collection[str] = (),
    facts: Facts = NO_FACTS,
) -> tuple[Row, ...]:
    """Return answers in the order of the form, in one language.

    What is in ``asked`` (as ``Reading.asked``) and was left empty has a row too, its text is "".
    ``facts`` are for what depends on a day, such as the ages of children.
    """
    shown = set(asked) | set(answers)
    return tuple(
        _row(page, field, answers.get(field.key), language, facts)
        for page in form.pages
        for field in page.fields
        if has_answer(field) and field.key in shown
    )


def has_answer(field: Field) -> bool:
    """Say whether a field can have an answer: questions and what is calculated can, texts between them cannot."""
    return field.kind == CALCULATED or kind_of(field).asks


def guarded(text: str) -> str:
    """Return ``text`` so that no spreadsheet runs it: what begins like a formula gets an apostrophe.

    Plain numbers such as -5 stay numbers. Source: OWASP, CSV Injection.
    """
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def _row(page: Page, field: Field, answer: Any, language: str, facts: Facts) -> Row:
    kind = kind_of(field)
    return Row(
        key=field.key,
        label=field.label.shown_in(language),
        text="" if answer is None else kind.show(field, answer, language, facts),
        is_personal=kind.is_personal,
        page=page.key,
        input=input_name(field.key, kind.main_part(field)) if kind.asks else "",
    )
