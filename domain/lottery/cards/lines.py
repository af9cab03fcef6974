"""A file of postcards, line by line: what its columns mean, what each line answers, and what is wrong with it. Pure."""

from __future__ import annotations

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any, ClassVar

from domain.lottery.cards.inputs import HEADS, blanks_of, heading, others_of, postmark_in, split_address
from domain.refusals import Refusal
from forms.definition import Form
from forms.fields import kind_of
from forms.given import input_name
from forms.messages import for_staff
from forms.reading import Reading, read

ENCODINGS = ("utf-8-sig", "cp932")
ALIKE = ("choice", "select", "yes_no", "consent")
"""Kinds of questions that most cards answer alike."""
NAMES = ("kana", "name")
Area = Callable[[str], str]
"""Postal code -> how its addresses begin."""


class WrongFile(Refusal):
    """It is no table of cards, or a column is missing."""

    status: ClassVar[int] = 422


@dataclass(frozen=True)
class Trouble:
    """One thing to mend in a line."""

    line: int
    """As a spreadsheet counts: the head is line 1."""
    column: str
    text: str

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON data."""
        return {"line": self.line, "column": self.column, "text": self.text}


@dataclass(frozen=True)
class Line:
    """One card of a file."""

    number: int
    key: str
    """The same for the same card in the same file, so that taking it again enters nobody twice."""
    reading: Reading
    dated_on: date | None
    troubles: tuple[Trouble, ...] = ()


@dataclass
class Sheet:
    """A file with what its columns are."""

    heads: tuple[str, ...]
    rows: list[list[str]]
    inputs: Mapping[int, str] = field(default_factory=dict)
    """Column -> input of the form."""
    own: Mapping[str, int] = field(default_factory=dict)
    """"postmark", "card" or "whole_address" -> column."""


def sheet_of(data: bytes, form: Form, asks: Mapping[str, str]) -> Sheet:
    """Take a file apart; WrongFile where it is no table, or columns are missing."""
    try:
        rows = list(csv.reader(io.StringIO(_decoded(data), newline="")))
    except csv.Error:
        rows = []
    if len(rows) < 2:
        raise WrongFile(for_staff("見出しの行と、1枚以上のデータが必要です。"), _EXAMPLE)
    sheet = Sheet(tuple(rows[0]), rows[1:])
    _name_columns(sheet, form, asks)
    return sheet


def lines_of(
    sheet: Sheet,
    form: Form,
    *,
    lottery: str,
    today: date,
    area: Area,
    first: int = 0,
    most: int | None = None,
) -> Iterator[Line]:
    """Yield lines of a file as answers to the form, from the one after ``first`` on; empty lines are left out."""
    seen: Counter[str] = Counter()
    inside = islice(enumerate(sheet.rows), 0, None if most is None else first + most)
    for at, cells in inside:
        said = _identity(sheet, cells)
        seen[said] += 1
        if at < first or not any(cell.strip() for cell in cells):
            continue
        key = hashlib.sha256(f"{lottery}|{said}|{seen[said]}".encode()).hexdigest()[:48]
        yield _line(sheet, form, at + 2, f"card-{key}", cells, today, area)


def columns_wanted(form: Form, asks: Mapping[str, str]) -> list[tuple[str, bool]]:
    """Return the columns that a file of this form has, and whether each must be there."""
    wanted = [("消印日", True), ("整理番号", False)]
    for blank in blanks_of(form, asks):
        found = form.field(blank.field)
        wanted.append((HEADS[blank.name][0], bool(found and found.required) and blank.name != "building"))
    return wanted + [
        (str(one.label), one.required and one.kind != "consent") for one in others_of(form, asks)
    ]


_EXAMPLE = for_staff("下の「ファイルの形」を見て、見出しの行を確かめてください。")


def _decoded(data: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise WrongFile(for_staff("文字コードが読み取れません。UTF-8かShift_JISのCSVにしてください。"), _EXAMPLE)


def _name_columns(sheet: Sheet, form: Form, asks: Mapping[str, str]) -> None:
    """Find what each column is, by its head; WrongFile."""
    known = _known(form, asks)
    inputs: dict[int, str] = {}
    own: dict[str, int] = {}
    for at, head in enumerate(sheet.heads):
        meant = known.get(heading(head), "")
        if meant in ("postmark", "card"):
            own[meant] = at
        elif meant:
            inputs[at] = meant
    missing = _missing(form, asks, set(inputs.values()), own)
    if missing:
        names = "」「".join(missing)
        raise WrongFile(for_staff("列「{names}」がありません。", names=names), _EXAMPLE)
    sheet.inputs, sheet.own = inputs, own


def _known(form: Form, asks: Mapping[str, str]) -> dict[str, str]:
    """Return head -> input of the form, or "postmark", "card"."""
    known = {heading(head): name for name in ("postmark", "card") for head in HEADS[name]}
    for one in others_of(form, asks):
        known[heading(str(one.label))] = input_name(one.key, kind_of(one).main_part(one))
    for blank in blanks_of(form, asks):
        heads = (*HEADS[blank.name], blank.label)
        known |= {heading(head): blank.input for head in heads}
        if blank.name in NAMES:
            for part in ("family", "given"):
                heads = HEADS[f"{blank.name}_{part}"]
                known |= {heading(head): input_name(blank.field, part) for head in heads}
    return known


def _missing(form: Form, asks: Mapping[str, str], inputs: set[str], own: Mapping[str, int]) -> list[str]:
    missing = [] if "postmark" in own else [HEADS["postmark"][1]]
    fields = {one for key in inputs for one in (key, key.partition("-")[0])}
    for blank in blanks_of(form, asks):
        found = form.field(blank.field)
        if found and found.required and blank.field not in fields:
            missing.append(HEADS[blank.name][0])
    for one in others_of(form, asks):
        if one.required and not one.ask_if and one.kind != "consent" and one.key not in fields:
            missing.append(str(one.label))
    return list(dict.fromkeys(missing))


def _identity(sheet: Sheet, cells: Sequence[str]) -> str:
    """Return what a card is known by: its number in the file where there is one, else everything that it says."""
    at = sheet.own.get("card")
    number = cells[at].strip() if at is not None and at < len(cells) else ""
    return f"no {number}" if number else "\t".join(cell.strip() for cell in cells)


def _line(
    sheet: Sheet, form: Form, number: int, key: str, cells: Sequence[str], today: date, area: Area
) -> Line:
    if len(cells) > len(sheet.heads):
        wrong = Trouble(number, "", "列の数が見出しより多くなっています。")
        return Line(number, key, read(form, {}, {"today": today}), None, (wrong,))
    raw = _raw(sheet, form, cells, area)
    reading = read(form, raw, {"today": today})
    typed = cells[sheet.own["postmark"]] if sheet.own["postmark"] < len(cells) else ""
    dated_on = postmark_in(typed, today)
    troubles = [
        Trouble(number, _column(sheet, form, one.input), str(one.message)) for one in reading.problems
    ]
    if dated_on is None:
        said = "消印の日を「11/25」か「2026-11-25」の形で入れてください。"
        troubles.insert(0, Trouble(number, sheet.heads[sheet.own["postmark"]], said))
    return Line(number, key, reading, dated_on, tuple(troubles))


def _raw(sheet: Sheet, form: Form, cells: Sequence[str], area: Area) -> dict[str, tuple[str, ...]]:
    raw: dict[str, tuple[str, ...]] = {
        name: (cells[at].strip(),)
        for at, name in sheet.inputs.items()
        if at < len(cells) and cells[at].strip()
    }
    for one in form.fields():
        if one.kind == "consent":
            raw.setdefault(one.key, ("yes",))
    found = form.meaning("address")
    return raw | _address(found.key, raw, area) if found and found.kind == "postal_address" else raw


def _address(key: str, raw: Mapping[str, tuple[str, ...]], area: Area) -> dict[str, tuple[str, ...]]:
    """Return area, street and building where they came in one, or where the postal code says the first."""
    names = {part: input_name(key, part) for part in ("postal_code", "area", "street", "building")}
    said = {part: next(iter(raw.get(name, ())), "") for part, name in names.items()}
    if said["area"] and not said["street"]:
        parts = split_address(said["area"])
        said |= dict(
            zip(("area", "street", "building"), (*parts[:2], said["building"] or parts[2]), strict=True)
        )
    elif not said["area"] and said["postal_code"]:
        said["area"] = area(said["postal_code"])
    return {names[part]: (text,) for part, text in said.items() if text}


def _column(sheet: Sheet, form: Form, input: str) -> str:
    """Return the head of the column that fills an input, or the label of its question."""
    at = next((at for at, name in sheet.inputs.items() if name == input), None)
    if at is None:
        key = input.partition("-")[0]
        at = next((at for at, name in sheet.inputs.items() if name.partition("-")[0] == key), None)
        question = form.field(key)
        return sheet.heads[at] if at is not None else str(question.label) if question else ""
    return sheet.heads[at]
