"""Sample cases: what is typed into a form, what must come of it, and what came."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from forms.definition import Form
from forms.fields import kind_of
from forms.fields.files import SENT, SentFile
from forms.lint.saying import say
from forms.messages import Message
from forms.reading import Reading, read

PAPER = SentFile("paper", "見本.pdf", "application/pdf", 100_000)
"""What a sample sends where a paper must be there: nobody keeps files for them."""
THROUGH = "through"
"""Name of the expectation that the whole form is accepted."""


@dataclass(frozen=True)
class Expectations:
    """What must come of a sample; keys are those of questions and calculated values."""

    asked: tuple[str, ...] = ()
    not_asked: tuple[str, ...] = ()
    answers: Mapping[str, Any] = field(default_factory=dict)
    """Key -> the answer as JSON."""
    wrong: tuple[str, ...] = ()
    """Questions at which something must be found wrong."""
    through: bool = False
    """Whether nothing at all may be found wrong."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """What the questions were called when this was written down: they may be gone by now."""

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Expectations:
        """Read what is stored; what is not there is not expected."""
        return cls(
            tuple(data.get("asked", ())),
            tuple(data.get("not_asked", ())),
            dict(data.get("answers", {})),
            tuple(data.get("wrong", ())),
            data.get(THROUGH) is True,
            dict(data.get("labels", {})),
        )

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON data."""
        return {
            "asked": list(self.asked),
            "not_asked": list(self.not_asked),
            "answers": dict(self.answers),
            "wrong": list(self.wrong),
            THROUGH: self.through,
            "labels": dict(self.labels),
        }

    @property
    def count(self) -> int:
        """How many things are expected."""
        several = (self.asked, self.not_asked, self.answers, self.wrong)
        return sum(map(len, several)) + self.through

    def questions(self) -> tuple[str, ...]:
        """Return every question that something is expected of, once."""
        return tuple(dict.fromkeys((*self.asked, *self.not_asked, *self.answers, *self.wrong)))


@dataclass(frozen=True)
class Sample:
    """What somebody types on a day, and what must come of it."""

    name: str
    raw: Mapping[str, Sequence[str]]
    on_day: date
    expects: Expectations


@dataclass(frozen=True)
class Outcome:
    """What came of a sample: the reading, and in words each thing that is not as expected."""

    sample: Sample
    reading: Reading
    complaints: tuple[Message, ...]

    @property
    def ok(self) -> bool:
        """Whether everything is as expected."""
        return not self.complaints


def typed_on(form: Form, raw: Mapping[str, Sequence[str]], day: date) -> Reading:
    """Read what is typed on a day; the day of use is taken to be the same, and papers that must be there to be sent."""
    papers = {one.key: (PAPER.token,) for one in form.fields() if one.kind == "files" and one.required}
    return read(form, {**raw, **papers}, {"today": day, "day_of_use": day, SENT: {PAPER.token: PAPER}})


def run(form: Form, sample: Sample) -> Outcome:
    """Type a sample into a form, which nothing forbids publishing of, and compare."""
    reading = typed_on(form, sample.raw, sample.on_day)
    return Outcome(sample, reading, tuple(_complaints(form, sample.expects, reading)))


def shown(form: Form, key: str, stored: Any) -> str:
    """Return a stored answer in words; one that the question no longer gives as it is stored."""
    asked = form.field(key)
    try:
        return "" if asked is None else kind_of(asked).show(asked, kind_of(asked).load(stored))
    except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError):
        return f"{stored}"


def stored_answer(form: Form, reading: Reading, key: str) -> Any:
    """Return an answer as it is stored, None where there is none."""
    asked, answer = form.field(key), reading.answers.get(key)
    return None if asked is None or answer is None else kind_of(asked).dump(answer)


def _complaints(form: Form, expects: Expectations, reading: Reading) -> Iterator[Message]:
    for key in expects.questions():
        if form.field(key) is None:
            label = expects.labels.get(key, key)
            yield say("期待している質問「{label}」は、様式からなくなりました。", label=label)
        else:
            yield from _at(form, key, expects, reading)
    if expects.through and not reading.ok:
        first = reading.problems[0]
        yield say(
            "エラーなく進めるはずでしたが、エラーになりました：「{said}」（全部で{count}か所）。",
            said=first.message,
            count=len(reading.problems),
        )


def _at(form: Form, key: str, expects: Expectations, reading: Reading) -> Iterator[Message]:
    label = _label(form, key)
    if key in expects.asked and key not in reading.asked:
        yield say("「{label}」を聞くはずでしたが、聞きませんでした。", label=label)
    if key in expects.not_asked and key in reading.asked:
        yield say("「{label}」を聞かないはずでしたが、聞きました。", label=label)
    if key in expects.wrong and not any(one.field == key for one in reading.problems):
        yield say("「{label}」はエラーになるはずでしたが、エラーになりませんでした。", label=label)
    if key in expects.answers:
        yield from _answer(form, key, expects.answers[key], reading)


def _answer(form: Form, key: str, expected: Any, reading: Reading) -> Iterator[Message]:
    came = stored_answer(form, reading, key)
    if came != expected:
        yield say(
            "「{label}」は「{expected}」になるはずでしたが、{came}。",
            label=_label(form, key),
            expected=shown(form, key, expected),
            came=_came(form, key, came, reading),
        )


def _came(form: Form, key: str, came: Any, reading: Reading) -> Message:
    if came is not None:
        return say("「{came}」になりました", came=shown(form, key, came))
    problem = next((one for one in reading.problems if one.field == key), None)
    return (
        say("エラー（{said}）になりました", said=problem.message)
        if problem
        else say("答えがありませんでした")
    )


def _label(form: Form, key: str) -> str:
    found = form.field(key)
    return (found.label.ja if found else "") or key
