"""Conditions in Japanese: what must be so for a question to be asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forms.definition import Field, Form, Text
from forms.fields import KINDS
from forms.fields.settings import is_text

_SIGNS = {
    "=": "{left}が{right}",
    "!=": "{left}が{right}ではない",
    "<": "{left}が{right}未満",
    "<=": "{left}が{right}以下",
    ">": "{left}が{right}を超える",
    ">=": "{left}が{right}以上",
}
_WHEN = {
    **_SIGNS,
    "<": "{left}が{right}より前",
    "<=": "{left}が{right}か、それより前",
    ">": "{left}が{right}より後",
    ">=": "{left}が{right}か、それより後",
}
"""The signs between days and times."""
_FACTS = {"today": "入力する日", "day_of_use": "利用日"}
_UNITS = {"years": "歳", "months": "か月"}
_COMPLEX = "計算した値"


def condition_words(tree: Any, form: Form | None = None) -> str:
    """Return a condition as a phrase; with the form, questions and options are called by their labels."""
    return _Teller(form).condition(tree)


def day_words(value: Mapping[str, Any]) -> str:
    """Return a day that is counted from a fact: 入力する日の10日前."""
    start = _FACTS.get(str(value.get("fact")), str(value.get("fact")))
    steps = [_step(value.get(name, 0), unit) for name, unit in (("months", "か月"), ("days", "日"))]
    return start + "".join(step for step in steps if step)


def _step(number: int, unit: str) -> str:
    if not number:
        return ""
    return f"の{number}{unit}後" if number > 0 else f"の{-number}{unit}前"


class _Teller:
    """Tells one tree, with what the questions of a form are called."""

    def __init__(self, form: Form | None) -> None:
        self.form = form

    def condition(self, tree: Any) -> str:
        if not isinstance(tree, Mapping):
            return _COMPLEX
        if "compare" in tree:
            return self.comparison(tree["compare"])
        if "answered" in tree:
            return f"{self.name(tree['answered'])}に答えた"
        if "not" in tree:
            return f"「{self.condition(tree['not'])}」ではない"
        if "contains" in tree:
            whole, part = self.pair(tree["contains"])
            return f"{whole}に{part}がある"
        if "all" in tree or "any" in tree:
            return self.several(tree)
        return self.of_children(tree)

    def several(self, tree: Mapping[str, Any]) -> str:
        word = "、かつ、" if "all" in tree else "、または、"
        parts = tree.get("all", tree.get("any"))
        return word.join(map(self.condition, parts)) if isinstance(parts, tuple | list) else _COMPLEX

    def of_children(self, tree: Mapping[str, Any]) -> str:
        for name, who in (("any_child", "だれか1人の"), ("all_children", "全員の")):
            if name in tree:
                return f"{who}{self.condition(tree[name])}"
        return _COMPLEX

    def comparison(self, parts: Any) -> str:
        if not isinstance(parts, tuple | list) or len(parts) != 3 or str(parts[1]) not in _SIGNS:
            return _COMPLEX
        left, right = self.pair((parts[0], parts[2]))
        if isinstance(parts[0], Mapping) and "age" in parts[0]:
            right += _UNITS.get(str(parts[0].get("in")), "")
        words = _WHEN if any(map(_is_moment, (parts[0], parts[2]))) else _SIGNS
        return words[str(parts[1])].format(left=left, right=right)

    def pair(self, parts: Any) -> tuple[str, str]:
        if not isinstance(parts, tuple | list) or len(parts) != 2:
            return _COMPLEX, _COMPLEX
        return self.value(parts[0], parts[1]), self.value(parts[1], parts[0])

    def value(self, tree: Any, beside: Any = None) -> str:
        if not isinstance(tree, Mapping):
            return _COMPLEX
        if "answer" in tree:
            return self.name(tree["answer"])
        if "value" in tree:
            return self.fixed(tree["value"], beside)
        if "fact" in tree:
            return _FACTS.get(str(tree["fact"]), str(tree["fact"]))
        for name, words in (("date", "{}"), ("time", "{}"), ("count", "{}の人数")):
            if name in tree:
                return words.format(self.name(tree[name]) if name == "count" else tree[name])
        return "年齢" if "age" in tree else _COMPLEX

    def fixed(self, value: Any, beside: Any) -> str:
        if isinstance(value, bool):
            return "「はい」" if value else "「いいえ」"
        field = self.field(beside["answer"]) if isinstance(beside, Mapping) and "answer" in beside else None
        return f"「{_option(field, value)}」" if isinstance(value, str) else str(value)

    def name(self, key: Any) -> str:
        field = self.field(key)
        return f"「{str(field.label) or key}」" if field else f"「{key}」"

    def field(self, key: Any) -> Field | None:
        return self.form.field(str(key)) if self.form else None


def _is_moment(tree: Any) -> bool:
    moments = {"date", "time", "fact", "child", "youngest", "oldest", "add_days", "add_months"}
    return isinstance(tree, Mapping) and bool(moments & tree.keys())


def _option(field: Field | None, value: str) -> str:
    """Return the label of a chosen value; the value itself where the field does not offer it."""
    if field is None or field.kind not in KINDS or KINDS[field.kind].compares_as not in ("choice", "choices"):
        return value
    listed = field.settings.get("options")
    options = listed if isinstance(listed, tuple) else ()
    labels = {
        one["value"]: str(Text.from_json(one["label"]))
        for one in options
        if isinstance(one, Mapping) and isinstance(one.get("value"), str) and is_text(one.get("label"))
    }
    return labels.get(value, "その他" if value == "other" else value)
