"""Reading rules from JSON: plain values out, or an error that names the place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Any


class RulesError(ValueError):
    """The JSON is not a rule that we know; the message names the place."""


def only(data: Any, allowed: set[str], where: str) -> Mapping[str, Any]:
    """Return ``data`` as an object that has no other keys than ``allowed``."""
    if not isinstance(data, Mapping):
        raise RulesError(f"{where}: an object is expected")
    extra = sorted(set(data) - allowed)
    if extra:
        raise RulesError(f"{where}: unknown {', '.join(extra)}")
    return data


def whole(value: Any, where: str, *, least: int = 0, most: int = 100_000) -> int:
    """Return a whole number between ``least`` and ``most``."""
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise RulesError(f"{where}: a whole number from {least} to {most} is expected")
    return value


def whole_or_none(value: Any, where: str, *, least: int = 0) -> int | None:
    """Return a whole number, or None where there is no limit."""
    return None if value is None else whole(value, where, least=least)


def flag(value: Any, where: str) -> bool:
    """Return true or false."""
    if not isinstance(value, bool):
        raise RulesError(f"{where}: true or false is expected")
    return value


def one_of(value: Any, allowed: tuple[str, ...], where: str) -> str:
    """Return one of the allowed words."""
    if value not in allowed:
        raise RulesError(f"{where}: one of {', '.join(allowed)} is expected")
    return str(value)


def items(value: Any, where: str) -> tuple[Any, ...]:
    """Return the items of a list."""
    if not isinstance(value, list | tuple):
        raise RulesError(f"{where}: a list is expected")
    return tuple(value)


def clock_time(value: Any, where: str) -> time:
    """Return a Tokyo time of day from "HH:MM"."""
    try:
        hour, minute = str(value).split(":")
        return time(int(hour), int(minute))
    except ValueError:
        raise RulesError(f'{where}: a time such as "09:00" is expected') from None


def calendar_day(value: Any, where: str) -> date:
    """Return a day from "YYYY-MM-DD"."""
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise RulesError(f'{where}: a day such as "2026-05-05" is expected') from None


def month_and_day(value: Any, where: str) -> tuple[int, int]:
    """Return (month, day) from "MM-DD"; 29 February is a day of the year."""
    found = calendar_day(f"2024-{value}", where)
    return found.month, found.day
