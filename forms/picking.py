"""Conditions picked from lists, and the picks for a condition: what the picker can make survives the way there and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any

from forms.definition import DefinitionError, Field, Form
from forms.fields import KINDS
from forms.given import Unreadable
from forms.messages import Message, for_staff
from forms.numerals import number_in
from forms.picks import ALL, ANY, NO, YES, Group, Picked, Row, comparisons_of, values_of
from forms.shapes import thawed
from forms.subjects import type_of_answer
from forms.typed_dates import NotADay, day_from_text

FACT_NAMES = {"今日": "today", "利用日": "day_of_use"}
_CHILDREN = {"any": "any_child", "all": "all_children"}


@dataclass
class Wrong(ValueError):
    """A line that no condition can be made of: which group, which line, which of its inputs, why."""

    group: int
    row: int
    part: str
    reason: Message


def tree_from(form: Form, picked: Picked) -> Any:
    """Return the condition that was picked, None for none; Wrong names the line that is to be mended."""
    groups = [_group_tree(form, number, group) for number, group in enumerate(picked.groups)]
    if not groups:
        return None
    tree = groups[0] if len(groups) == 1 else {picked.mode: groups}
    return {"not": tree} if picked.negated and len(groups) > 1 else tree


def picked_from(form: Form, tree: Any) -> Picked | None:
    """Return what to pick for a condition; None for one that the picker cannot make exactly so."""
    if tree is None:
        return Picked()
    plain = thawed(tree)
    picked = _picked(form, plain)
    try:
        return picked if picked is not None and thawed(tree_from(form, picked)) == plain else None
    except (Wrong, LookupError, TypeError, ValueError):
        return None


def _group_tree(form: Form, number: int, group: Group) -> Any:
    rows = []
    for place, row in enumerate(group.rows):
        try:
            rows.append(_row_tree(form, row))
        except Wrong as wrong:
            raise Wrong(number, place, wrong.part, wrong.reason) from None
    tree = rows[0] if len(rows) == 1 else {group.mode: rows}
    return {"not": tree} if group.negated else tree


def _row_tree(form: Form, row: Row) -> Any:
    asked = form.field(row.key)
    if asked is None:
        raise Wrong(0, 0, "key", for_staff("条件に使う質問を選んでください。"))
    if row.test not in dict(comparisons_of(form, row.key)):
        raise Wrong(0, 0, "test", for_staff("「{label}」をどう比べるか選んでください。", label=asked.label))
    answer = {"answer": row.key}
    if row.test in ("answered", "unanswered"):
        tree: Any = {"answered": row.key}
        return {"not": tree} if row.test == "unanswered" else tree
    if row.test in ("has", "has_not"):
        tree = {"contains": [answer, _value(form, asked, row)]}
        return {"not": tree} if row.test == "has_not" else tree
    if row.test.startswith(("any", "all")):
        born = {"child": "born"}
        inner = {"compare": [_age(born, row), row.test[3:], _number(asked, row)]}
        return {_CHILDREN[row.test[:3]]: inner, "of": row.key}
    if row.test.startswith("age"):
        return {"compare": [_age(answer, row), row.test[3:], _number(asked, row)]}
    if row.test.startswith("count"):
        return {"compare": [{"count": row.key}, row.test[5:], _number(asked, row)]}
    return {"compare": [answer, row.test, _value(form, asked, row)]}


def _age(born: Any, row: Row) -> dict[str, Any]:
    unit = row.unit if row.unit in ("years", "months") else "years"
    return {"age": born, "on": {"fact": row.on if row.on in FACT_NAMES.values() else "today"}, "in": unit}


def _number(asked: Field, row: Row) -> dict[str, Any]:
    found = number_in(row.value)
    if found is None:
        raise Wrong(0, 0, "value", for_staff("「{label}」と比べる数を入れてください。", label=asked.label))
    return {"value": found}


def _value(form: Form, asked: Field, row: Row) -> dict[str, Any]:
    kind = type_of_answer(form, asked)
    listed = dict(values_of(form, asked.key))
    if listed and row.value not in listed:
        raise Wrong(0, 0, "value", for_staff("「{label}」と比べる答えを選んでください。", label=asked.label))
    if kind == "flag":
        return {"value": row.value == YES}
    if kind == "number":
        return _number(asked, row)
    if kind == "date":
        return _day(asked, row)
    if kind == "time":
        return _time(asked, row)
    if not row.value.strip():
        raise Wrong(0, 0, "value", for_staff("「{label}」と比べる言葉を入れてください。", label=asked.label))
    return {"value": row.value}


def _day(asked: Field, row: Row) -> dict[str, Any]:
    if row.value.strip() in FACT_NAMES:
        return {"fact": FACT_NAMES[row.value.strip()]}
    try:
        return {"date": day_from_text(asked.label, row.value).isoformat()}
    except NotADay:
        sentence = "「{label}」と比べる日を、日付（例：2026年4月1日）か「今日」「利用日」で入れてください。"
        raise Wrong(0, 0, "value", for_staff(sentence, label=asked.label)) from None


def _time(asked: Field, row: Row) -> dict[str, Any]:
    try:
        return {"time": f"{KINDS['time'].read(Field('t', 'time', asked.label), {'': [row.value]}, {}):%H:%M}"}
    except Unreadable:
        sentence = "「{label}」と比べる時刻を入れてください（例：9:30）。"
        raise Wrong(0, 0, "value", for_staff(sentence, label=asked.label)) from None


def _picked(form: Form, tree: Any) -> Picked | None:
    """Return the picks for a plain tree; what does not fit is found by making the tree again."""
    alone = _group(form, tree)
    if alone:
        return Picked(groups=(alone,))
    inner, negated = (tree["not"], True) if "not" in tree else (tree, False)
    if not _is_joined(inner):
        return None
    (mode,) = inner
    groups = [_group(form, one) for one in inner[mode]]
    return Picked(mode, negated, tuple(one for one in groups if one)) if all(groups) else None


def _is_joined(tree: Any) -> bool:
    """Say whether a tree is all or any of a list."""
    return isinstance(tree, Mapping) and len(tree) == 1 and isinstance(tree.get(ALL, tree.get(ANY)), list)


def _group(form: Form, tree: Any) -> Group | None:
    row = _row(form, tree)
    if row:
        return Group(rows=(row,))
    inner, negated = (tree["not"], True) if "not" in tree else (tree, False)
    if not _is_joined(inner):
        row = _row(form, inner)
        return Group(negated=negated, rows=(row,)) if row else None
    (mode,) = inner
    rows = [_row(form, one) for one in inner[mode]]
    return Group(mode, negated, tuple(one for one in rows if one)) if all(rows) else None


def _row(form: Form, tree: Any) -> Row | None:
    try:
        return _row_of(form, tree)
    except (DefinitionError, LookupError, TypeError, ValueError, AttributeError):
        return None


def _row_of(form: Form, tree: Any) -> Row | None:
    is_not, inner = ("not" in tree), tree.get("not", tree)
    if "answered" in inner:
        return Row(inner["answered"], "unanswered" if is_not else "answered")
    if "contains" in inner:
        whole, part = inner["contains"]
        return Row(whole["answer"], "has_not" if is_not else "has", part["value"])
    if is_not:
        return None
    for start, name in _CHILDREN.items():
        if name in tree:
            left, sign, right = tree[name]["compare"]
            return Row(tree["of"], start + sign, _typed(right), left["in"], left["on"]["fact"])
    left, sign, right = tree["compare"]
    if "age" in left:
        return Row(left["age"]["answer"], f"age{sign}", _typed(right), left["in"], left["on"]["fact"])
    if "count" in left:
        return Row(left["count"], f"count{sign}", _typed(right))
    return Row(left["answer"], sign, _typed(right))


def _typed(value: Any) -> str:
    """Return what one would type, or pick, for a fixed value."""
    if "fact" in value:
        return next(words for words, name in FACT_NAMES.items() if name == value["fact"])
    if "date" in value:
        return f"{date.fromisoformat(value['date']):%Y-%m-%d}"
    if "time" in value:
        return f"{time.fromisoformat(value['time']):%-H:%M}"
    plain = value["value"]
    if isinstance(plain, bool):
        return YES if plain else NO
    return f"{Decimal(str(plain)):f}" if isinstance(plain, int | float) else plain
