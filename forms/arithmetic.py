"""What conditions and calculations do with single values: comparing, sums, ages and days."""

from __future__ import annotations

import calendar
import operator
from collections.abc import Callable, Sequence
from datetime import date, time, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Context, Decimal, localcontext
from functools import reduce
from typing import Any

COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
EQUALITY = frozenset({"=", "!="})
ORDERED = frozenset({"number", "date", "time"})
"""Types that also have smaller and greater; all others have only = and !=."""

ROUNDINGS = {"down": ROUND_DOWN, "up": ROUND_UP, "half_up": ROUND_HALF_UP}
"""切り捨て (towards zero), 切り上げ (away from zero), 四捨五入."""

AGE_UNITS = ("years", "months")
MOST_STEPS = 100_000
"""Days or months that may be added at once; 100,000 days are 273 years."""

_EXACTLY = Context(prec=60, traps=[])
_CHANGED = (int, float, list, set, frozenset)


def plain(value: Any) -> Any:
    """Return an answer in the few types that conditions know; whole numbers become Decimal."""
    if isinstance(value, bool) or not isinstance(value, _CHANGED):
        return value
    return Decimal(str(value)) if isinstance(value, int | float) else tuple(value)


def type_of(value: Any) -> str:
    """Return "flag", "number", "date", "time", "text", or "list" for anything of several parts."""
    for name, python in _TYPES:
        if isinstance(value, python):
            return name
    return "list"


def compare(left: Any, sign: str, right: Any) -> bool:
    """Compare two values; values that are missing or of different types never compare, not even by !=."""
    kind = type_of(left)
    if left is None or right is None or kind != type_of(right):
        return False
    if kind not in ORDERED and sign not in EQUALITY:
        return False
    return COMPARISONS[sign](left, right)


def contains(whole: Any, part: Any) -> bool:
    """Say whether ticked choices hold one, or a text holds another."""
    if isinstance(whole, str):
        return isinstance(part, str) and part in whole
    return isinstance(whole, tuple) and part is not None and part in whole


def added(numbers: Sequence[Any]) -> Decimal | None:
    """Return the sum, or None where one is missing."""
    return _reduced(operator.add, numbers)


def subtracted(numbers: Sequence[Any]) -> Decimal | None:
    """Return the first number less all others, or None where one is missing."""
    return _reduced(operator.sub, numbers)


def multiplied(numbers: Sequence[Any]) -> Decimal | None:
    """Return the product, or None where one is missing."""
    return _reduced(operator.mul, numbers)


def divided(numbers: Sequence[Any], places: int, rounding: str) -> Decimal | None:
    """Return a quotient with ``places`` decimals, or None by zero."""
    if not _are_numbers(numbers) or numbers[1] == 0:
        return None
    with localcontext(_EXACTLY):
        return _finite(_quotient(numbers[0], numbers[1], places, ROUNDINGS[rounding]))


def age(born: Any, on: Any, unit: str) -> Decimal | None:
    """Return full years or months on a day, None before birth.

    Who was born on 29 February, or on a 31st, is older from the 1st where the month has no such day.
    """
    if not isinstance(born, date) or not isinstance(on, date) or on < born:
        return None
    months = (on.year - born.year) * 12 + on.month - born.month - (on.day < born.day)
    return Decimal(months if unit == "months" else months // 12)


def add_days(day: Any, days: Any) -> date | None:
    """Return the day so many days later (earlier if negative), None outside the calendar."""
    steps = _steps(day, days)
    if steps is None or not date.min.toordinal() <= day.toordinal() + steps <= date.max.toordinal():
        return None
    return date.fromordinal(day.toordinal() + steps)


def add_months(day: Any, months: Any) -> date | None:
    """Return the same day so many months later, or the last of that month where it has no such day."""
    steps = _steps(day, months)
    if steps is None:
        return None
    year, month = divmod(day.year * 12 + day.month - 1 + steps, 12)
    if not date.min.year <= year <= date.max.year:
        return None
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def days_between(first: Any, last: Any) -> Decimal | None:
    """Return the days from one date to another, negative when the second is earlier."""
    if not isinstance(first, date) or not isinstance(last, date):
        return None
    return Decimal((last - first) // timedelta(days=1))


_TYPES: tuple[tuple[str, type], ...] = (
    ("flag", bool),
    ("number", Decimal),
    ("date", date),
    ("time", time),
    ("text", str),
)


def _are_numbers(values: Sequence[Any]) -> bool:
    return all(isinstance(value, Decimal) for value in values)


def _reduced(step: Callable[[Any, Any], Any], numbers: Sequence[Any]) -> Decimal | None:
    if not _are_numbers(numbers):
        return None
    with localcontext(_EXACTLY):
        return _finite(reduce(step, numbers))


def _quotient(number: Decimal, by: Decimal, places: int, rounding: str) -> Decimal:
    """Round the exact quotient once: a quotient already rounded to 60 digits could round again wrongly."""
    whole, rest = divmod(abs(number).scaleb(places), abs(by))
    if rounding == ROUND_UP and rest or rounding == ROUND_HALF_UP and 2 * rest >= abs(by):
        whole += 1
    return whole.scaleb(-places).copy_sign(number * by)


def _finite(number: Decimal) -> Decimal | None:
    return number + 0 if number.is_finite() else None


def _steps(day: Any, steps: Any) -> int | None:
    if not isinstance(day, date) or not isinstance(steps, Decimal) or abs(steps) > MOST_STEPS:
        return None
    return int(steps)
