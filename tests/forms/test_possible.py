"""What nobody can ever get to see is found, and nothing else: every answer is tried as an oracle."""

from __future__ import annotations

from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.checking import FORBIDS, check
from forms.definition import Form
from forms.possible import can_hold, unreachable
from forms.reading import read
from tests.forms.visit import FACTS, FORM

OPTIONS = [{"value": value, "label": value} for value in ("a", "b", "c")]
QUESTIONS: tuple[dict[str, Any], ...] = (
    {"key": "place", "kind": "choice", "settings": {"options": OPTIONS}},
    {"key": "pay", "kind": "choice", "settings": {"options": OPTIONS[:2], "other": True}},
    {"key": "pets", "kind": "choices", "settings": {"options": OPTIONS[:2]}},
    {"key": "alone", "kind": "yes_no"},
    {"key": "agreed", "kind": "consent"},
    {"key": "adults", "kind": "number", "settings": {"minimum": 1, "maximum": 3}},
    {"key": "hours", "kind": "number", "settings": {"minimum": 0, "maximum": 1, "decimals": 1}},
)
TYPED: dict[str, list[dict[str, list[str]]]] = {
    "place": [{}, *({"place": [value]} for value in "abc")],
    "pay": [{}, {"pay": ["a"]}, {"pay": ["b"]}, {"pay": ["other"], "pay-other": ["cash"]}],
    "pets": [{}, {"pets": ["a"]}, {"pets": ["b"]}, {"pets": ["a", "b"]}],
    "alone": [{}, {"alone": ["yes"]}, {"alone": ["no"]}],
    "agreed": [{}, {"agreed": ["yes"]}],
    "adults": [{}, *({"adults": [str(count)]} for count in (1, 2, 3))],
    "hours": [{}, *({"hours": [f"{count / 10}"]} for count in range(11))],
}
SIGNS = st.sampled_from(["<", "<=", "=", "!=", ">=", ">"])
EQUALS = st.sampled_from(["=", "!="])


def held_against(key: str, sign: st.SearchStrategy[str], values: list[Any]) -> st.SearchStrategy[Any]:
    """Draw a comparison of an answer with a constant, either way round."""
    pairs = st.tuples(sign, st.sampled_from(values), st.booleans())
    return pairs.map(
        lambda drawn: {"compare": [{"answer": key}, drawn[0], {"value": drawn[1]}][:: -1 if drawn[2] else 1]}
    )


ATOMS: dict[str, st.SearchStrategy[Any]] = {
    "place": held_against("place", EQUALS, ["a", "b", "c"]),
    "pay": held_against("pay", EQUALS, ["a", "b", "other"]),
    "pets": st.sampled_from("ab").map(lambda value: {"contains": [{"answer": "pets"}, {"value": value}]}),
    "alone": held_against("alone", EQUALS, [True, False]),
    "agreed": held_against("agreed", EQUALS, [True]),
    "adults": held_against("adults", SIGNS, [0, 1, 2, 3, 4, 2.5]),
    "hours": held_against("hours", SIGNS, [0, 0.5, 0.25, 1, 7]),
}


def conditions(keys: list[str]) -> st.SearchStrategy[Any]:
    """Draw a condition over some questions."""
    atoms = [ATOMS[key] for key in keys] + [st.sampled_from(keys).map(lambda key: {"answered": key})]
    return st.recursive(st.one_of(atoms), _joined, max_leaves=5)


def _joined(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        several.map(lambda items: {"all": items}),
        several.map(lambda items: {"any": items}),
        inner.map(lambda one: {"not": one}),
    )


@st.composite
def forms(draw: st.DrawFn) -> Form:
    """Draw a form of four questions on two pages, each under a condition over those before it."""
    chosen = draw(st.permutations(QUESTIONS))[:3]
    fields: list[dict[str, Any]] = [{**one, "label": "問い"} for one in chosen]
    fields.append({"key": "last", "kind": "text", "label": "終わり"})
    for place, one in enumerate(fields):
        before = [other["key"] for other in fields[:place]]
        if before and draw(st.booleans()) or one["key"] == "last":
            one["ask_if"] = draw(conditions(before))
    pages: list[dict[str, Any]] = [
        {"key": "page_1", "title": "一", "fields": fields[:2]},
        {"key": "page_2", "title": "二", "fields": fields[2:]},
    ]
    if draw(st.booleans()):
        pages[1]["ask_if"] = draw(conditions([one["key"] for one in fields[:2]]))
    return Form.from_json({"schema": 1, "title": "表", "pages": pages})


def seen_by_somebody(form: Form) -> set[str]:
    """Return the keys of what is asked for at least one way to answer: every way is tried."""
    seen: set[str] = set()
    keys = [field.key for field in form.fields() if field.key in TYPED]
    for ways in product(*(TYPED[key] for key in keys)):
        raw = {name: texts for way in ways for name, texts in way.items()}
        reading = read(form, raw, FACTS)
        seen |= reading.asked | {page.key for page in reading.asked_pages}
    return seen


@settings(max_examples=150)
@given(forms())
def test_exactly_what_no_answer_leads_to_is_called_unreachable(form: Form) -> None:
    assert not [one for one in check(form) if one.level == FORBIDS]
    seen = seen_by_somebody(form)
    dead_pages = {page.key for page in form.pages if page.key not in seen}
    inside = {field.key for page in form.pages if page.key in dead_pages for field in page.fields}
    unseen = {field.key for field in form.fields()} - seen - inside
    assert {key for key, _ in unreachable(form)} == dead_pages | unseen


def answered(key: str) -> dict[str, Any]:
    return {"answered": key}


def compare(left: Any, sign: str, right: Any) -> dict[str, Any]:
    return {"compare": [left, sign, right]}


AGE = {"age": {"answer": "born"}, "on": {"fact": "today"}, "in": "years"}
OLD, YOUNG = compare(AGE, ">", {"value": 20}), compare(AGE, "<", {"value": 10})


@pytest.mark.parametrize(
    ("trees", "possible"),
    [
        ([OLD, YOUNG], True),  # not looked into, so nothing is said
        ([OLD, {"not": OLD}], False),
        (
            [
                compare({"answer": "people"}, "=", {"value": 1}),
                compare({"answer": "adults"}, "=", {"value": 9}),
            ],
            True,
        ),
        ([answered("plate"), compare({"answer": "car"}, "=", {"value": False})], False),
        ([answered("told")], False),
        ([compare({"answer": "adults"}, "<", {"value": 1})], False),
        ([None, None], True),
    ],
)
def test_what_is_not_looked_into_is_never_called_impossible(trees: list[Any], possible: bool) -> None:
    assert can_hold(FORM, *trees) is possible


def test_a_search_that_would_take_long_says_nothing() -> None:
    """Nine people cannot sit apart on eight chairs, but to see that takes too long."""
    people, chairs = [f"q{number}" for number in range(9)], [f"c{number}" for number in range(8)]
    options = [{"value": chair, "label": chair} for chair in chairs]
    fields = [
        {"key": key, "kind": "select", "label": key, "settings": {"options": options}} for key in people
    ]
    form = Form.from_json(
        {"schema": 1, "title": "表", "pages": [{"key": "one", "title": "一", "fields": fields}]}
    )
    apart = [
        {"any": [compare({"answer": one}, "!=", {"value": chair}) for one in pair]}
        for pair in combinations(people, 2)
        for chair in chairs
    ]
    assert can_hold(form, *apart) is True
    assert (
        can_hold(form, *apart, compare({"answer": "q0"}, "!=", {"value": "c0"}), {"not": answered("q0")})
        is False
    )
