"""The builder as its pages show it: the form, what is being edited in it, and what is to be mended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from flask import url_for

from blueprints.staff.problems import Slip
from blueprints.staff.procedures.showing_forms import drawable
from domain.procedures.drafts import Desk, EditedMeanwhile
from forms import picks
from forms.calculating import WAYS, sort_of, terms_for
from forms.checking import FORBIDS, Finding, check
from forms.definition import MEANINGS, Field, Form, Page, Text
from forms.editing import EditProblem
from forms.fields import KINDS
from forms.kind_changes import kinds_for
from forms.messages import mark
from forms.question import Question
from forms.reading import draft
from forms.ready import OFFERS, READY
from forms.sentences import calculation_sentence, condition_sentence
from forms.setting_inputs import INPUTS, LISTED, SettingInput
from forms.sheets import Problem, Sheet, subjects

HEAD, FINDINGS, ADD, PAGE = "head", "findings", "add", "page"
"""What can be open beside the questions; "page:key" and "add:key" name a page, anything else is a question's key."""

MEANING_WORDS: Mapping[str, str] = {
    "applicant_name": mark("申請者の氏名"),
    "applicant_kana": mark("申請者のふりがな"),
    "phone": mark("申請者の電話番号"),
    "email": mark("申請者のメールアドレス"),
    "address": mark("申請者の住所"),
    "residence": mark("市とのつながり（施設予約の決まりに使う）"),
    "adults": mark("おとなの人数（施設予約の定員に数える）"),
    "children": mark("お子さん（施設予約の定員に数える）"),
}
PREFIX = "in-"
"""Before the names of a sheet's inputs, in their ids: no question's inputs have such ids."""


@dataclass(frozen=True)
class Board:
    """What a page of the builder shows."""

    desk: Desk
    today: date
    at: str = ""
    """What is open beside the questions."""
    sheet: Sheet | None = None
    problems: tuple[Problem, ...] = ()
    refused: EditProblem | None = None
    meanwhile: EditedMeanwhile | None = None
    saved: Field | None = None
    """The question as another has saved it meanwhile, where both are to be seen."""
    typed: Field | None = None
    """The open question as it stands in the sheet, not saved yet."""
    is_lost: bool = False
    """Another has deleted the open question meanwhile."""
    said: tuple[str, ...] = field(default=())

    @property
    def form(self) -> Form:
        """The form that is edited."""
        return self.desk.form

    @property
    def slug(self) -> str:
        """Of the procedure."""
        return self.desk.procedure.slug

    @cached_property
    def address(self) -> str:
        """Where the builder is."""
        return url_for("staff.builder.page", slug=self.slug)

    def opening(self, at: str) -> str:
        """Return the address that opens something beside the questions."""
        return f"{self.address}?at={at}"

    @property
    def what(self) -> str:
        """Which of the panels is open: "question", "page", "add", "head" or "findings"."""
        start, _, key = self.at.partition(":")
        if start in (PAGE, ADD) and any(page.key == key for page in self.form.pages):
            return start
        if self.at == HEAD:
            return HEAD
        return "question" if self.question else FINDINGS

    @property
    def open_page(self) -> Page:
        """The page that is open, or to which a question is added; the last one otherwise."""
        key = self.at.partition(":")[2]
        return next((page for page in self.form.pages if page.key == key), self.form.pages[-1])

    @property
    def question(self) -> Field | None:
        """The question that is open."""
        return self.form.field(self.at)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Everything to mend before publishing, and what is advised."""
        return check(self.form)

    @cached_property
    def by_key(self) -> dict[str, list[Finding]]:
        """The findings of each question and page."""
        found: dict[str, list[Finding]] = {}
        for one in self.findings:
            found.setdefault(one.key, []).append(one)
        return found

    @cached_property
    def forbidding(self) -> int:
        """How many findings forbid publishing."""
        return sum(one.level == FORBIDS for one in self.findings)

    def place_of(self, key: str) -> str:
        """Return what to open for a finding."""
        if not key:
            return HEAD
        return key if self.form.field(key) else f"{PAGE}:{key}"

    def name_of(self, key: str) -> str:
        """Return what a finding is about, in words."""
        asked = self.form.field(key)
        page = next((one for one in self.form.pages if one.key == key), None)
        return asked.label.ja or key if asked else f"ページ：{page.title.ja or key}" if page else "様式の全体"

    @property
    def slips(self) -> tuple[Slip, ...]:
        """What is wrong in the sheet, for the summary and the inputs."""
        return tuple(Slip(PREFIX + name, reason) for name, reason in self.problems)

    @property
    def status(self) -> int:
        """The answer's HTTP status."""
        return 422 if self.problems else 409 if self.refused or self.meanwhile else 200

    @property
    def look(self) -> Question | None:
        """The open question as residents see it, None where it cannot be drawn yet."""
        shown = self.typed or self.question
        return looked_at(shown, self.today) if shown and not self.problems else None

    def owner(self) -> str:
        """Return the key of the question or page whose condition is edited."""
        return self.at.partition(":")[2] or self.at

    def subjects(self) -> tuple[tuple[str, str], ...]:
        """Return the questions that the condition can look at."""
        return subjects(self.form, self.owner())


def kind_words(one: Field) -> str:
    """Return what a question's kind is called."""
    return str(KINDS[one.kind].title) if one.kind in KINDS else one.kind


def looked_at(one: Field, today: date) -> Question | None:
    """Return a question as residents meet it first."""
    if not drawable(one):
        return None
    alone = Form(Text("…"), (Page("p", Text("…"), (replace(one, ask_if=None, **_uncalculated(one)),)),))
    return draft(alone, {}, {"today": today, "day_of_use": today}).questions[one.key]


def _uncalculated(one: Field) -> dict[str, object]:
    """Let a calculation find nothing: its questions are not there when it is shown alone."""
    if one.kind != "calculated":
        return {}
    return {"settings": {**one.settings, "value": {"answer": "nothing"}}}


def names() -> dict[str, object]:
    """Return what the builder's templates call."""
    return {
        "kind_words": kind_words,
        "condition_sentence": condition_sentence,
        "calculation_sentence": calculation_sentence,
        "setting_inputs": _setting_inputs,
        "listed": LISTED,
        "asks": _asks,
        "meanings": [(key, MEANING_WORDS[key]) for key in MEANINGS],
        "ready": READY,
        "kinds": OFFERS,
        "kinds_for": kinds_for,
        "kind_title": lambda kind: KINDS[kind].title,
        "comparisons": picks.comparisons_of,
        "values_of": picks.values_of,
        "needs_value": picks.needs_value,
        "is_about_age": picks.is_about_age,
        "ways": [(name, way.words) for name, way in WAYS.items()],
        "way_of": WAYS.get,
        "sort_of": sort_of,
        "terms_for": terms_for,
    }


def _setting_inputs(kind: str) -> tuple[SettingInput, ...]:
    return INPUTS.get(kind, ())


def _asks(one: Field) -> bool:
    return one.kind in KINDS and KINDS[one.kind].asks
