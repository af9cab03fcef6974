"""The rows in which the options of a choice are edited."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from forms.definition import NO_TEXT, Field, Text
from forms.fields.options import OTHER
from forms.messages import Message, for_staff
from forms.setting_inputs import LISTED, text_in
from forms.widths import one_line

MOST_OPTIONS = 200
_ROW = re.compile(r"o-(\d{1,3})-(?:value|label-ja)")
_WORDS = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_LONGEST_VALUE = 40


@dataclass(frozen=True)
class OptionRow:
    """One option as it is edited; ``value`` is what is kept, "" until it is made."""

    value: str = ""
    label: Text = NO_TEXT
    help: Text = NO_TEXT


def rows_from(field: Field) -> tuple[OptionRow, ...]:
    """Return the rows of a question's options."""
    listed = field.settings.get("options", ()) if field.kind in LISTED else ()
    return tuple(
        OptionRow(str(one["value"]), Text.from_json(one["label"]), Text.from_json(one.get("help", "")))
        for one in listed
    )


def rows_sent(sent: Mapping[str, Sequence[str]]) -> tuple[OptionRow, ...]:
    """Return the rows that a browser sent, in their order."""
    typed = {name: texts[0] for name, texts in sent.items() if texts}
    places = sorted({int(found[1]) for name in typed if (found := _ROW.fullmatch(name))})
    return tuple(
        OptionRow(
            typed.get(f"o-{at}-value", "").strip(),
            text_in(typed, f"o-{at}-label"),
            text_in(typed, f"o-{at}-help"),
        )
        for at in places[:MOST_OPTIONS]
    )


def with_lines(rows: Sequence[OptionRow], lines: str) -> tuple[OptionRow, ...]:
    """Return the rows with one more for each line that was typed; empty rows make room."""
    new = tuple(OptionRow(label=Text(line)) for one in lines.splitlines() if (line := one_line(one)))
    kept = tuple(row for row in rows if row.label.ja or row.value) if new else tuple(rows)
    return (*kept, *new)[:MOST_OPTIONS]


def options_from(
    field: Field, rows: Sequence[OptionRow], lines: str
) -> tuple[list[dict[str, Any]], list[tuple[str, Message]]]:
    """Return the options as settings, and (input, why) for what is to be mended; empty rows are left out."""
    written = [row for row in with_lines(rows, lines) if row.label.ja or row.label.easy or row.label.en]
    problems: list[tuple[str, Message]] = []
    if not written:
        problems.append(("s-lines", for_staff("選択肢を1つ以上入れてください。")))
    taken = {row.value for row in written if row.value}
    options: list[dict[str, Any]] = []
    for at, row in enumerate(rows):
        if row in written and not row.label.ja:
            problems.append((f"o-{at}-label-ja", for_staff("選択肢の日本語の言葉を入れてください。")))
        if row.value and [one.value for one in rows[:at]].count(row.value):
            sentence = "記録する値「{value}」は、ほかの選択肢で使われています。"
            problems.append((f"o-{at}-value", for_staff(sentence, value=row.value)))
    for row in written:
        value = row.value or _fresh_value(row.label, taken)
        taken.add(value)
        options.append(_as_setting(replace(row, value=value)))
    return options, problems


def _as_setting(row: OptionRow) -> dict[str, Any]:
    found: dict[str, Any] = {"value": row.value, "label": row.label.to_json()}
    return {**found, "help": row.help.to_json()} if row.help.ja else found


def _fresh_value(label: Text, taken: set[str]) -> str:
    """Return a value that no other option has: the label's latin words, else "option1", "option2" …"""
    stem = "_".join(_WORDS.findall(label.en or label.ja)).lower()[:_LONGEST_VALUE]
    if stem and stem != OTHER and stem not in taken:
        return stem
    number = 1
    while f"option{number}" in taken:
        number += 1
    return f"option{number}"
