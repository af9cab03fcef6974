"""What is wrong with a condition or a calculation before anybody answers: names, shapes, types, size."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, time
from types import MappingProxyType
from typing import Any

from forms.arithmetic import AGE_UNITS, COMPARISONS, EQUALITY, ORDERED, ROUNDINGS, plain, type_of
from forms.examination import LARGEST, Examination, Known, Look, type_name
from forms.messages import Message, message

FACTS = ("today", "day_of_use")
"""Days from outside the form that a condition may use."""

MOST_PLACES = 6
"""Decimals that a division may ask for."""

_LEAVES = (str, int, float, type(None))
"""What no tree goes on from, and most of a tree is; to ask an abstract class for that takes ten times as long."""
_BRANCHES = (MappingProxyType, dict, Mapping)

_SEVERAL = frozenset({"choices", "people", "files"})
"""Types of answers that hold several things: they can be counted, not compared."""

KEY_PLACES = frozenset({"answer", "answered", "count", "youngest", "oldest", "of"})
"""Names in a tree under which the key of a field stands."""


def references(tree: Any) -> list[str]:
    """Return the keys of all fields that a tree looks at, in its order, each as often as it stands there."""
    found: list[str] = []
    _gather(tree, found)
    return found


def _gather(tree: Any, found: list[str]) -> None:
    if isinstance(tree, _LEAVES):
        return
    if isinstance(tree, _BRANCHES):
        for name, inner in tree.items():
            if name in KEY_PLACES and isinstance(inner, str):
                found.append(inner)
            else:
                _gather(inner, found)
    elif isinstance(tree, (list, tuple)):
        for inner in tree:
            _gather(inner, found)


def condition_problems(tree: Any, known: Known) -> tuple[Message, ...]:
    """Return what forbids using a condition."""
    examination = Examination(known, _CONDITIONS, _EXPRESSIONS)
    examination.condition(tree)
    return tuple(dict.fromkeys(examination.problems))


def expression_problems(tree: Any, known: Known) -> tuple[str | None, tuple[Message, ...]]:
    """Return the type of an expression (None where it has none) and what forbids using it."""
    examination = Examination(known, _CONDITIONS, _EXPRESSIONS)
    found = examination.expression(tree)
    return found, tuple(dict.fromkeys(examination.problems))


def _answer(examination: Examination, tree: Any) -> str | None:
    key = tree["answer"]
    found = examination.key(key)
    if found is None and isinstance(key, str) and key in examination.known.types:
        examination.wrong(message("「{key}」の答えは条件や計算に使えません。", key=key))
    return found


def _compare(examination: Examination, tree: Any) -> None:
    items = examination.items(tree, "compare", 3, 3)
    if not items:
        return
    left, right = examination.expression(items[0]), examination.expression(items[2])
    examination.one_of(items[1], COMPARISONS, "compare")
    if left and right:
        _comparable(examination, left, items[1], right)
        examination.offered(items[0], items[2])
        examination.offered(items[2], items[0])


def _comparable(examination: Examination, left: str, sign: str, right: str) -> None:
    alike = {"choice": "text"}
    if {left, right} & _SEVERAL:
        examination.wrong(
            message("{type}は大小や同じかどうかを比べられません。", type=type_name(_several(left, right)))
        )
    elif alike.get(left, left) != alike.get(right, right):
        examination.wrong(
            message("{left}と{right}は比べられません。", left=type_name(left), right=type_name(right))
        )
    elif left not in ORDERED and sign in COMPARISONS and sign not in EQUALITY:
        examination.wrong(
            message("{type}に大小はありません。= か != を使ってください。", type=type_name(left))
        )


def _several(left: str, right: str) -> str:
    return left if left in _SEVERAL else right


def _contains(examination: Examination, tree: Any) -> None:
    items = examination.items(tree, "contains", 2, 2)
    if items:
        whole = examination.expression(items[0], ("choices", "text"))
        part = examination.expression(items[1], ("choice", "text"))
        if whole and part:
            examination.offered(items[0], items[1])


def _every(name: str) -> Look:
    def look(examination: Examination, tree: Any) -> None:
        for one in examination.items(tree, name, 1):
            examination.condition(one)

    return look


def _children(name: str) -> Look:
    return lambda examination, tree: examination.about_children(tree["of"], tree[name])


def _arguments(name: str, takes: tuple[str, ...], gives: str, most: int = 2) -> Look:
    """Look at a list of expressions: the first of type takes[0], all others of the last type."""

    def look(examination: Examination, tree: Any) -> str:
        for place, one in enumerate(examination.items(tree, name, min(most, len(takes)), most)):
            examination.expression(one, (takes[min(place, len(takes) - 1)],))
        return gives

    return look


def _divide(examination: Examination, tree: Any) -> str:
    examination.one_of(tree.get("places", 0), range(MOST_PLACES + 1), "places")
    examination.one_of(tree.get("round", "down"), ROUNDINGS, "round")
    return _arguments("divide", ("number", "number"), "number")(examination, tree) or "number"


def _fact(examination: Examination, tree: Any) -> str:
    examination.one_of(tree["fact"], FACTS, "fact")
    return "date"


def _value(examination: Examination, tree: Any) -> str | None:
    found = type_of(plain(tree["value"]))
    if found not in ("flag", "number", "text"):
        examination.wrong(
            message("「{name}」に「{value}」は使えません。", name="value", value=f"{tree['value']!s:.40}")
        )
        return None
    return found


def _written(name: str, read: Callable[[str], Any], length: int) -> Look:
    def look(examination: Examination, tree: Any) -> str:
        try:
            is_right = len(tree[name]) == length and read(tree[name]) is not None
        except (ValueError, TypeError):
            is_right = False
        if not is_right:
            examination.one_of(tree[name], (), name)
        return name

    return look


def _child(examination: Examination, tree: Any) -> str:
    examination.one_of(tree["child"], ("born",), "child")
    if not examination.children:
        examination.wrong(message("「child」は子どもについての条件の中だけで使えます。"))
    return "date"


def _age(examination: Examination, tree: Any) -> str:
    examination.expression(tree["age"], ("date",))
    examination.expression(tree["on"], ("date",))
    examination.one_of(tree["in"], AGE_UNITS, "in")
    return "number"


def _count(examination: Examination, tree: Any) -> str:
    if "where" in tree:
        examination.about_children(tree["count"], tree["where"])
    else:
        examination.key_of(tree["count"], ("people", "choices", "files"))
    return "number"


def _birthday(name: str) -> Look:
    def look(examination: Examination, tree: Any) -> str:
        examination.key_of(tree[name], ("people",))
        return "date"

    return look


def _same(examination: Examination, *trees: Any) -> str | None:
    """Look at several expressions that must give one type; return it."""
    found = [kind for kind in map(examination.expression, trees) if kind]
    for other in found[1:]:
        _comparable(examination, found[0], "=", other)
    return found[0] if found else None


def _if(examination: Examination, tree: Any) -> str | None:
    examination.condition(tree["if"])
    return _same(examination, tree["then"], tree["else"])


_CONDITIONS: Mapping[str, Look] = {
    "all": _every("all"),
    "any": _every("any"),
    "not": lambda examination, tree: examination.condition(tree["not"]),
    "compare": _compare,
    "contains": _contains,
    "answered": lambda examination, tree: examination.key(tree["answered"]),
    "any_child": _children("any_child"),
    "all_children": _children("all_children"),
}

_EXPRESSIONS: Mapping[str, Look] = {
    "answer": _answer,
    "fact": _fact,
    "value": _value,
    "date": _written("date", date.fromisoformat, len("2026-04-01")),
    "time": _written("time", time.fromisoformat, len("09:30")),
    "child": _child,
    "age": _age,
    "count": _count,
    "sum": _arguments("sum", ("number",), "number", LARGEST),
    "minus": _arguments("minus", ("number", "number"), "number"),
    "times": _arguments("times", ("number",), "number", LARGEST),
    "divide": _divide,
    "days_between": _arguments("days_between", ("date", "date"), "number"),
    "add_days": _arguments("add_days", ("date", "number"), "date"),
    "add_months": _arguments("add_months", ("date", "number"), "date"),
    "youngest": _birthday("youngest"),
    "oldest": _birthday("oldest"),
    "first": lambda examination, tree: _same(examination, *examination.items(tree, "first", 1)),
    "if": _if,
}
