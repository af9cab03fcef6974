"""One walk through a condition or a calculation that gathers what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from forms.conditions import operator_of
from forms.definition import DefinitionError
from forms.messages import Message, mark, message

DEEPEST = 12
"""Operators within operators; nobody can read more."""

LARGEST = 200
"""Operators in one tree."""

BESIDE: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "age": (frozenset({"on", "in"}), frozenset()),
    "divide": (frozenset(), frozenset({"places", "round"})),
    "count": (frozenset(), frozenset({"where"})),
    "if": (frozenset({"then", "else"}), frozenset()),
    "any_child": (frozenset({"of"}), frozenset()),
    "all_children": (frozenset({"of"}), frozenset()),
}
"""What stands beside an operator in its object: (must, may)."""

TYPE_NAMES = {
    "text": mark("文字"),
    "number": mark("数"),
    "date": mark("日付"),
    "time": mark("時刻"),
    "flag": mark("はい・いいえ"),
    "choice": mark("選択"),
    "choices": mark("複数選択"),
    "people": mark("子ども"),
    "files": mark("ファイル"),
}


@dataclass(frozen=True)
class Known:
    """The fields a tree may look at, with their types, and those it may not yet."""

    types: Mapping[str, str | None]
    later: Collection[str] = ()
    options: Mapping[str, Collection[str]] = field(default_factory=dict)


Look = Callable[["Examination", Any], "str | None"]
"""Looks at one operator and all within it; returns the type of what it gives."""


class Examination:
    """One walk through a tree; ``problems`` gathers what is wrong."""

    def __init__(self, known: Known, conditions: Mapping[str, Look], expressions: Mapping[str, Look]) -> None:
        self.known = known
        self.conditions = conditions
        self.expressions = expressions
        self.problems: list[Message] = []
        self.size = self.depth = self.children = 0

    def wrong(self, problem: Message) -> None:
        self.problems.append(problem)

    def condition(self, tree: Any) -> None:
        """Look at a condition and all within it."""
        self._enter(tree, self.conditions)

    def expression(self, tree: Any, wanted: Collection[str] = ()) -> str | None:
        """Look at an expression and all within it; return its type, None where that is not known."""
        found = self._enter(tree, self.expressions)
        if found and wanted and found not in wanted:
            self.wrong(
                message(
                    "{wanted}のところに{found}があります。", wanted=type_name(*wanted), found=type_name(found)
                )
            )
        return found

    def _enter(self, tree: Any, looks: Mapping[str, Look]) -> str | None:
        self.size += 1
        if self.depth >= DEEPEST or self.size > LARGEST:
            self.wrong(
                message(
                    "条件や計算が大きすぎます。{depth}段、{size}個までにしてください。",
                    depth=DEEPEST,
                    size=LARGEST,
                )
            )
            return None
        try:
            name = operator_of(tree, looks)
        except DefinitionError:
            self.wrong(message("条件や計算の書き方が正しくありません（{part}）。", part=f"{tree!r:.60}"))
            return None
        return self._within(name, tree, looks[name])

    def _within(self, name: str, tree: Any, look: Look) -> str | None:
        must, may = BESIDE.get(name, (frozenset(), frozenset()))
        beside = set(tree) - {name}
        if not must <= beside <= must | may:
            self.wrong(message("「{name}」の書き方が正しくありません。", name=name))
            return None
        self.depth += 1
        found = look(self, tree)
        self.depth -= 1
        return found

    def items(self, tree: Any, name: str, least: int, most: int = LARGEST) -> tuple[Any, ...]:
        """Return the list an operator works on, empty where it is none of that length."""
        items = tree[name]
        if isinstance(items, list | tuple) and least <= len(items) <= most:
            return tuple(items)
        self.wrong(message("「{name}」に並べるものの数が正しくありません。", name=name))
        return ()

    def one_of(self, value: Any, allowed: Collection[Any], name: str) -> None:
        """Complain about a word that is not one of the allowed ones."""
        if not isinstance(value, str | int) or value not in allowed:
            self.wrong(message("「{name}」に「{value}」は使えません。", name=name, value=f"{value!s:.40}"))

    def key(self, key: Any) -> str | None:
        """Return the type of an earlier field; complain where there is no such field."""
        if isinstance(key, str) and key in self.known.types:
            return self.known.types[key]
        if isinstance(key, str) and key in self.known.later:
            self.wrong(message("「{key}」は、この時点ではまだ答えていない質問です。", key=key))
        else:
            self.wrong(message("「{key}」という質問はありません。", key=f"{key!s:.40}"))
        return None

    def key_of(self, key: Any, wanted: Collection[str]) -> None:
        """Complain where a field is not of a wanted type."""
        found = self.key(key)
        if found is None and key in self.known.types:
            self.wrong(message("「{key}」の答えは条件や計算に使えません。", key=key))
        if found and found not in wanted:
            self.wrong(
                message("「{key}」は{wanted}の質問ではありません。", key=key, wanted=type_name(*wanted))
            )

    def offered(self, asked: Any, compared: Any) -> None:
        """Complain where the answer to a choice is held against a value that it does not offer."""
        options = self.known.options.get(asked["answer"]) if "answer" in asked else None
        value = compared.get("value")
        if options is not None and isinstance(value, str) and value not in options:
            self.wrong(
                message("「{key}」に「{value}」という選択肢はありません。", key=asked["answer"], value=value)
            )

    def about_children(self, key: Any, condition: Any) -> None:
        """Look at a condition about each child."""
        self.key_of(key, ("people",))
        self.children += 1
        self.condition(condition)
        self.children -= 1


def type_name(*types: str) -> Message:
    """Return what people call one of some types."""
    if len(types) == 1:
        return message(TYPE_NAMES[types[0]])
    return message("{one}か{other}", one=type_name(types[0]), other=type_name(*types[1:]))
