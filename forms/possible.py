"""Whether conditions can ever be met together: an exact search over the answers that a form allows."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import chain, combinations
from typing import Any

from forms.arithmetic import compare, contains, plain
from forms.condition_types import references
from forms.definition import Field, Form, Page, thawed
from forms.fields import KINDS
from forms.fields.options import options_of
from forms.fields.settings import number, whole
from forms.reading import CALCULATED

MOST_STEPS = 4_000
"""Steps of one search; a condition that takes more is not judged."""

MOST_TICKED = 6
"""Ticked choices of one question that are told apart; with more it is not judged."""

SOMETHING = object()
"""Any answer at all, of a question whose answers are not gone through."""

JOINING = ("all", "any", "not")

Tree = Mapping[str, Any]
Answers = dict[str, Any]


class _Unsure(Exception):
    """The search has become too long."""


def can_hold(form: Form, *trees: Tree | None) -> bool:
    """Say whether all these conditions can be met at once; False only where it is certain that they cannot.

    The form must be one that ``forms.checking`` forbids nothing of. What is not gone through (ages, sums, texts,
    days) counts as possible either way, so that nothing that can be reached is ever called unreachable.
    """
    wanted = [tree for tree in trees if tree is not None]
    if not wanted:
        return True
    return _Ways(form, wanted).can_hold(wanted)


def unreachable(form: Form) -> Iterator[tuple[str, Page | Field]]:
    """Yield the key of each page and question that nobody can ever get to see, with itself."""
    ways = _Ways(form)
    for page in form.pages:
        if not ways.can_hold([page.ask_if]):
            yield page.key, page
            continue
        for field in page.fields:
            if field.ask_if is not None and not ways.can_hold([page.ask_if, field.ask_if]):
                yield field.key, field


def allowed_numbers(field: Field, near: Iterable[Decimal] = ()) -> tuple[Decimal, ...]:
    """Return numbers that a question takes, one for each stretch between the numbers ``near``; () where it takes none."""
    step = Decimal(1).scaleb(-whole(field, "decimals", 0))
    least, most = number(field, "minimum"), number(field, "maximum")
    lowest = None if least is None else _on_grid(least, step, ROUND_CEILING)
    highest = None if most is None else _on_grid(most, step, ROUND_FLOOR)
    floors = [_on_grid(one, step, ROUND_FLOOR) for one in near]
    points = {point + shift for point in floors for shift in (-step, Decimal(0), step)}
    points |= {one for one in (lowest, highest) if one is not None} or {Decimal(0)}
    return tuple(
        sorted(
            point
            for point in points
            if (lowest is None or point >= lowest) and (highest is None or point <= highest)
        )
    )


def _on_grid(value: Decimal, step: Decimal, rounding: str) -> Decimal:
    return (value / step).to_integral_value(rounding=rounding) * step


@dataclass(frozen=True)
class _Atom:
    """A condition that joins no others: what it hangs on, and how an answer to that is judged."""

    variable: str
    judge: Callable[[Any], bool]


class _Ways:
    """The conditions of a form taken apart once, and the answers that are gone through."""

    def __init__(self, form: Form, trees: Iterable[Tree] = ()) -> None:
        self.fields = {field.key: field for field in form.fields()}
        self.atoms: dict[int, _Atom] = {}
        self.names: dict[int, tuple[str, ...]] = {}
        """Of each condition what it hangs on, in order."""
        self.constants: dict[str, set[Any]] = {}
        self.domains: dict[str, tuple[Any, ...]] = {}
        self.why_asked = {field.key: _why_asked(page, field) for page in form.pages for field in page.fields}
        own = [*(page.ask_if for page in form.pages), *(field.ask_if for field in form.fields())]
        self.kept = [tree for tree in (*trees, *own, *self.why_asked.values()) if tree is not None]
        """Held as long as their ids are used."""
        self.looks_at = {id(tree): tuple(dict.fromkeys(references(tree))) for tree in self.kept}
        for tree in self.kept:
            self.names[id(tree)] = tuple(dict.fromkeys(self._take_in(tree)))

    def can_hold(self, trees: Iterable[Tree | None]) -> bool:
        """Say whether conditions that were taken apart can all be met at once."""
        wanted = [tree for tree in trees if tree is not None]
        try:
            return _Search(self).finds_one({}, [*wanted, *self._behind(wanted)])
        except _Unsure:
            return True

    def _behind(self, wanted: list[Tree]) -> Iterator[Tree]:
        """Yield why what is looked at is asked, and what that looks at, and so on."""
        waiting, seen = list(wanted), set[str]()
        while waiting:
            for key in self.looks_at[id(waiting.pop())]:
                why = self.why_asked.get(key)
                if key not in seen and why is not None:
                    waiting.append(why)
                    yield why
                seen.add(key)

    def _take_in(self, tree: Tree) -> Iterator[str]:
        """Look at every condition that joins no others; yield what they hang on."""
        for name in JOINING:
            if name in tree:
                for inner in [tree[name]] if name == "not" else tree[name]:
                    yield from self._take_in(inner)
                return
        self.atoms[id(tree)] = self._atom(tree)
        yield self.atoms[id(tree)].variable

    def _atom(self, tree: Tree) -> _Atom:
        key = _plain_question(tree)
        if key in self.fields and "answered" in tree:
            return _Atom(key, lambda answer: answer is not None)
        if key in self.fields and _is_gone_through(self.fields[key]):
            self.constants.setdefault(key, set()).update(
                plain(one["value"]) for one in _two(tree) if "value" in one
            )
            return _Atom(key, _judge(tree))
        return _Atom(json.dumps(thawed(tree), sort_keys=True, ensure_ascii=False, default=str), bool)

    def domain(self, name: str) -> tuple[Any, ...]:
        """Return the answers that are gone through; True and False for what is not looked into."""
        if name not in self.domains:
            field = self.fields.get(name)
            self.domains[name] = (True, False) if field is None else self._answers(field)
        return self.domains[name]

    def _answers(self, field: Field) -> tuple[Any, ...]:
        kind, constants = KINDS[field.kind], self.constants.get(field.key, set())
        if not _is_gone_through(field):
            return (None, SOMETHING) if kind.asks or kind.name == CALCULATED else (None,)
        if kind.compares_as == "number":
            return None, *allowed_numbers(field, (one for one in constants if isinstance(one, Decimal)))
        if kind.compares_as == "choice":
            return None, *(option.value for option in options_of(field))
        if kind.compares_as == "choices":
            return None, *_ticked(field, sorted(one for one in constants if isinstance(one, str)))
        return (None, True) if kind.name == "consent" else (None, True, False)


class _Search:
    """One search through the answers."""

    def __init__(self, ways: _Ways) -> None:
        self.ways = ways
        self.steps = 0

    def finds_one(self, answers: Answers, open_trees: Sequence[Tree]) -> bool:
        """Say whether answers can be added so that these conditions, still open, are all met."""
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise _Unsure
        name = next(
            (one for tree in open_trees for one in self.ways.names[id(tree)] if one not in answers), None
        )
        if name is None:
            return True
        return any(
            self._goes_on({**answers, name: value}, name, open_trees) for value in self.ways.domain(name)
        )

    def _goes_on(self, answers: Answers, name: str, open_trees: Sequence[Tree]) -> bool:
        left: list[Tree] = []
        for tree in open_trees:
            found = self.judge(tree, answers) if name in self.ways.names[id(tree)] else None
            if found is False:
                return False
            if found is None:
                left.append(tree)
        return self.finds_one(answers, left)

    def judge(self, tree: Tree, answers: Answers) -> bool | None:
        """Say whether a condition is met, None where that is still open."""
        if "all" in tree:
            return self._every(tree["all"], answers)
        if "any" in tree:
            found = [self.judge(one, answers) for one in tree["any"]]
            return True if True in found else None if None in found else False
        if "not" in tree:
            inner = self.judge(tree["not"], answers)
            return None if inner is None else not inner
        atom = self.ways.atoms[id(tree)]
        return atom.judge(answers[atom.variable]) if atom.variable in answers else None

    def _every(self, trees: Iterable[Tree], answers: Answers) -> bool | None:
        is_open = False
        for tree in trees:
            found = self.judge(tree, answers)
            if found is False:
                return False
            is_open = is_open or found is None
        return None if is_open else True


def _why_asked(page: Page, field: Field) -> Tree | None:
    """Return what holds of every question: it is not answered, or the conditions of its page and its own are met.

    A calculated value hangs on more than its own conditions; those alone leave more possible, which is safe.
    """
    asked = [tree for tree in (page.ask_if, field.ask_if) if tree is not None]
    return {"any": [{"not": {"answered": field.key}}, {"all": asked}]} if asked else None


def _is_gone_through(field: Field) -> bool:
    kind = KINDS[field.kind]
    return kind.name != CALCULATED and kind.compares_as in ("choice", "choices", "flag", "number")


def _judge(tree: Tree) -> Callable[[Any], bool]:
    """Return what judges an answer as ``forms.conditions`` does, without taking the condition apart each time."""
    first, second = _two(tree)
    is_first = "answer" in first
    value = plain((second if is_first else first)["value"])
    if "contains" in tree:
        return lambda answer: contains(answer, value) if is_first else contains(value, answer)
    sign = tree["compare"][1]
    return lambda answer: compare(answer, sign, value) if is_first else compare(value, sign, answer)


def _two(tree: Tree) -> tuple[Tree, ...]:
    """Return what a comparison holds against each other, nothing for anything else."""
    if "compare" in tree:
        return tree["compare"][0], tree["compare"][2]
    return tuple(tree["contains"]) if "contains" in tree else ()


def _plain_question(tree: Tree) -> str:
    """Return the one question that is held against a constant, or asked whether it is answered; "" for all else."""
    if "answered" in tree:
        return str(tree["answered"])
    sides = _two(tree)
    asked = [one["answer"] for one in sides if "answer" in one]
    return asked[0] if len(asked) == 1 and sum("value" in one for one in sides) == 1 else ""


def _ticked(field: Field, values: list[str]) -> Iterator[tuple[str, ...]]:
    """Yield every way to tick these choices; none of them only where there are others to tick."""
    if len(values) > MOST_TICKED:
        raise _Unsure
    fewest = 0 if {option.value for option in options_of(field)} - set(values) else 1
    return chain.from_iterable(combinations(values, count) for count in range(fewest, len(values) + 1))
