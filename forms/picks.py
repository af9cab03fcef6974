"""What a condition can be picked from: the tests of each type of answer, and the values of a closed list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from forms.definition import Form
from forms.fields import KINDS
from forms.subjects import type_of_answer

ALL, ANY = "all", "any"
YES, NO = "yes", "no"


@dataclass(frozen=True)
class Row:
    """One line of the picker, as it was picked and typed."""

    key: str = ""
    test: str = ""
    value: str = ""
    unit: str = "years"
    on: str = "today"


@dataclass(frozen=True)
class Group:
    """Some lines of which all, or any, must be met (or, negated, must not)."""

    mode: str = ALL
    negated: bool = False
    rows: tuple[Row, ...] = (Row(),)


@dataclass(frozen=True)
class Picked:
    """A whole condition of the picker; without groups there is none."""

    mode: str = ALL
    negated: bool = False
    groups: tuple[Group, ...] = ()


EQUALS = (("=", "と同じ"), ("!=", "ではない"))
ORDER = (
    ("=", "と同じ"),
    ("!=", "ではない"),
    (">=", "以上"),
    ("<=", "以下"),
    (">", "より大きい"),
    ("<", "未満"),
)
MOMENTS = (
    ("=", "と同じ"),
    (">=", "以後"),
    ("<=", "以前"),
    (">", "より後"),
    ("<", "より前"),
    ("!=", "ではない"),
)
ANSWERED = (("answered", "答えがある"), ("unanswered", "答えがない"))
AGES = (("age>=", "の年齢が…以上"), ("age<", "の年齢が…未満"))
TESTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "choice": (*EQUALS, *ANSWERED),
    "flag": (*EQUALS, *ANSWERED),
    "choices": (("has", "を選んだ"), ("has_not", "を選んでいない"), *ANSWERED),
    "text": (*EQUALS, ("has", "をふくむ"), ("has_not", "をふくまない"), *ANSWERED),
    "number": (*ORDER, *ANSWERED),
    "date": (*MOMENTS, *AGES, *ANSWERED),
    "time": (*MOMENTS, *ANSWERED),
    "people": (
        ("any<", "のだれかが…歳（か月）未満"),
        ("any>=", "のだれかが…歳（か月）以上"),
        ("all<", "の全員が…歳（か月）未満"),
        ("all>=", "の全員が…歳（か月）以上"),
        ("count>=", "の人数が…以上"),
        ("count<=", "の人数が…以下"),
        ("count=", "の人数が…と同じ"),
        *ANSWERED,
    ),
    "files": (
        ("count>=", "のファイルの数が…以上"),
        ("count<=", "のファイルの数が…以下"),
        ("count=", "のファイルの数が…と同じ"),
        *ANSWERED,
    ),
    "": ANSWERED,
}
"""Type of an answer -> what it can be tested for: code, words."""


def comparisons_of(form: Form, key: str) -> tuple[tuple[str, str], ...]:
    """Return what a question can be tested for."""
    asked = form.field(key)
    return TESTS[type_of_answer(form, asked)] if asked else ()


def needs_value(test: str) -> bool:
    """Say whether a test compares with something."""
    return test not in ("answered", "unanswered", "")


def is_about_age(test: str) -> bool:
    """Say whether a test counts years or months on a day."""
    return test.startswith(("age", "any", "all"))


def values_of(form: Form, key: str) -> tuple[tuple[str, str], ...]:
    """Return the closed list that a question's value is picked from; () where one types it."""
    asked = form.field(key)
    kind = KINDS.get(asked.kind) if asked else None
    if asked is None or kind is None:
        return ()
    if kind.compares_as == "flag":
        if asked.kind == "consent":
            return ((YES, "同意する"), (NO, "同意しない"))
        return ((YES, kind.show(asked, True)), (NO, kind.show(asked, False)))
    if kind.compares_as in ("choice", "choices"):
        options = kind.input_hints(asked, kind.main_part(asked)).options
        return tuple((option.value, str(option.label)) for option in options)
    if type_of_answer(form, asked) == "flag":
        return ((YES, "はい"), (NO, "いいえ"))
    return ()
