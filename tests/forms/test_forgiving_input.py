"""What people type is understood in whatever width, script and calendar they type it."""

from __future__ import annotations

from typing import Any

import pytest

from forms.definition import Field, Form, Page, Text, frozen
from forms.reading import Reading, read
from tests.forms.corpus import contacts, days, people, words
from tests.forms.corpus.lines import FACTS, Lines, Says, Typed

CORPUS = [*days.LINES, *people.LINES, *contacts.LINES, *words.LINES]
LABEL = "この質問"
LINES = [(group, typed, expected) for group in CORPUS for typed, expected in group.lines]


@pytest.mark.parametrize(
    ("group", "typed", "expected"),
    LINES,
    ids=[f"{group.kind} {str(typed)[:40]!a}" for group, typed, _ in LINES],
)
def test_typed_text_is_read_as_expected(group: Lines, typed: Typed, expected: Any) -> None:
    reading = _read(group, typed)
    said = [str(problem.message) for problem in reading.problems]
    if isinstance(expected, Says):
        assert any(expected.fragment in sentence for sentence in said), said
        assert reading.answers == {}
    else:
        assert said == []
        assert reading.answers.get("q") == expected
        assert type(reading.answers.get("q")) is type(expected)


def test_the_corpus_is_large_enough_and_has_every_kind_that_asks() -> None:
    assert len(LINES) >= 250
    assert len({(group.kind, str(group.settings), str(typed)) for group, typed, _ in LINES}) == len(LINES)


def _read(group: Lines, typed: Typed) -> Reading:
    field = Field("q", group.kind, Text(LABEL), required=False, settings=frozen(group.settings))
    return read(Form(Text("試し"), (Page("p", Text("ページ"), (field,)),)), _raw(typed), FACTS)


def _raw(typed: Typed) -> dict[str, list[str]]:
    parts = {"": typed} if isinstance(typed, str) else typed
    return {
        f"q-{part}" if part else "q": [texts] if isinstance(texts, str) else list(texts)
        for part, texts in parts.items()
    }
