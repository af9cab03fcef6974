"""Conditions agree with JsonLogic, an independent language, where both can say the same."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from json_logic import jsonLogic

from forms.conditions import holds, value_of
from tests.forms.trees import conditions, number_answers, number_expressions

NO_FACTS: dict[str, Any] = {}
NAMES = {"all": "and", "any": "or", "sum": "+", "minus": "-", "times": "*", "=": "=="}


def in_json_logic(tree: Any) -> Any:
    """Say one of our trees in JsonLogic."""
    if "value" in tree:
        return tree["value"]
    if "answer" in tree:
        return {"var": tree["answer"]}
    if "if" in tree:
        return {"if": [in_json_logic(tree[name]) for name in ("if", "then", "else")]}
    ((name, inner),) = tree.items()
    if name == "not":
        return {"!": [in_json_logic(inner)]}
    if name == "compare":
        return {NAMES.get(inner[1], inner[1]): [in_json_logic(inner[0]), in_json_logic(inner[2])]}
    return {NAMES[name]: [in_json_logic(one) for one in inner]}


def whole(answers: dict[str, Decimal]) -> dict[str, int]:
    """Return answers as JsonLogic knows them; whole numbers stay exact in both."""
    return {key: int(number) for key, number in answers.items()}


@settings(max_examples=300)
@given(conditions(), number_answers())
def test_conditions_agree_with_json_logic(condition: Any, answers: dict[str, Decimal]) -> None:
    assert holds(condition, answers, NO_FACTS) is bool(jsonLogic(in_json_logic(condition), whole(answers)))


@settings(max_examples=300)
@given(number_expressions(), number_answers())
def test_calculations_agree_with_json_logic(expression: Any, answers: dict[str, Decimal]) -> None:
    assert value_of(expression, answers, NO_FACTS) == jsonLogic(in_json_logic(expression), whole(answers))
