"""Reading a form: from what a browser sent to answers and everything that is wrong, at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, cast

from forms.conditions import holds, value_of
from forms.definition import Field, Form, Page
from forms.fields import kind_of
from forms.given import Facts, Raw, by_question, given_to, names_of, safe
from forms.messages import Message
from forms.question import Question, Questions

CALCULATED = "calculated"
"""The one kind whose answer is computed here, from its setting "value"."""


@dataclass(frozen=True)
class Problem:
    """One thing to mend: in which field, at which input, in which words."""

    field: str
    input: str
    message: Message


@dataclass(frozen=True)
class Reading:
    """A form with what was typed into it, the answers, and what is wrong."""

    form: Form
    raw: Raw
    facts: Facts
    answers: Mapping[str, Any]
    problems: tuple[Problem, ...]
    questions: Mapping[str, Question]
    asked: frozenset[str]
    asked_pages: tuple[Page, ...]

    @property
    def ok(self) -> bool:
        """Whether every asked question up to ``through`` is answered rightly."""
        return not self.problems

    def is_asked(self, field: Field | str) -> bool:
        """Say whether a field is to be seen, given the answers before it."""
        return (field if isinstance(field, str) else field.key) in self.asked

    def page_questions(self, page: Page) -> tuple[Question, ...]:
        """Return the questions (and texts, and calculated values) to draw on a page, in order."""
        return tuple(self.questions[field.key] for field in page.fields if field.key in self.asked)

    def problems_on(self, page: Page) -> tuple[Problem, ...]:
        """Return what is wrong on one page."""
        keys = {field.key for field in page.fields}
        return tuple(problem for problem in self.problems if problem.field in keys)

    def problems_until(self, page: Page) -> tuple[Problem, ...]:
        """Return what is wrong on one page and those before it."""
        pages = self.form.pages[: self.form.pages.index(page) + 1]
        return tuple(problem for one in pages for problem in self.problems_on(one))

    def page_after(self, page: Page) -> Page | None:
        """Return the next page that is asked, or None after the last."""
        later = self.form.pages[self.form.pages.index(page) + 1 :]
        return next((one for one in later if one in self.asked_pages), None)

    def page_before(self, page: Page) -> Page | None:
        """Return the page asked before this one, or None at the first."""
        earlier = self.form.pages[: self.form.pages.index(page)]
        return next((one for one in reversed(earlier) if one in self.asked_pages), None)


def read(form: Form, raw: Raw, facts: Facts, *, through: str | None = None) -> Reading:
    """Read a form once, in order; conditions look at earlier answers, unasked questions are dropped.

    ``through`` is the key of the last page that is validated and answered; pages after it are only
    bound to what was typed. KeyError for a page that the form does not have.
    """
    walk = _Walk(form, safe(raw), facts)
    for page in form.pages:
        walk.visit(page)
        if page.key == through:
            walk.answering = False
    if through is not None and walk.answering:
        raise KeyError(through)
    return walk.reading()


def draft(form: Form, raw: Raw, facts: Facts, *, through: str | None = None) -> Reading:
    """Read as ``read`` does and keep silent about what is wrong: a form that is still being filled."""
    return hushed(read(form, raw, facts, through=through))


def hushed(reading: Reading) -> Reading:
    """Return a reading that keeps silent about what is wrong."""
    for question in reading.questions.values():
        question.hush()
    return replace(reading, problems=())


def fill(form: Form, answers: Mapping[str, Any]) -> Raw:
    """Return what one would type to give these answers: the inverse of ``read``."""
    raw: dict[str, tuple[str, ...]] = {}
    for field in _asking(form):
        if answers.get(field.key) is not None:
            raw.update(names_of(field.key, kind_of(field).write(field, answers[field.key])))
    return MappingProxyType(raw)


def dump_answers(form: Form, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return answers as JSON data, in the order of the form."""
    return {
        field.key: kind_of(field).dump(answers[field.key]) for field in form.fields() if field.key in answers
    }


def load_answers(form: Form, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers that ``dump_answers`` gave ``data`` for."""
    return {field.key: kind_of(field).load(data[field.key]) for field in form.fields() if field.key in data}


def press(form: Form, raw: Raw, button: str) -> Raw:
    """Return ``raw`` after a button of a repeating group: "add:<key>" or "remove:<key>:<index>".

    A button that the form does not have changes nothing.
    """
    what, _, rest = button.partition(":")
    key, _, index = rest.partition(":")
    field = form.field(key)
    clean = safe(raw)
    if field is None:
        return clean
    before = given_to(key, clean)
    others = {name: texts for name, texts in clean.items() if name not in names_of(key, before)}
    return MappingProxyType(others | names_of(key, _pressed(field, before, what, index)))


def _pressed(field: Field, given: Mapping[str, Any], what: str, index: str) -> Mapping[str, Any]:
    if what == "add" and not index:
        return kind_of(field).add_one(field, given)
    if what == "remove" and index.isascii() and index.isdecimal() and len(index) < 4:
        return kind_of(field).remove_one(field, given, int(index))
    return given


def _asking(form: Form) -> tuple[Field, ...]:
    return tuple(field for field in form.fields() if kind_of(field).asks)


class _Walk:
    """One pass over the pages; what is found on the way."""

    def __init__(self, form: Form, raw: Raw, facts: Facts) -> None:
        unbound = {field.key: kind_of(field).wtforms_field(field) for field in form.fields()}
        self.form, self.raw, self.facts = form, raw, facts
        self.questions = Questions(unbound, facts)
        self.typed = by_question(raw)
        self.answers: dict[str, Any] = {}
        self.problems: list[Problem] = []
        self.asked: set[str] = set()
        self.pages: list[Page] = []
        self.answering = True

    def visit(self, page: Page) -> None:
        is_asked = holds(page.ask_if, self.answers, self.facts)
        if is_asked:
            self.pages.append(page)
        for field in page.fields:
            question = cast(Question, self.questions[field.key])
            question.process(self.typed.get(field.key, {}))
            if is_asked and holds(field.ask_if, self.answers, self.facts):
                self.asked.add(field.key)
                self.ask(question)

    def ask(self, question: Question) -> None:
        if not self.answering:
            return
        if question.definition.kind == CALCULATED:
            question.data = value_of(question.definition.settings.get("value"), self.answers, self.facts)
        elif question.kind.asks and not question.validate(self.questions):
            self.complain(question)
        if question.data is not None:
            self.answers[question.definition.key] = question.data

    def complain(self, question: Question) -> None:
        for part, text in question.problems:
            self.problems.append(Problem(question.definition.key, question.input_name(part), text))

    def reading(self) -> Reading:
        return Reading(
            form=self.form,
            raw=self.raw,
            facts=self.facts,
            answers=MappingProxyType(self.answers),
            problems=tuple(self.problems),
            questions=MappingProxyType({key: self.questions[key] for key in self.questions._fields}),
            asked=frozenset(self.asked),
            asked_pages=tuple(self.pages),
        )
