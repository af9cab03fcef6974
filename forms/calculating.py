"""Calculations picked from lists: what is worked out, from which answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from forms.arithmetic import ROUNDINGS
from forms.definition import DefinitionError, Form
from forms.messages import Message, for_staff
from forms.numerals import number_in, whole_in
from forms.shapes import thawed
from forms.subjects import fields_before, type_of_answer
from forms.typed_dates import NotADay, day_from_text

FIXED = "fixed"
"""Instead of a question: a number or a day that is typed."""

NUMBERS, DAYS = "numbers", "days"


@dataclass(frozen=True)
class Way:
    """One way of working something out; ``terms`` says of what its parts are, in order, the last repeating."""

    words: str
    terms: tuple[str, ...]
    most: int
    gives: str


WAYS: Mapping[str, Way] = {
    "sum": Way("たし算（合計）", (NUMBERS,), 20, "number"),
    "minus": Way("引き算（上から下を引く）", (NUMBERS, NUMBERS), 2, "number"),
    "times": Way("かけ算", (NUMBERS,), 20, "number"),
    "divide": Way("わり算（上を下でわる）", (NUMBERS, NUMBERS), 2, "number"),
    "age": Way("年齢・月齢", (DAYS, DAYS), 2, "number"),
    "days_between": Way("日数（上の日から下の日まで）", (DAYS, DAYS), 2, "number"),
    "add_days": Way("何日後の日", (DAYS, NUMBERS), 2, "date"),
    "add_months": Way("何か月後の日", (DAYS, NUMBERS), 2, "date"),
}


@dataclass(frozen=True)
class Term:
    """One part of a calculation: "answer:key", "count:key", "youngest:key", "fact:today", or FIXED with its text."""

    of: str = ""
    fixed: str = ""


@dataclass(frozen=True)
class Worked:
    """A whole calculation of the picker."""

    way: str = "sum"
    terms: tuple[Term, ...] = (Term(), Term())
    blank_is_zero: bool = False
    places: str = "0"
    rounding: str = "down"
    unit: str = "years"


@dataclass
class WrongTerm(ValueError):
    """A part that nothing can be worked out from: which one (-1 for the whole), why."""

    term: int
    reason: Message


def terms_for(form: Form, key: str, sort: str) -> tuple[tuple[str, str], ...]:
    """Return what can be picked for one part: code, words."""
    found: list[tuple[str, str]] = []
    for one in fields_before(form, key):
        kind, label = type_of_answer(form, one), one.label.ja or one.key
        if kind == ("number" if sort == NUMBERS else "date"):
            found.append((f"answer:{one.key}", label))
        elif sort == NUMBERS and kind in ("people", "choices", "files"):
            found.append((f"count:{one.key}", f"{label}の{'人数' if kind == 'people' else '数'}"))
        elif sort == DAYS and kind == "people":
            found += [(f"youngest:{one.key}", f"{label}：いちばん下の子の生年月日")]
            found += [(f"oldest:{one.key}", f"{label}：いちばん上の子の生年月日")]
    if sort == DAYS:
        found += [("fact:today", "今日（記入する日）"), ("fact:day_of_use", "利用日（予約の日）")]
    return (*found, (FIXED, "決まった数" if sort == NUMBERS else "決まった日"))


def sort_of(way: str, place: int) -> str:
    """Return of what the part at a place is: numbers or days."""
    terms = WAYS[way].terms
    return terms[min(place, len(terms) - 1)]


def expression_from(form: Form, key: str, worked: Worked) -> Any:
    """Return the calculation that was picked; WrongTerm names the part that is to be mended."""
    if worked.way not in WAYS:
        raise WrongTerm(-1, for_staff("計算のしかたを選んでください。"))
    way = WAYS[worked.way]
    terms = worked.terms[: way.most]
    if len(terms) < len(way.terms):
        raise WrongTerm(-1, for_staff("計算に使うものを{count}つ選んでください。", count=len(way.terms)))
    values = [_value(form, key, worked, place, term) for place, term in enumerate(terms)]
    if worked.way == "age":
        return {"age": values[0], "on": values[1], "in": worked.unit if worked.unit == "months" else "years"}
    if worked.way == "divide":
        return {"divide": values, **_rounding(worked)}
    return {worked.way: values}


def worked_from(form: Form, key: str, tree: Any) -> Worked | None:
    """Return what to pick for a calculation; None for one that the picker cannot make exactly so."""
    plain = thawed(tree)
    try:
        worked = _worked(plain)
        return worked if worked and thawed(expression_from(form, key, worked)) == plain else None
    except (WrongTerm, DefinitionError, LookupError, TypeError, ValueError, AttributeError):
        return None


def _rounding(worked: Worked) -> dict[str, Any]:
    places = whole_in(worked.places)
    if places is None or places > 6 or worked.rounding not in ROUNDINGS:
        raise WrongTerm(-1, for_staff("小数のけた数は0から6までにしてください。"))
    return {"places": places, "round": worked.rounding}


def _value(form: Form, key: str, worked: Worked, place: int, term: Term) -> Any:
    sort = sort_of(worked.way, place)
    if term.of not in dict(terms_for(form, key, sort)):
        raise WrongTerm(place, for_staff("計算に使うものを選んでください。"))
    what, _, of = term.of.partition(":")
    if what != FIXED:
        value = {what: of}
        return (
            {"first": [value, {"value": 0}]}
            if worked.blank_is_zero and what == "answer" and sort == NUMBERS
            else value
        )
    return _number(place, term) if sort == NUMBERS else _day(place, term)


def _number(place: int, term: Term) -> dict[str, Any]:
    found = number_in(term.fixed)
    if found is None:
        raise WrongTerm(place, for_staff("決まった数を入れてください（例：300）。"))
    return {"value": found}


def _day(place: int, term: Term) -> dict[str, Any]:
    try:
        return {"date": day_from_text(for_staff("決まった日"), term.fixed).isoformat()}
    except NotADay as unclear:
        raise WrongTerm(place, unclear.text) from None


def _worked(tree: Any) -> Worked | None:
    if "age" in tree:
        return Worked("age", (_term(tree["age"]), _term(tree["on"])), unit=tree["in"])
    way = next((name for name in WAYS if name in tree), None)
    if way is None:
        return None
    terms = tuple(map(_term, tree[way]))
    is_zero = any("first" in one for one in tree[way])
    more = {"places": str(tree["places"]), "rounding": tree["round"]} if way == "divide" else {}
    return Worked(way, terms, is_zero, **more)


def _term(tree: Any) -> Term:
    if "first" in tree:
        tree = tree["first"][0]
    if "value" in tree:
        return Term(FIXED, str(tree["value"]))
    if "date" in tree:
        return Term(FIXED, tree["date"])
    ((what, of),) = tree.items()
    return Term(f"{what}:{of}")
