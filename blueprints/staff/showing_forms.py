"""Showing a form to staff: as an outline of its questions, and as residents see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from forms.condition_words import condition_words
from forms.definition import NO_TEXT, Field, Form, Page
from forms.differences import Difference
from forms.fields import KINDS
from forms.fields.options import options_of
from forms.fields.settings import text
from forms.question import Question
from forms.reading import draft


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

    question: Question
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
    pages = form.pages if form else ()
    return tuple(
        OutlinePage(str(page.title), _when(form, page), tuple(_line(form, one) for one in page.fields))
        for page in pages
    )


def as_residents_see(form: Form, today: date) -> tuple[DrawnPage, ...]:
    """Return every page with its questions drawn, those too that only some people are asked."""
    whole = Form(form.title, tuple(_unconditional(page) for page in form.pages), form.intro)
    questions = draft(whole, {}, {"today": today, "day_of_use": today}).questions
    return tuple(
        DrawnPage(
            page, _when(form, page), tuple(Drawn(questions[one.key], _when(form, one)) for one in page.fields)
        )
        for page in form.pages
    )


def _line(form: Form | None, field: Field) -> OutlineLine:
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


def _when(form: Form | None, one: Page | Field) -> str:
    return "" if one.ask_if is None else condition_words(one.ask_if, form)


def _unconditional(page: Page) -> Page:
    fields = tuple(
        Field(one.key, one.kind, one.label, one.help, one.required, "", one.settings) for one in page.fields
    )
    return Page(page.key, page.title, fields, page.intro)
