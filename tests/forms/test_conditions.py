"""Conditions and calculations come to what a clerk would work out by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import assume, given
from hypothesis import strategies as st

from forms.arithmetic import add_days, add_months, age, days_between
from forms.conditions import holds, value_of
from forms.definition import DefinitionError, frozen
from tests.forms.trees import conditions, days, number_answers, number_expressions


@dataclass(frozen=True)
class Person:
    """Somebody with a birth date, as the children question answers."""

    born: date


FACTS = {"today": date(2026, 4, 1), "day_of_use": date(2026, 4, 10)}
ANSWERS: dict[str, Any] = {
    "adults": Decimal(2),
    "price": Decimal("1000.50"),
    "name": "髙﨑",
    "where": "here",
    "tools": ("stroller", "bottle"),
    "agreed": True,
    "no": False,
    "visit": date(2026, 4, 10),
    "from": time(9, 30),
    "children": (Person(date(2023, 4, 11)), Person(date(2019, 4, 10))),
    "empty": (),
}
ADULTS, MISSING = {"answer": "adults"}, {"answer": "unasked"}


def n(value: Any) -> dict[str, Any]:
    return {"value": value}


CHILD_AGE = {"age": {"child": "born"}, "on": {"fact": "day_of_use"}, "in": "years"}
UNDER_SIX = {"compare": [CHILD_AGE, "<", n(6)]}

CONDITION_EXAMPLES: list[tuple[Any, bool]] = [
    (None, True),
    ({"compare": [ADULTS, "=", n(2)]}, True),
    ({"compare": [ADULTS, "=", n(2.0)]}, True),
    ({"compare": [ADULTS, "!=", n(2)]}, False),
    ({"compare": [ADULTS, ">=", n(3)]}, False),
    ({"compare": [{"answer": "name"}, "=", n("髙﨑")]}, True),
    ({"compare": [{"answer": "name"}, "=", n("高崎")]}, False),
    ({"compare": [{"answer": "name"}, "<", n("高崎")]}, False),
    ({"compare": [{"answer": "agreed"}, "=", n(True)]}, True),
    ({"compare": [{"answer": "no"}, "=", n(False)]}, True),
    ({"compare": [{"answer": "agreed"}, "=", n(1)]}, False),
    ({"compare": [ADULTS, "=", n("2")]}, False),
    ({"compare": [ADULTS, "!=", n("2")]}, False),
    ({"compare": [{"answer": "visit"}, ">", {"fact": "today"}]}, True),
    ({"compare": [{"answer": "visit"}, "<=", {"date": "2026-04-09"}]}, False),
    ({"compare": [{"answer": "from"}, "<", {"time": "12:00"}]}, True),
    ({"compare": [MISSING, "=", n(2)]}, False),
    ({"compare": [MISSING, "!=", n(2)]}, False),
    ({"compare": [MISSING, "=", MISSING]}, False),
    ({"not": {"compare": [MISSING, "=", n(2)]}}, True),
    ({"contains": [{"answer": "tools"}, n("bottle")]}, True),
    ({"contains": [{"answer": "tools"}, n("bot")]}, False),
    ({"contains": [{"answer": "name"}, n("﨑")]}, True),
    ({"contains": [MISSING, n("x")]}, False),
    ({"contains": [{"answer": "tools"}, MISSING]}, False),
    ({"answered": "name"}, True),
    ({"answered": "no"}, True),
    ({"answered": "unasked"}, False),
    ({"all": [{"answered": "name"}, {"answered": "unasked"}]}, False),
    ({"any": [{"answered": "name"}, {"answered": "unasked"}]}, True),
    ({"any_child": UNDER_SIX, "of": "children"}, True),
    ({"all_children": UNDER_SIX, "of": "children"}, False),
    ({"any_child": UNDER_SIX, "of": "unasked"}, False),
    ({"all_children": UNDER_SIX, "of": "unasked"}, False),
    ({"all_children": UNDER_SIX, "of": "empty"}, False),
]


@pytest.mark.parametrize(("condition", "met"), CONDITION_EXAMPLES)
def test_a_condition_is_met_or_not(condition: Any, met: bool) -> None:
    assert holds(frozen(condition), ANSWERS, FACTS) is met


EXPRESSION_EXAMPLES: list[tuple[Any, Any]] = [
    ({"sum": [ADULTS, n(1), n(0.1), n(0.2)]}, Decimal("3.3")),
    ({"sum": [ADULTS, MISSING]}, None),
    ({"sum": [ADULTS, {"first": [MISSING, n(0)]}]}, Decimal(2)),
    ({"minus": [n(1), ADULTS]}, Decimal(-1)),
    ({"times": [{"answer": "price"}, ADULTS]}, Decimal("2001.00")),
    ({"times": [n("2"), ADULTS]}, None),
    ({"divide": [n(10), n(3)]}, Decimal(3)),
    ({"divide": [n(-10), n(3)]}, Decimal(-3)),
    ({"divide": [n(10), n(3)], "places": 2, "round": "up"}, Decimal("3.34")),
    ({"divide": [n(5), n(2)], "round": "half_up"}, Decimal(3)),
    ({"divide": [n(-5), n(2)], "round": "half_up"}, Decimal(-3)),
    ({"divide": [n(10), n(0)]}, None),
    ({"count": "children"}, Decimal(2)),
    ({"count": "children", "where": UNDER_SIX}, Decimal(1)),
    ({"count": "tools"}, Decimal(2)),
    ({"count": "unasked"}, Decimal(0)),
    ({"youngest": "children"}, date(2023, 4, 11)),
    ({"oldest": "children"}, date(2019, 4, 10)),
    ({"oldest": "empty"}, None),
    ({"age": {"youngest": "children"}, "on": {"fact": "day_of_use"}, "in": "months"}, Decimal(35)),
    ({"age": {"oldest": "children"}, "on": {"fact": "day_of_use"}, "in": "years"}, Decimal(7)),
    ({"age": {"answer": "visit"}, "on": {"fact": "today"}, "in": "years"}, None),
    ({"age": {"answer": "visit"}, "on": {"fact": "other"}, "in": "years"}, None),
    ({"if": {"answered": "name"}, "then": n("a"), "else": n("b")}, "a"),
    ({"if": {"answered": "unasked"}, "then": n("a"), "else": n("b")}, "b"),
    ({"add_days": [{"date": "2026-02-28"}, n(1)]}, date(2026, 3, 1)),
    ({"add_months": [{"date": "2026-01-31"}, n(1)]}, date(2026, 2, 28)),
    ({"add_months": [{"date": "2026-03-31"}, n(-1)]}, date(2026, 2, 28)),
    ({"add_days": [{"date": "9999-12-31"}, n(1)]}, None),
    ({"add_months": [{"date": "0001-01-01"}, n(-1)]}, None),
    ({"add_days": [{"date": "2026-02-28"}, n(100_000)]}, date(2299, 12, 14)),
    ({"add_days": [{"date": "2026-02-28"}, n(100_001)]}, None),
    ({"add_months": [{"date": "2026-02-28"}, n(10**15)]}, None),
    ({"days_between": [{"fact": "today"}, {"answer": "visit"}]}, Decimal(9)),
    ({"days_between": [{"fact": "today"}, MISSING]}, None),
]


@pytest.mark.parametrize(("expression", "expected"), EXPRESSION_EXAMPLES)
def test_an_expression_comes_to(expression: Any, expected: Any) -> None:
    found = value_of(frozen(expression), ANSWERS, FACTS)
    assert (found, type(found)) == (expected, type(expected))


MALFORMED: list[Any] = [
    {},
    {"all": []} | {"any": []},
    {"exec": "import os"},
    {"compare": [n(1), "="]},
    {"compare": [n(1), "is", n(1)]},
    {"any_child": UNDER_SIX},
    {"compare": [{"age": n(1)}, "=", n(1)]},
    {"compare": [{"child": "born"}, "=", {"fact": "today"}]},
    {"compare": [{"child": "__class__"}, "=", {"fact": "today"}]},
    {"compare": [{"date": "tomorrow"}, "=", {"fact": "today"}]},
    {"compare": ["name", "=", "name"]},
    {"not": 5},
]


@pytest.mark.parametrize("condition", MALFORMED)
def test_a_malformed_condition_is_a_definition_error(condition: Any) -> None:
    with pytest.raises(DefinitionError):
        holds(frozen(condition), ANSWERS, FACTS)


@given(conditions(), number_answers())
def test_conditions_see_only_answers_and_facts(condition: Any, answers: Any) -> None:
    once = holds(condition, answers, FACTS)
    assert once is holds(frozen(condition), dict(answers), dict(FACTS))
    assert holds({"not": condition}, answers, FACTS) is not once


@given(number_expressions(), number_answers(), st.sampled_from(["<", "<=", "=", "!=", ">=", ">"]))
def test_a_comparison_with_something_unanswered_is_never_met(
    expression: Any, answers: Any, sign: str
) -> None:
    for pair in ([expression, sign, MISSING], [MISSING, sign, expression]):
        assert not holds({"compare": pair}, answers, FACTS)


@given(days(), days())
def test_ages_are_those_of_dateutil_save_at_the_end_of_months(born: date, on: date) -> None:
    assume(born <= on and born.day <= 28)
    apart = relativedelta(on, born)
    assert age(born, on, "years") == apart.years
    assert age(born, on, "months") == apart.years * 12 + apart.months


LEAP_BORN = date(2024, 2, 29)


@pytest.mark.parametrize(
    ("born", "on", "years", "months"),
    [
        (LEAP_BORN, date(2025, 2, 28), 0, 11),
        (LEAP_BORN, date(2025, 3, 1), 1, 12),
        (LEAP_BORN, date(2028, 2, 29), 4, 48),
        (date(2026, 1, 31), date(2026, 2, 28), 0, 0),
        (date(2026, 1, 31), date(2026, 3, 1), 0, 1),
        (date(2020, 4, 1), date(2026, 3, 31), 5, 71),
        (date(2020, 4, 1), date(2026, 4, 1), 6, 72),
        (date(2026, 4, 1), date(2026, 4, 1), 0, 0),
    ],
)
def test_ages_at_the_ends_of_months(born: date, on: date, years: int, months: int) -> None:
    assert (age(born, on, "years"), age(born, on, "months")) == (years, months)


@given(days(), st.integers(-2000, 2000))
def test_months_are_added_as_dateutil_does(day: date, months: int) -> None:
    expected = day + relativedelta(months=months) if day.year + (day.month - 1 + months) // 12 >= 1 else None
    assert add_months(day, Decimal(months)) == expected


@given(days(), days())
def test_adding_the_days_between_two_days_leads_from_one_to_the_other(first: date, last: date) -> None:
    assert add_days(first, days_between(first, last)) == last
