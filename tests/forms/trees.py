"""Hypothesis strategies for definitions, conditions and answers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from forms.definition import LANGUAGES, MEANINGS, SCHEMA
from forms.fields import KINDS

LETTERS = st.characters(codec="utf-8", exclude_characters="\0")
WORDS = st.text(LETTERS, max_size=12) | st.sampled_from(["髙﨑", "𠮷野", "葛\U000e0100城", "👨‍👩‍👧"])
KEYS = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)

NUMBER_KEYS = ("adults", "books", "steps")
NUMBERS = st.integers(-(10**6), 10**6)


def texts() -> st.SearchStrategy[Any]:
    """Draw a text as JSON: Japanese alone, or with other languages."""
    others = st.dictionaries(st.sampled_from(LANGUAGES[1:]), WORDS)
    return WORDS | st.builds(lambda ja, more: {"ja": ja, **more}, WORDS, others)


def settings() -> st.SearchStrategy[Any]:
    """Draw any JSON object."""
    single = st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.floats(-1e6, 1e6) | WORDS
    values = st.recursive(single, lambda inner: st.lists(inner, max_size=3) | objects(inner), max_leaves=6)
    return objects(values)


def objects(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Draw a JSON object with drawn values."""
    return st.dictionaries(WORDS, values, max_size=3)


SIGNS = st.sampled_from(["<", "<=", "=", "!=", ">=", ">"])
_LEAF = st.builds(lambda n: {"value": n}, NUMBERS) | st.builds(
    lambda k: {"answer": k}, st.sampled_from(NUMBER_KEYS)
)


def compared(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Draw a comparison of two drawn values."""
    return st.builds(lambda left, sign, right: {"compare": [left, sign, right]}, values, SIGNS, values)


def _bigger_expression(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        st.builds(lambda name, items: {name: items}, st.sampled_from(["sum", "times"]), several),
        st.builds(lambda first, second: {"minus": [first, second]}, inner, inner),
        st.builds(lambda when, yes, no: {"if": when, "then": yes, "else": no}, compared(_LEAF), inner, inner),
    )


def _bigger_condition(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(inner, min_size=1, max_size=3)
    joined = st.builds(lambda name, items: {name: items}, st.sampled_from(["all", "any"]), several)
    return joined | st.builds(lambda one: {"not": one}, inner)


_EXPRESSIONS = st.recursive(_LEAF, _bigger_expression, max_leaves=4)
_CONDITIONS = st.recursive(compared(_EXPRESSIONS), _bigger_condition, max_leaves=3)


def number_expressions() -> st.SearchStrategy[Any]:
    """Draw an expression of whole numbers, as JSON."""
    return _EXPRESSIONS


def conditions() -> st.SearchStrategy[Any]:
    """Draw a condition over whole numbers, as JSON."""
    return _CONDITIONS


def number_answers() -> st.SearchStrategy[dict[str, Decimal]]:
    """Draw an answer to every number key."""
    return st.fixed_dictionaries({key: NUMBERS.map(Decimal) for key in NUMBER_KEYS})


def days() -> st.SearchStrategy[date]:
    """Draw a day that people alive may name."""
    return st.dates(date(1900, 1, 1), date(2100, 12, 31))


def fields() -> st.SearchStrategy[Any]:
    """Draw a field as JSON, with or without each thing that may be left out."""
    return st.fixed_dictionaries(
        {"key": KEYS, "kind": st.sampled_from(sorted(KINDS)), "label": texts()},
        optional={
            "help": texts(),
            "required": st.booleans(),
            "meaning": st.sampled_from(MEANINGS),
            "settings": settings(),
            "ask_if": conditions(),
        },
    )


def definitions() -> st.SearchStrategy[Any]:
    """Draw a whole definition as JSON."""
    pages = st.fixed_dictionaries(
        {"key": KEYS, "title": texts(), "fields": st.lists(fields(), max_size=3)},
        optional={"intro": texts(), "ask_if": conditions()},
    )
    return st.fixed_dictionaries(
        {"schema": st.just(SCHEMA), "title": texts(), "pages": st.lists(pages, max_size=3)},
        optional={"intro": texts()},
    )
