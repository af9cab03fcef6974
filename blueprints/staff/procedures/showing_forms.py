"""Showing a form to staff: as an outline of its questions, and as residents see it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from forms.definition import NO_TEXT, Field, Form, Page
from forms.differences import Difference
from forms.fields import KINDS
from forms.fields.options import options_of
from forms.fields.settings import text
from forms.given import Raw
from forms.question import Question
from forms.reading import draft
from forms.sentences import condition_sentence


@dataclass(frozen=True)
class OutlineLine:
    """One question in an outline."""

    label: str
    kind: str
    required: bool
    options: str
    told: str
    """What an explanation tells."""
    when: str
    """Under which condition it is asked, "" for always."""


@dataclass(frozen=True)
class OutlinePage:
    """One page in an outline."""

    title: str
    when: str
    lines: tuple[OutlineLine, ...]


@dataclass(frozen=True)
class Drawn:
    """One question as residents see it, and when it is asked."""

    key: str
    question: Question | None
    """None where its settings are not whole yet."""
    when: str


@dataclass(frozen=True)
class DrawnPage:
    """One page as residents see it."""

    page: Page
    when: str
    questions: tuple[Drawn, ...]


def grouped(changes: tuple[Difference, ...]) -> list[tuple[Difference, list[Difference]]]:
    """Return the changes of each question together, with the first of them."""
    runs = groupby(changes, key=lambda one: (one.key, one.about))
    return [(run[0], run) for _, found in runs if (run := list(found))]


def outline(form: Form | None) -> tuple[OutlinePage, ...]:
    """Return the pages of a form with their questions, in words."""
    if form is None:
        return ()
    return tuple(
        OutlinePage(str(page.title), _when(form, page), tuple(_line(form, one) for one in page.fields))
        for page in form.pages
    )


def as_residents_see(form: Form, today: date, raw: Raw | None = None) -> tuple[DrawnPage, ...]:
    """Return every page with its questions, as they were typed, those too that only some people are asked."""
    whole = Form(form.title, tuple(map(_unconditional, form.pages)))
    questions = draft(whole, raw or {}, {"today": today, "day_of_use": today}).questions

    def drawn(page: Page) -> tuple[Drawn, ...]:
        return tuple(Drawn(one.key, questions.get(one.key), _when(form, one)) for one in page.fields)

    return tuple(DrawnPage(page, _when(form, page), drawn(page)) for page in form.pages)


def drawable(one: Field) -> bool:
    """Say whether a question can be drawn: its settings are whole."""
    return one.kind in KINDS and not any(KINDS[one.kind].setting_problems(one))


def _line(form: Form, field: Field) -> OutlineLine:
    kind = KINDS.get(field.kind)
    listed = options_of(field) if kind and kind.compares_as in ("choice", "choices") else ()
    return OutlineLine(
        label=str(field.label) or field.key,
        kind=str(kind.title) if kind else field.kind,
        required=field.required and kind is not None and kind.asks,
        options="、".join(str(one.label) for one in listed),
        told=str(text(field, "text", NO_TEXT)) if field.kind == "explanation" else "",
        when=_when(form, field),
    )


def _when(form: Form, one: Page | Field) -> str:
    return "" if one.ask_if is None else condition_sentence(form, one.ask_if)


def _unconditional(page: Page) -> Page:
    fields = tuple(replace(one, meaning="", ask_if=None) for one in page.fields if drawable(one))
    return Page(page.key, page.title, fields)
