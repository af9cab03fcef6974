"""The shape of JSON that came from outside: looked at before anything is made of it."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType
from typing import Any

DEEPEST = 64
"""Levels of JSON in a definition; deeper nesting is an attack, not a form."""

MOST_VALUES = 100_000
"""Values in one definition; the largest real forms have some thousands."""

LARGEST = 10**15
"""Numbers beyond this lose digits in other programs that read the JSON."""


class DefinitionError(ValueError):
    """The JSON is not a form definition at all; ``where`` is the place, as "form.pages[0].fields[2].label"."""

    def __init__(self, where: str, reason: str) -> None:
        super().__init__(f"{where}: {reason}")
        self.where = where
        self.reason = reason


def frozen(value: Any) -> Any:
    """Return JSON-like data as read-only mappings and tuples; 2.0 becomes 2, which it is in JSON."""
    if isinstance(value, Mapping):
        return MappingProxyType({key: frozen(inner) for key, inner in value.items()})
    if isinstance(value, list | tuple):
        return tuple(frozen(inner) for inner in value)
    return int(value) if isinstance(value, float) and value.is_integer() else value


def thawed(value: Any) -> Any:
    """Return frozen data as plain dicts and lists, ready for json."""
    if isinstance(value, Mapping):
        return {key: thawed(inner) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return [thawed(inner) for inner in value]
    return value


def plain_json(data: Any, where: str) -> None:
    """Refuse what no database and no other program takes: broken text, NaN, endless nesting."""
    waiting = [(where, data, 0)]
    for seen in range(MOST_VALUES + 1):
        if not waiting:
            return
        place, value, depth = waiting.pop()
        _plain_value(value, place)
        if depth == DEEPEST:
            raise DefinitionError(place, f"nested more than {DEEPEST} levels deep")
        waiting.extend((inner_place, inner, depth + 1) for inner_place, inner in _inner(place, value))
        if len(waiting) + seen > MOST_VALUES:
            break
    raise DefinitionError(where, f"more than {MOST_VALUES} values")


def an_object(value: Any, where: str) -> Mapping[str, Any]:
    """Return ``value`` if it is a JSON object."""
    if not isinstance(value, Mapping):
        raise DefinitionError(where, f"an object is expected, not {_named(value)}")
    return value


def only(value: Any, allowed: Collection[str], where: str) -> Mapping[str, Any]:
    """Return ``value`` if it is a JSON object without other names than the allowed ones."""
    extra = sorted(map(str, set(an_object(value, where)) - set(allowed)))
    if extra:
        raise DefinitionError(where, f"unknown {', '.join(extra)}; known are {', '.join(sorted(allowed))}")
    return an_object(value, where)


def a_list(data: Mapping[str, Any], name: str, where: str) -> list[Any]:
    """Return the list under ``name``."""
    value = data.get(name)
    if not isinstance(value, list | tuple):
        raise DefinitionError(f"{where}.{name}", f"a list is expected, not {_named(value)}")
    return list(value)


def a_string(data: Mapping[str, Any], name: str, where: str, *, default: str | None = None) -> str:
    """Return the string under ``name``; without a default it must be there and not be empty."""
    value = data.get(name, default)
    if not isinstance(value, str) or (default is None and not value):
        raise DefinitionError(f"{where}.{name}", f"a text is expected, not {_named(value)}")
    return value


def a_flag(data: Mapping[str, Any], name: str, where: str, *, default: bool) -> bool:
    """Return the true or false under ``name``."""
    value = data.get(name, default)
    if not isinstance(value, bool):
        raise DefinitionError(f"{where}.{name}", f"true or false is expected, not {_named(value)}")
    return value


def _named(value: Any) -> str:
    return "nothing" if value is None else f"{value!r:.40}"


def _inner(where: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            _plain_name(name, where)
            yield f"{where}.{name}", inner
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            yield f"{where}[{index}]", inner


def _plain_name(name: Any, where: str) -> None:
    if not isinstance(name, str) or not _is_plain_text(name):
        raise DefinitionError(where, f"not a name: {name!r:.40}")


def _plain_value(value: Any, where: str) -> None:
    if isinstance(value, str) and not _is_plain_text(value):
        raise DefinitionError(where, "a text with NUL or half a surrogate pair")
    if isinstance(value, int | float) and not (math.isfinite(value) and abs(value) <= LARGEST):
        raise DefinitionError(where, f"a number beyond {LARGEST}")
    if not isinstance(value, str | int | float | list | tuple | Mapping | None):
        raise DefinitionError(where, f"not JSON: {_named(value)}")


def _is_plain_text(text: str) -> bool:
    return not any(letter == "\0" or "\ud800" <= letter <= "\udfff" for letter in text)
