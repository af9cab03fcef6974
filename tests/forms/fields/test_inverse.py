"""An answer written out is read back the same, and so is one kept as JSON."""

from __future__ import annotations

import json
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.definition import Field, Form, Page, Text, frozen
from forms.fields import KINDS
from forms.fields.children import Child
from forms.fields.kind import Unreadable
from forms.fields.options import Other
from forms.fields.people import PersonName
from forms.given import Given, given_to, names_of
from forms.reading import fill, read
from forms.widths import one_line
from tests.forms.broken_rules import FRUIT, FRUIT_OR_OTHER
from tests.forms.corpus import contacts, days, people, words
from tests.forms.corpus.lines import FACTS, NOTHING, TODAY, Lines, Says

CORPUS = [*days.LINES, *people.LINES, *contacts.LINES, *words.LINES]
ANSWERS = [
    (group, expected)
    for group in CORPUS
    for _, expected in group.lines
    if expected is not NOTHING and not isinstance(expected, Says)
]


def _field(kind: str, settings: Any = FRUIT) -> Field:
    return Field("q", kind, Text("たずねること"), required=False, settings=frozen(settings))


def _through(field: Field, answer: Any) -> Any:
    """Return what is read after ``answer`` was written into the inputs of a form."""
    form = Form(Text("試し"), (Page("p", Text("ページ"), (field,)),))
    return read(form, fill(form, {"q": answer}), FACTS).answers.get("q")


def _kept(kind: str, answer: Any) -> Any:
    return KINDS[kind].load(json.loads(json.dumps(KINDS[kind].dump(answer))))


@pytest.mark.parametrize(
    ("group", "answer"), ANSWERS, ids=lambda value: str(value)[:30].encode("unicode_escape").decode()
)
def test_every_answer_of_the_corpus_survives_writing_and_keeping(group: Lines, answer: Any) -> None:
    field = _field(group.kind, group.settings)
    assert _through(field, answer) == answer
    assert _kept(group.kind, answer) == answer
    assert len(KINDS[group.kind].export(field, answer)) == len(KINDS[group.kind].columns(field))
    assert all(KINDS[group.kind].show(field, answer, language) for language in ("ja", "easy", "en"))


def _answer(field: Field, typed: Given) -> Any:
    kind = KINDS[field.kind]
    return None if kind.is_blank(field, typed) else kind.read(field, typed, FACTS)


LINE = (
    st.text(st.characters(codec="utf-8", exclude_characters="\ufffd"), min_size=1, max_size=50)
    .map(one_line)
    .filter(lambda text: 0 < len(text) <= 50)
)
WORD = LINE.filter(lambda text: " " not in text and "\u3000" not in text)
KANA_WORD = st.text("アイウエオカガパャッンヴー", min_size=1, max_size=20).filter(
    lambda text: text.strip("ー")
)
BORN = st.dates(TODAY - timedelta(days=120 * 365), TODAY)
CHILD = st.builds(Child, LINE, LINE, KANA_WORD, KANA_WORD, BORN)
STRATEGIES: dict[str, tuple[Any, st.SearchStrategy[Any]]] = {
    "text": ({}, LINE),
    "number": (
        {"decimals": 3},
        st.decimals(-(10**12), 10**12, places=3).map(lambda number: Decimal(f"{number:f}")),
    ),
    "yes_no": ({}, st.booleans()),
    "choice": (FRUIT_OR_OTHER, st.sampled_from(["apple", "pear"]) | LINE.map(Other)),
    "select": (FRUIT, st.sampled_from(["apple", "pear"])),
    "choices": (
        FRUIT_OR_OTHER,
        st.tuples(st.sets(st.sampled_from(["apple", "pear"]), min_size=1), LINE).map(
            lambda pair: (*sorted(pair[0]), Other(pair[1]))
        ),
    ),
    "date": ({}, st.dates(date(1868, 1, 1), date(2999, 12, 31))),
    "birth_date": ({}, BORN),
    "time": ({}, st.times().map(lambda clock: time(clock.hour, clock.minute))),
    "name": ({}, st.builds(PersonName, LINE, LINE)),
    "kana": ({}, st.builds(PersonName, KANA_WORD, KANA_WORD)),
    "phone": (
        {},
        st.from_regex(r"0[1-46-9][1-9][0-9]{7}|0[5-9]0[0-9]{8}|0120[0-9]{6}", fullmatch=True),
    ),
    "children": ({"kana": True, "maximum": 6}, st.lists(CHILD, min_size=1, max_size=6).map(tuple)),
}


@pytest.mark.parametrize("kind", STRATEGIES)
@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_any_answer_survives_writing_and_keeping(kind: str, data: st.DataObject) -> None:
    options, strategy = STRATEGIES[kind]
    answer = data.draw(strategy)
    assert _through(_field(kind, options), answer) == answer
    assert _kept(kind, answer) == answer


@pytest.mark.parametrize("kind", [name for name, kind in KINDS.items() if kind.asks])
@settings(deadline=None, max_examples=80)
@given(
    texts=st.lists(
        st.text(max_size=60) | st.from_regex(r"[RSHTM令和昭平0-9０-９年月日./ー:時半@+-]{1,14}"),
        min_size=8,
        max_size=8,
    )
)
def test_nothing_that_can_be_typed_is_a_crash(kind: str, texts: list[str]) -> None:
    field = _field(kind)
    typed = names_of(
        "q", {part: [text] for part, text in zip(KINDS[kind].parts(field, {}), texts, strict=False)}
    )
    try:
        answer = _answer(field, given_to("q", typed))
    except Unreadable:
        return
    if answer is not None:
        assert KINDS[kind].read(field, KINDS[kind].write(field, answer), FACTS) == answer
        assert KINDS[kind].show(field, answer)
