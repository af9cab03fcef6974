"""The columns of an export over all versions of a form: one column for one question, whichever version asked it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from domain.cases.printable import is_address
from forms.definition import Field, Form
from forms.fields import kind_of
from forms.fields.kind import Kind
from forms.rows import guarded, has_answer

Cells = tuple[str, ...]
Write = Callable[[str, bool], list[str]]
"""From a case's answers (JSON text), and whether its address is hidden, to a cell for each wanted column."""

FIXED: Mapping[str, str] = {
    "@number": "受付番号",
    "@state": "状態",
    "@channel": "受付経路",
    "@received": "受付日時",
    "@decided": "決定日時",
    "@version": "様式の版",
    "@hides": "住所の非表示",
}
"""What every case has besides answers, in the order of the sheet."""

FEW = frozenset({"flag", "choice", "choices", "date", "number"})
"""What kinds whose answers are the same again and again compare as: their cells are made once."""
MOST_KEPT = 5000


@dataclass(frozen=True)
class Column:
    """One column: its key, its words, and the last version that asked for it (None: the live one still does)."""

    key: str
    head: str
    until: int | None = None
    is_number: bool = False

    @property
    def title(self) -> str:
        """Return the head as it stands in the sheet; an old column says until which version it was asked."""
        return f"{self.head}（第{self.until}版まで）" if self.until else self.head


def columns_of(forms: Sequence[tuple[int, Form]]) -> list[Column]:
    """Return the columns of versions (number, form), oldest first: new ones stand after what they follow."""
    found: dict[str, Column] = {}
    order: list[str] = []
    for number, form in forms:
        place = 0
        for column in _of_form(form):
            if column.key in found:
                place = order.index(column.key) + 1
            else:
                order.insert(place, column.key)
                place += 1
            found[column.key] = replace(column, until=number)
    latest = forms[-1][0] if forms else 0
    fixed = [Column(key, head) for key, head in FIXED.items()]
    return fixed + [_marked(found[key], latest) for key in order]


def picked(columns: Iterable[Column], keys: Iterable[str]) -> list[Column]:
    """Return the columns with these keys, in the order of the sheet."""
    wanted = set(keys)
    return [column for column in columns if column.key in wanted]


def writer(form: Form, wanted: Sequence[Column]) -> Write:
    """Return what writes the answers to one version of a form into the wanted columns, "" where it has none."""
    places = {column.key: place for place, column in enumerate(wanted)}
    parts = [
        part for field in filter(has_answer, form.fields()) if (part := _part(field, places)) is not None
    ]
    width = len(wanted)

    def write(answers: str, hides_address: bool) -> list[str]:
        row, given = [""] * width, json.loads(answers)
        for key, hidden, cells_of, pairs in parts:
            answer = given.get(key)
            if answer is None or hidden and hides_address:
                continue
            cells = cells_of(answer)
            if len(cells) == 1:
                row[pairs[0][0]] = cells[0]
                continue
            for place, at in pairs:
                row[place] = cells[at]
        return row

    return write


def safe(row: Iterable[str]) -> list[str]:
    """Return cells that no spreadsheet runs; what begins with a letter or digit of any script is safe as it is."""
    return [cell if cell[:1].isalnum() else guarded(cell) for cell in row]


def _of_form(form: Form) -> list[Column]:
    return [
        Column(
            _key(field, suffix), f"{field.label}（{suffix}）" if suffix else str(field.label), None, is_number
        )
        for field in filter(has_answer, form.fields())
        for is_number in [field.kind == "number"]
        for suffix in kind_of(field).columns(field)
    ]


def _marked(column: Column, latest: int) -> Column:
    return replace(column, until=None) if column.until == latest else column


def _part(field: Field, places: Mapping[str, int]) -> tuple[str, bool, Callable[[Any], Cells], Any] | None:
    suffixes = kind_of(field).columns(field)
    pairs = [
        (places[_key(field, suffix)], at)
        for at, suffix in enumerate(suffixes)
        if _key(field, suffix) in places
    ]
    return (field.key, is_address(field), _cells(field), pairs) if pairs else None


def _cells(field: Field) -> Callable[[Any], Cells]:
    kind: Kind = kind_of(field)

    def plain(answer: Any) -> Cells:
        return kind.export(field, kind.load(answer))

    if kind.compares_as not in FEW:
        return plain
    kept: dict[str, Cells] = {}

    def once(answer: Any) -> Cells:
        name = answer if type(answer) is str else repr(answer)
        found = kept.get(name)
        if found is None:
            found = plain(answer)
            if len(kept) < MOST_KEPT:
                kept[name] = found
        return found

    return once


def _key(field: Field, suffix: str) -> str:
    return f"{field.key}/{suffix}" if suffix else field.key
