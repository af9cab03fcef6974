"""Buttons of a sheet that only change its rows: options, lines of a condition, parts of a calculation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from forms.calculating import Term
from forms.option_rows import OptionRow, with_lines
from forms.picks import Group, Row
from forms.sheets import Sheet

One = TypeVar("One")


def pressed(sheet: Sheet, step: str) -> Sheet:
    """Return the sheet after a button, "what" or "what:1" or "what:1:2"; one that it does not have changes nothing."""
    what, *places = step.split(":")
    numbers = [int(one) for one in places if one.isascii() and one.isdecimal() and len(one) < 4]
    press = _PRESSES.get(what)
    if press is None or len(numbers) != len(places) or len(numbers) != _PLACES.get(what, 0):
        return sheet
    return press(sheet, *numbers)


def _add_option(sheet: Sheet) -> Sheet:
    typed = {name: text for name, text in sheet.typed.items() if name != "s-lines"}
    lines = sheet.value("s-lines")
    options = with_lines(sheet.options, lines) if lines.strip() else (*sheet.options, OptionRow())
    return replace(sheet, typed=typed, options=options)


def _remove_option(sheet: Sheet, at: int) -> Sheet:
    return replace(sheet, options=_without(sheet.options, at))


def _step_option(by: int) -> Callable[[Sheet, int], Sheet]:
    return lambda sheet, at: replace(sheet, options=_stepped(sheet.options, at, by))


def _add_row(sheet: Sheet, number: int) -> Sheet:
    return _with_group(sheet, number, lambda group: replace(group, rows=(*group.rows, Row())))


def _remove_row(sheet: Sheet, number: int, at: int) -> Sheet:
    changed = _with_group(sheet, number, lambda group: replace(group, rows=_without(group.rows, at)))
    groups = tuple(group for group in changed.picked.groups if group.rows)
    return replace(changed, picked=replace(changed.picked, groups=groups))


def _add_group(sheet: Sheet) -> Sheet:
    return replace(sheet, picked=replace(sheet.picked, groups=(*sheet.picked.groups, Group())))


def _drop_condition(sheet: Sheet) -> Sheet:
    return replace(sheet, picked=replace(sheet.picked, groups=()), keeps_condition=False)


def _add_term(sheet: Sheet) -> Sheet:
    return replace(sheet, worked=replace(sheet.worked, terms=(*sheet.worked.terms, Term())))


def _remove_term(sheet: Sheet, at: int) -> Sheet:
    return replace(sheet, worked=replace(sheet.worked, terms=_without(sheet.worked.terms, at)))


def _drop_calculation(sheet: Sheet) -> Sheet:
    return replace(sheet, keeps_calculation=False)


def _with_group(sheet: Sheet, number: int, change: Callable[[Group], Group]) -> Sheet:
    groups = tuple(change(one) if at == number else one for at, one in enumerate(sheet.picked.groups))
    return replace(sheet, picked=replace(sheet.picked, groups=groups))


def _without(rows: Sequence[One], at: int) -> tuple[One, ...]:
    return tuple(one for place, one in enumerate(rows) if place != at)


def _stepped(rows: Sequence[One], at: int, by: int) -> tuple[One, ...]:
    moved = list(rows)
    if 0 <= at < len(moved) and 0 <= at + by < len(moved):
        moved.insert(at + by, moved.pop(at))
    return tuple(moved)


_PRESSES: Mapping[str, Callable[..., Sheet]] = {
    "add-option": _add_option,
    "remove-option": _remove_option,
    "up-option": _step_option(-1),
    "down-option": _step_option(1),
    "add-row": _add_row,
    "remove-row": _remove_row,
    "add-group": _add_group,
    "drop-condition": _drop_condition,
    "add-term": _add_term,
    "remove-term": _remove_term,
    "drop-calculation": _drop_calculation,
}
_PLACES = {
    "remove-option": 1,
    "up-option": 1,
    "down-option": 1,
    "add-row": 1,
    "remove-row": 2,
    "remove-term": 1,
}
