"""A form that staff type for somebody else: all questions on one page, the phone number first, looked up on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from blueprints.staff.problems import Slip
from blueprints.staff.seen import note_names
from blueprints.web import database
from blueprints.web.filling import REFRESH, deciders_of, new_key, trigger_on
from blueprints.web.guard import departments
from blueprints.web.uploads import Received, asks_files, receive
from domain.cases.earlier import answers_for, earlier_cases
from domain.cases.models import Case
from domain.cases.queries import find_case
from domain.refusals import NotFound, Refusal
from forms.definition import Form
from forms.given import Facts, Raw, given_to, names_of
from forms.reading import Reading, draft, fill, press, read

OWN = frozenset({"csrf_token", "form_key", "step", "seen"})


@dataclass(frozen=True)
class Call:
    """One form being typed: what was typed so far, and what is shown with it."""

    form: Form
    facts: Facts
    raw: Raw
    form_key: str
    action: str
    """What it takes to look at earlier cases here (``domain.people.rules``)."""
    refusal: Refusal | None = None
    has_looked: bool = False
    """The phone number was looked up: say so also where nothing was found."""
    filled_from: Case | None = None
    seen: frozenset[str] = frozenset()
    """Keys of the questions that were on the screen."""
    has_more: bool = False
    """An answer has brought up questions that were not on the screen before."""

    received: Received | None = None
    """What came of files, where the form asks for any."""

    @property
    def has_files(self) -> bool:
        """Whether the form asks for files."""
        return asks_files(self.form)

    @property
    def has_lost_file(self) -> bool:
        """Whether a file was refused."""
        return self.received is not None and bool(self.received.refused)

    def told(self, reading: Reading) -> Reading:
        """Return a reading that tells what was wrong with files."""
        return self.received.told(reading) if self.received else reading

    def draft(self) -> Reading:
        """Read what was typed, silent about what is wrong."""
        return draft(self.form, self.raw, self.facts)

    def read(self) -> Reading:
        """Read what was typed."""
        return read(self.form, self.raw, self.facts)


Some = TypeVar("Some", bound=Call)


def typed_into(sent: Mapping[str, list[str]], own: frozenset[str] = OWN) -> dict[str, Any]:
    """Return what a posted form says of a call: what was typed, its key, what was on the screen."""
    key = next(iter(sent.get("form_key", ())), "")
    return {
        "raw": {name: texts for name, texts in sent.items() if name not in own},
        "form_key": key if 16 <= len(key) <= 64 else new_key(),
        "seen": frozenset(next(iter(sent.get("seen", ())), "").split()),
    }


def with_files(call: Some) -> Some:
    """Return the call after what came with it was taken."""
    if not call.has_files:
        return call
    received = receive(call.form, call.raw, call.form_key)
    return replace(call, facts=received.facts(call.facts), raw=received.raw, received=received)


def pressed(call: Some, step: str) -> Some | None:
    """Return the call as it is to be shown again, None where it is to be sent.

    Where only the phone number was typed so far, that is looked up first.
    """
    if step.startswith("use:"):
        return _use(call, step.removeprefix("use:"))
    if step == REFRESH:
        return call
    if step.startswith(("add:", "remove:")):
        return replace(call, raw=press(call.form, call.raw, step))
    if step.startswith("upload:") or call.has_lost_file:
        return call
    return replace(call, has_looked=True) if _only_phone(call) else None


def has_unseen(call: Call, reading: Reading) -> bool:
    """Say whether an answer has brought up questions that were not on the screen."""
    return bool(call.seen) and not call.seen.issuperset(_keys(_phone_first(reading)))


def shown(call: Call, reading: Reading) -> dict[str, Any]:
    """Return what the templates of a call show."""
    reading = call.told(reading)
    questions = _phone_first(reading)
    deciders = deciders_of(call.form, _keys(questions))
    return {
        "call": call,
        "questions": questions,
        "seen": " ".join(sorted(_keys(questions))),
        "trigger": trigger_on(deciders) if deciders else "",
        "problems": _problems(call, reading),
        "earlier": _earlier(call),
    }


def _use(call: Some, number: str) -> Some:
    """Fill what is still empty from an earlier case; what was typed stays."""
    case = find_case(database.session(), number)
    mine = departments(call.action)
    if case is None or (mine is not None and case.department_id not in mine):
        raise NotFound
    offered = fill(call.form, answers_for(call.form, case))
    typed = _typed(call)
    wanted = {one.key for one in call.form.fields()} - typed
    kept = {name: texts for key in typed for name, texts in names_of(key, given_to(key, call.raw)).items()}
    new = {name: texts for key in wanted for name, texts in names_of(key, given_to(key, offered)).items()}
    return replace(call, filled_from=case, raw=kept | new)


def _only_phone(call: Call) -> bool:
    """Say whether nothing but the phone number was typed."""
    phone = call.form.meaning("phone")
    return phone is not None and _typed(call) == {phone.key}


def _typed(call: Call) -> set[str]:
    """Return the keys of the questions of which something was typed; an era that stands there is nothing."""
    questions = call.draft().questions
    return {key for key, one in questions.items() if one.kind.asks and not one.is_blank}


def _problems(call: Call, reading: Reading) -> tuple[Any, ...]:
    """Return what is to be mended; an answer that the rules do not take (422) is one of these."""
    if call.refusal is None or call.refusal.status != 422:
        return reading.problems
    return (Slip.of(call.refusal, "call"),)


def _phone_first(reading: Reading) -> list[Any]:
    """Return the questions in the order of a call: who calls, then the rest as the form has it."""
    asked = [one for page in reading.form.pages for one in reading.page_questions(page)]
    return sorted(asked, key=lambda question: question.definition.meaning != "phone")


def _keys(questions: list[Any]) -> set[str]:
    return {one.definition.key for one in questions if one.kind.asks}


def _earlier(call: Call) -> list[Case]:
    field = call.form.meaning("phone") if call.has_looked else None
    phone = call.draft().answers.get(field.key) if field else None
    known = database.session(), str(phone or ""), departments(call.action)
    note_names([case.id for case in earlier_cases(*known)], "call")
    return earlier_cases(*known)
