"""What can be expected of a sample case, question by question, and what was ticked."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forms.definition import Form
from forms.reading import Reading
from forms.rows import has_answer, rows
from forms.samples import THROUGH, Expectations, shown, stored_answer

ASKED, NOT_ASKED, ANSWER, KEPT, WRONG = "asked", "not_asked", "answer", "kept", "wrong"


@dataclass(frozen=True)
class Tick:
    """One thing that can be expected."""

    value: str
    words: str
    ticked: bool
    holds: bool
    """Whether it is so now."""


@dataclass(frozen=True)
class Line:
    """One question: what came of it, and what can be expected."""

    key: str
    label: str
    text: str
    problem: Any
    ticks: tuple[Tick, ...]


def lines_of(
    reading: Reading, expects: Expectations, ticked: Collection[str] | None = None
) -> Iterator[Line]:
    """Yield a line for each question; what was expected and is not so any more stays to be ticked off."""
    chosen = set(ticked_by(reading, expects)) if ticked is None else set(ticked)
    texts = {row.key: row.text for row in rows(reading.form, reading.answers, facts=reading.facts)}
    wrong = {one.field: one.message for one in reversed(reading.problems)}
    for field in reading.form.fields():
        if has_answer(field):
            found = _ticks(reading, expects, field.key, wrong, chosen)
            label = field.label.ja or field.key
            yield Line(field.key, label, texts.get(field.key, ""), wrong.get(field.key), tuple(found))


def ticked_by(reading: Reading, expects: Expectations) -> Iterator[str]:
    """Yield the boxes that are ticked for what is expected."""
    if expects.through:
        yield THROUGH
    yield from (f"{ASKED}:{key}" for key in expects.asked)
    yield from (f"{NOT_ASKED}:{key}" for key in expects.not_asked)
    yield from (f"{WRONG}:{key}" for key in expects.wrong)
    for key, stored in expects.answers.items():
        is_so = stored_answer(reading.form, reading, key) == stored
        yield f"{ANSWER if is_so else KEPT}:{key}"


def expected(reading: Reading, before: Expectations, ticked: Sequence[str]) -> Expectations:
    """Return what is expected by the ticked boxes; a "kept" answer is the one that was expected before."""
    by: dict[str, list[str]] = {}
    for value in ticked:
        what, _, key = value.partition(":")
        if not key or reading.form.field(key) is not None:
            by.setdefault(what, []).append(key)
    now = {key: stored_answer(reading.form, reading, key) for key in by.get(ANSWER, ())}
    kept = {key: before.answers[key] for key in by.get(KEPT, ()) if key in before.answers}
    answers = {key: answer for key, answer in now.items() if answer is not None} | kept
    several = [tuple(dict.fromkeys(by.get(what, ()))) for what in (ASKED, NOT_ASKED, WRONG)]
    return Expectations(
        several[0],
        several[1],
        answers,
        several[2],
        THROUGH in by,
        labels=_labels(reading.form, (*several[0], *several[1], *answers, *several[2])),
    )


def as_json(raw: Mapping[str, Sequence[str]]) -> str:
    """Return what was typed as one text, to travel in one hidden input."""
    return json.dumps({name: list(texts) for name, texts in raw.items()}, ensure_ascii=False)


def from_json(text: str) -> dict[str, list[str]]:
    """Return what was typed from that text; nothing where somebody has tampered with it."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {name: texts for name, texts in found.items() if _is_texts(texts)}


def _is_texts(texts: Any) -> bool:
    return isinstance(texts, list) and all(isinstance(text, str) for text in texts)


def _ticks(
    reading: Reading,
    expects: Expectations,
    key: str,
    wrong: Mapping[str, Any],
    chosen: set[str],
) -> Iterator[Tick]:
    is_asked = key in reading.asked
    offered = [
        (ASKED, "この質問を聞く", is_asked),
        (NOT_ASKED, "この質問を聞かない", not is_asked),
        (WRONG, "ここがエラーになる", key in wrong),
        (ANSWER, "この答えになる", key in reading.answers),
    ]
    if key in expects.answers and stored_answer(reading.form, reading, key) != expects.answers[key]:
        offered.append((KEPT, f"答えが「{shown(reading.form, key, expects.answers[key])}」になる", False))
    for what, words, holds in offered:
        value = f"{what}:{key}"
        if holds or value in chosen or what == KEPT:
            yield Tick(value, words, value in chosen, holds)


def _labels(form: Form, keys: Sequence[str]) -> dict[str, str]:
    found = ((key, form.field(key)) for key in keys)
    return {key: field.label.ja or key for key, field in found if field is not None}
