"""Filling a form over several requests: what was typed travels in the page, nothing is stored."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from forms.condition_types import references
from forms.definition import Field, Form, Page
from forms.fields import kind_of
from forms.given import Facts, Raw, given_to, names_of
from forms.messages import Message
from forms.reading import CALCULATED, Problem, Reading, draft, fill, hushed, press, read

CHECK, CONFIRM, REFRESH = "check", "confirm", "refresh"
STAY = "stay"
"""Show the same page with what was typed: in another language, or because it could not be trusted."""
LANGUAGE = "language"
"""The name of the buttons that choose one."""
CONSENT, FILES = "consent", "files"

Lookup = Callable[[Form, Raw, str], tuple[Raw, Message | None]]
"""What fills an address from its postal code (form, what was typed, the field's key), and has a word to say."""


@dataclass(frozen=True)
class Sent:
    """What a browser sent with a page of a form."""

    raw: Raw
    form_key: str
    page: str = ""
    step: str = CHECK
    seen: frozenset[str] = frozenset()
    """Keys of the questions that were on the screen so far."""

    @property
    def carried(self) -> tuple[tuple[str, str], ...]:
        """Names and texts of the whole page, to travel on as hidden inputs."""
        typed = ((name, text) for name, texts in self.raw.items() for text in texts)
        return (("page", self.page), ("seen", " ".join(sorted(self.seen))), *typed)

    @classmethod
    def of(cls, sent: Mapping[str, Sequence[str]]) -> Sent:
        """Take a posted form apart: our own names, and the rest for the questions."""
        own = {name: next(iter(sent.get(name, ())), "") for name in ("form_key", "page", "step", "seen")}
        raw = {name: tuple(texts) for name, texts in sent.items() if name not in _OWN_NAMES}
        key = own["form_key"] if 16 <= len(own["form_key"]) <= 64 else new_key()
        step = STAY if LANGUAGE in sent else own["step"] or CHECK
        return cls(raw, key, own["page"], step, frozenset(own["seen"].split()))


@dataclass(frozen=True)
class Filling:
    """A form in the middle of being filled: what to show next."""

    reading: Reading
    form_key: str
    page: Page | None
    """The page to fill; None when everything is answered and to be checked."""
    seen: frozenset[str] = frozenset()
    focus: str = ""
    """Id of the input to go to, "" for the heading."""
    has_more: bool = False
    """An answer has brought up questions that were not on the screen before."""
    is_confirmed: bool = False
    is_sent: bool = False
    """The button was one that sends the page, not one that only changes it."""
    is_remembered: bool = False
    """The household's remembered answers were filled in."""
    agreements: tuple[Field, ...] = ()
    """What the confirming button agrees to, because only that was left to be answered."""
    said: Message | None = None

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong on the page that is shown."""
        return self.reading.problems_on(self.page) if self.page else ()

    @property
    def status(self) -> int:
        """The answer's HTTP status: 422 where something is to be mended."""
        return 422 if self.problems else 200

    @property
    def drawn(self) -> tuple[str, ...]:
        """Keys of the questions on the page that is shown."""
        questions = self.reading.page_questions(self.page) if self.page else ()
        return tuple(question.definition.key for question in questions)

    @property
    def has_files(self) -> bool:
        """Whether the page that is shown asks for files, which travel otherwise than texts."""
        return any(self.reading.questions[key].kind.name == FILES for key in self.drawn)

    @property
    def seen_now(self) -> str:
        """What the page says was on the screen when it comes back."""
        return " ".join(sorted(self.seen | set(self.drawn)))

    @property
    def carried(self) -> tuple[tuple[str, str], ...]:
        """Names and texts of everything typed that is not on the page, to travel as hidden inputs."""
        return tuple(_carried(self.reading, set(self.drawn)))

    @property
    def travelling(self) -> tuple[tuple[str, str], ...]:
        """What travels on as hidden inputs: what was on the screen so far, and what was typed there."""
        return (("seen", self.seen_now), *self.carried)

    @property
    def is_untouched(self) -> bool:
        """Whether the page looks the same for everybody who gets to it."""
        questions = self.reading.page_questions(self.page) if self.page else ()
        is_plain = not (self.focus or self.has_more or self.is_remembered or self.said)
        return is_plain and all(question.is_untouched for question in questions)

    @property
    def page_number(self) -> int:
        """The page's place among those that are asked, from 1."""
        pages = self.reading.asked_pages
        return pages.index(self.page) + 1 if self.page in pages else len(pages) + 1

    @property
    def before(self) -> str:
        """Key of a question on the page before, "" on the first page."""
        page = self.reading.page_before(self.page) if self.page else None
        return next((asked.key for asked in page.fields), "") if page else ""

    @property
    def trigger(self) -> str:
        """When htmx draws the page again: as soon as a question that others hang on is answered."""
        return trigger_on(self.deciders)

    @property
    def deciders(self) -> tuple[str, ...]:
        """Keys of the questions on this page that others on it hang on."""
        return _deciders(self.page, set(self.drawn)) if self.page else ()


def new_key() -> str:
    """Return the random key that is made with a page: 256 bits, 43 characters."""
    return secrets.token_urlsafe(32)


def trigger_on(keys: Collection[str]) -> str:
    """Return htmx's trigger for a change of one of these questions.

    One trigger with a list: of several for the same event htmx heeds only the first.
    """
    names = ", ".join(f"[name='{key}'], [name^='{key}-']" for key in keys)
    return f"change target:({names})"


def deciders_of(form: Form, drawn: Collection[str]) -> tuple[str, ...]:
    """Return the keys of the questions that others hang on, of a form that is drawn whole."""
    return tuple(sorted({key for page in form.pages for key in _deciders(page, drawn)}))


def begin(form: Form, facts: Facts, answers: Mapping[str, Any] | None = None) -> Filling:
    """Start at the first page; known answers are filled in, and lead to the check page when they are enough."""
    raw = fill(form, answers or {})
    page = form.pages[0]
    begun = draft(form, raw, facts, through=page.key)
    return _short_cut(form, facts, raw) or Filling(begun, new_key(), page, is_remembered=bool(answers))


def go_on(form: Form, facts: Facts, sent: Sent, look_up: Lookup) -> Filling:
    """Do what the pressed button says; an unknown one is taken for "check"."""
    what, _, key = sent.step.partition(":")
    if what in ("add", "remove"):
        return _redrawn(form, facts, replace(sent, raw=press(form, sent.raw, sent.step)))
    if what == "look_up":
        found, said = look_up(form, sent.raw, key)
        return replace(_redrawn(form, facts, replace(sent, raw=found), focus=key), said=said)
    if what == STAY and not sent.page:
        return _confirmed(form, facts, sent, is_confirmed=False)
    if what in (REFRESH, STAY):
        return _redrawn(form, facts, sent)
    if what == "change":
        return _back_to(form, facts, sent, key)
    return _confirmed(form, facts, sent) if what == CONFIRM else _checked(form, facts, sent)


_OWN_NAMES = frozenset({"csrf_token", "form_key", "page", "step", "seen", LANGUAGE})


def _short_cut(form: Form, facts: Facts, raw: Raw) -> Filling | None:
    """Go to the check page where everything is known; agreements that are left are made by the confirming button."""
    known = read(form, raw, facts)
    left = {problem.field for problem in known.problems}
    agreements = tuple(asked for asked in form.fields() if asked.key in left and asked.kind == CONSENT)
    if not raw or len(agreements) < len(left):
        return None
    agreed = fill(form, {asked.key: True for asked in agreements})
    whole = read(form, {**raw, **agreed}, facts)
    if not whole.ok:
        return None
    # An agreement has not been on the screen: it is made by the button, and asked anew by whoever goes back instead.
    seen = whole.asked - {asked.key for asked in agreements}
    return Filling(whole, new_key(), None, seen, is_remembered=True, agreements=agreements)


def _redrawn(form: Form, facts: Facts, sent: Sent, focus: str = "") -> Filling:
    """Show the same page with what was typed, silent about what is wrong."""
    page = _page(form, sent.page)
    reading = draft(form, sent.raw, facts, through=page.key)
    return Filling(reading, sent.form_key, page, sent.seen, focus=_input(form, focus))


def _back_to(form: Form, facts: Facts, sent: Sent, key: str) -> Filling:
    """Go back from the check page to the page of one question."""
    page = next((one for one in form.pages if key in {asked.key for asked in one.fields}), form.pages[0])
    unmade = {asked.key for asked in form.fields() if asked.kind == CONSENT} - sent.seen
    raw = {name: texts for name, texts in sent.raw.items() if name not in unmade}
    reading = draft(form, raw, facts, through=page.key)
    return Filling(reading, sent.form_key, page, sent.seen, focus=_input(form, key))


def _checked(form: Form, facts: Facts, sent: Sent) -> Filling:
    """Judge as far as this page: its problems, the next page, or the check page after the last."""
    page = _page(form, sent.page)
    reading = read(form, sent.raw, facts)
    so_far = replace(reading, problems=reading.problems_until(page))
    if not so_far.ok:
        return _mend(so_far, sent)
    unseen = _unseen(reading, page, sent)
    if unseen:
        return replace(_redrawn(form, facts, sent, focus=unseen), has_more=True, is_sent=True)
    following = reading.page_after(page)
    return Filling(hushed(so_far), sent.form_key, following, sent.seen, is_sent=True)


def _unseen(reading: Reading, page: Page, sent: Sent) -> str:
    """Return the first question that the page asks and has not shown, "" for none: one may be left out, not hidden."""
    asked = (one.definition.key for one in reading.page_questions(page) if one.kind.asks)
    return next((key for key in asked if key not in sent.seen), "")


def _confirmed(form: Form, facts: Facts, sent: Sent, *, is_confirmed: bool = True) -> Filling:
    reading = read(form, sent.raw, facts)
    if not reading.ok:
        return _mend(reading, sent)
    return Filling(reading, sent.form_key, None, sent.seen, is_confirmed=is_confirmed, is_sent=True)


def _mend(reading: Reading, sent: Sent) -> Filling:
    """Show the first page with a problem; a question that was never on the screen is not blamed."""
    page = next(one for one in reading.form.pages if reading.problems_on(one))
    known = tuple(problem for problem in reading.problems if problem.field in sent.seen)
    for question in reading.questions.values():
        if question.definition.key not in sent.seen:
            question.hush()
    shown = replace(reading, problems=known)
    has_more = not shown.problems_on(page)
    focus = next(problem.input for problem in reading.problems_on(page)) if has_more else ""
    return Filling(shown, sent.form_key, page, sent.seen, focus=focus, has_more=has_more, is_sent=True)


def _page(form: Form, key: str) -> Page:
    return next((page for page in form.pages if page.key == key), form.pages[0])


def _input(form: Form, key: str) -> str:
    """Return the id of the first input of a question, "" for none."""
    asked = form.field(key)
    if asked is None or not kind_of(asked).asks:
        return ""
    part = kind_of(asked).main_part(asked)
    return f"{key}-{part}" if part else key


def _carried(reading: Reading, drawn: Collection[str]) -> Iterator[tuple[str, str]]:
    for asked in reading.form.fields():
        if asked.key not in drawn:
            for name, texts in names_of(asked.key, given_to(asked.key, reading.raw)).items():
                yield from ((name, text) for text in texts)


def _deciders(page: Page, drawn: Collection[str]) -> tuple[str, ...]:
    trees = [tree for asked in page.fields for tree in _trees(asked)]
    return tuple(sorted({key for tree in trees for key in references(tree) if key in drawn}))


def _trees(asked: Field) -> Iterator[Any]:
    if asked.ask_if is not None:
        yield asked.ask_if
    if asked.kind == CALCULATED:
        yield asked.settings.get("value")
