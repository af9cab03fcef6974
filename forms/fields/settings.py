"""Reading the settings of a field, and saying which of them have the wrong shape."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import Any

from forms.definition import DefinitionError, Field, Text
from forms.messages import Message, message

Check = Callable[[Any], bool]


def wrong_settings(field: Field, checks: Mapping[str, Check]) -> Iterator[Message]:
    """Yield one message for each setting whose value is not of the shape it must have."""
    for name, check in checks.items():
        if name in field.settings and not check(field.settings[name]):
            yield message("設定「{name}」の値が正しくありません。", name=name)


def whole(field: Field, name: str, default: int) -> int:
    """Return a whole number of the settings, or ``default``."""
    value: Any = field.settings.get(name)
    return int(value) if is_whole(value) else default


def number(field: Field, name: str) -> Decimal | None:
    """Return a number of the settings as it was written, or None."""
    value = field.settings.get(name)
    return Decimal(str(value)) if is_number(value) else None


def flag(field: Field, name: str) -> bool:
    """Say whether a setting is switched on."""
    return field.settings.get(name) is True


def text(field: Field, name: str, default: Text) -> Text:
    """Return a text of the settings, or ``default``."""
    value = field.settings.get(name)
    return Text.from_json(value) if is_text(value) else default


def clock(field: Field, name: str) -> time | None:
    """Return a time of day written as "09:30", or None."""
    value: Any = field.settings.get(name)
    return time.fromisoformat(value) if is_clock(value) else None


def is_whole(value: Any) -> bool:
    """Say whether a setting is a whole number from 0 on."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def is_positive(value: Any) -> bool:
    """Say whether a setting is a whole number from 1 on."""
    return is_whole(value) and value > 0


def is_number(value: Any) -> bool:
    """Say whether a setting is a number, or a text of one ("0.1")."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return False
    try:
        return Decimal(str(value)).is_finite()
    except InvalidOperation:
        return False


def is_flag(value: Any) -> bool:
    """Say whether a setting is true or false."""
    return isinstance(value, bool)


def is_text(value: Any) -> bool:
    """Say whether a setting is a text in one or more languages."""
    try:
        return bool(Text.from_json(value).ja)
    except DefinitionError:
        return False


def is_clock(value: Any) -> bool:
    """Say whether a setting is a time of day such as "09:30"."""
    return _parses(time.fromisoformat, value)


def is_day(value: Any) -> bool:
    """Say whether a setting is a day, fixed ("2026-04-01") or from a fact ({"fact": "today", "days": 0})."""
    if isinstance(value, Mapping):
        steps = [value.get("days", 0), value.get("months", 0)]
        return value.keys() <= {"fact", "days", "months"} and _named(value) and all(map(_is_step, steps))
    return _parses(date.fromisoformat, value)


def one_of(*values: str) -> Check:
    """Return a check that a setting is one of ``values``."""
    return lambda value: value in values


def _parses(read: Callable[[str], Any], value: Any) -> bool:
    try:
        return isinstance(value, str) and read(value) is not None
    except ValueError:
        return False


def _named(value: Mapping[str, Any]) -> bool:
    return isinstance(value.get("fact"), str)


def _is_step(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= 100_000
