"""Conditions and calculations over earlier answers: a closed set of operators in JSON, nothing is run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any

from forms import arithmetic
from forms.definition import DefinitionError
from forms.given import Facts

Tree = Mapping[str, Any]
"""A condition or an expression as JSON: one operator, and what it works on."""


@dataclass(frozen=True)
class Scene:
    """What a condition can see: earlier answers, facts, and one child where children are gone through."""

    answers: Mapping[str, Any]
    facts: Facts
    child: Any = None

    def people(self, key: str) -> tuple[Any, ...]:
        """Return the children answered under ``key``, none where it is not answered."""
        return tuple(self.answers.get(key) or ())


def holds(condition: Tree | None, answers: Mapping[str, Any], facts: Facts) -> bool:
    """Say whether a condition is met; no condition always is. DefinitionError for a malformed one."""
    return condition is None or bool(_guarded(is_met, condition, Scene(answers, facts)))


def value_of(expression: Any, answers: Mapping[str, Any], facts: Facts) -> Any:
    """Return what an expression comes to, None where an answer it needs is missing."""
    return _guarded(evaluated, expression, Scene(answers, facts))


def is_met(tree: Tree, scene: Scene) -> bool:
    """Say whether a condition is met in a scene."""
    return CONDITIONS[operator_of(tree, CONDITIONS)](tree, scene)


def evaluated(tree: Tree, scene: Scene) -> Any:
    """Return what an expression comes to in a scene."""
    return EXPRESSIONS[operator_of(tree, EXPRESSIONS)](tree, scene)


def operator_of(tree: Any, known: Iterable[str]) -> str:
    """Return the one operator of a tree; DefinitionError where there is none, or more than one."""
    found = [name for name in known if name in tree] if isinstance(tree, Mapping) else []
    if len(found) != 1:
        raise DefinitionError("condition", f"exactly one known operator is expected in {tree!r:.200}")
    return found[0]


def _guarded(evaluate: Callable[[Any, Scene], Any], tree: Any, scene: Scene) -> Any:
    try:
        return evaluate(tree, scene)
    except DefinitionError:
        raise
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise DefinitionError("condition", f"malformed: {error!r} in {tree!r:.200}") from error


def _compare(tree: Tree, scene: Scene) -> bool:
    left, sign, right = tree["compare"]
    return arithmetic.compare(evaluated(left, scene), sign, evaluated(right, scene))


def _contains(tree: Tree, scene: Scene) -> bool:
    whole, part = (evaluated(one, scene) for one in tree["contains"])
    return arithmetic.contains(whole, part)


def _matching(tree: Tree, key: str, condition: Any, scene: Scene) -> list[Any]:
    """Return the children for whom ``condition`` is met; all of them without one."""
    people = scene.people(key)
    return [one for one in people if condition is None or is_met(condition, replace(scene, child=one))]


def _any_child(tree: Tree, scene: Scene) -> bool:
    return bool(_matching(tree, tree["of"], tree["any_child"], scene))


def _all_children(tree: Tree, scene: Scene) -> bool:
    people = scene.people(tree["of"])
    return 0 < len(people) == len(_matching(tree, tree["of"], tree["all_children"], scene))


def _count(tree: Tree, scene: Scene) -> Any:
    return arithmetic.plain(len(_matching(tree, tree["count"], tree.get("where"), scene)))


def _numbers(name: str, work: Callable[[list[Any]], Any]) -> Callable[[Tree, Scene], Any]:
    return lambda tree, scene: work([evaluated(one, scene) for one in tree[name]])


def _two(name: str, work: Callable[[Any, Any], Any]) -> Callable[[Tree, Scene], Any]:
    return lambda tree, scene: work(evaluated(tree[name][0], scene), evaluated(tree[name][1], scene))


def _divide(tree: Tree, scene: Scene) -> Any:
    numbers = [evaluated(one, scene) for one in tree["divide"]]
    return arithmetic.divided(numbers, tree.get("places", 0), tree.get("round", "down"))


def _age(tree: Tree, scene: Scene) -> Any:
    born, on = evaluated(tree["age"], scene), evaluated(tree["on"], scene)
    return arithmetic.age(born, on, tree["in"])


def _first(tree: Tree, scene: Scene) -> Any:
    values = (evaluated(one, scene) for one in tree["first"])
    return next((value for value in values if value is not None), None)


def _if(tree: Tree, scene: Scene) -> Any:
    return evaluated(tree["then" if is_met(tree["if"], scene) else "else"], scene)


def _birthdays(key: str, scene: Scene) -> list[date]:
    return [one.born for one in scene.people(key)]


CONDITIONS: Mapping[str, Callable[[Tree, Scene], bool]] = {
    "all": lambda tree, scene: all(is_met(one, scene) for one in tree["all"]),
    "any": lambda tree, scene: any(is_met(one, scene) for one in tree["any"]),
    "not": lambda tree, scene: not is_met(tree["not"], scene),
    "compare": _compare,
    "contains": _contains,
    "answered": lambda tree, scene: scene.answers.get(tree["answered"]) is not None,
    "any_child": _any_child,
    "all_children": _all_children,
}

EXPRESSIONS: Mapping[str, Callable[[Tree, Scene], Any]] = {
    "answer": lambda tree, scene: arithmetic.plain(scene.answers.get(tree["answer"])),
    "fact": lambda tree, scene: scene.facts.get(tree["fact"]),
    "value": lambda tree, scene: arithmetic.plain(tree["value"]),
    "date": lambda tree, scene: date.fromisoformat(tree["date"]),
    "time": lambda tree, scene: time.fromisoformat(tree["time"]),
    "child": lambda tree, scene: getattr(scene.child, {"born": "born"}[tree["child"]]),
    "age": _age,
    "count": _count,
    "sum": _numbers("sum", arithmetic.added),
    "minus": _numbers("minus", arithmetic.subtracted),
    "times": _numbers("times", arithmetic.multiplied),
    "divide": _divide,
    "days_between": _two("days_between", arithmetic.days_between),
    "add_days": _two("add_days", arithmetic.add_days),
    "add_months": _two("add_months", arithmetic.add_months),
    "youngest": lambda tree, scene: max(_birthdays(tree["youngest"], scene), default=None),
    "oldest": lambda tree, scene: min(_birthdays(tree["oldest"], scene), default=None),
    "first": _first,
    "if": _if,
}
