"""A group that is asked once for each child: name, reading, birth date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from forms.arithmetic import age
from forms.definition import Field, Text
from forms.eras import written
from forms.fields.dates import BIRTH_PARTS, WESTERN, day_hints, read_birthday, write_day
from forms.fields.kind import NO_FACTS, Facts, Given, Hints, Kind, Unreadable
from forms.fields.people import NAME_PARTS, kana_problem, name_problem, shown_name
from forms.fields.settings import flag, is_flag, is_positive, whole, wrong_settings
from forms.fields.typed import Collected, any_text, text_of
from forms.kana import katakana
from forms.messages import Message, message
from forms.typed_dates import Label

KANA_PARTS = ("family_kana", "given_kana")
BORN_PARTS = tuple(f"born-{part}" for part in BIRTH_PARTS)
USUAL_MOST = 6
_ROWS_READ = 40
"""Rows beyond this are not read: no family is so large, and somebody may send a million."""

_BORN = Text("生まれ", easy=" 生（う）まれ", en="born")
_AGE = Text("{age}歳", easy="{age}歳（さい）", en="age {age}")
_READING = Text("（{kana}）", en=" ({kana})")
_COMMA = Text("、", en=", ")
_CHECKS = {
    "minimum": is_positive,
    "maximum": is_positive,
    "kana": is_flag,
    "age_on": lambda value: bool(value) and isinstance(value, str),
}


@dataclass(frozen=True)
class Child:
    """One child as it was written; the readings are "" where they are not asked."""

    family: str
    given: str
    family_kana: str
    given_kana: str
    born: date

    def __str__(self) -> str:
        return shown_name(self.family, self.given)


class Children(Kind):
    """From ``minimum`` to ``maximum`` children; parts are "0-family", "0-given", "0-born-year" …"""

    name = "children"
    title = message("お子さん（人数分）")
    compares_as = "people"
    is_personal = True
    allowed_settings = frozenset(_CHECKS)

    def parts(self, field: Field, given: Given) -> tuple[str, ...]:
        """Return the parts of every row that was given, and of as many as there must be."""
        return tuple(f"{row}-{part}" for row in rows_of(field, given) for part in row_parts(field))

    def is_blank(self, field: Field, given: Given) -> bool:
        """Say whether no row has anything in it; an era alone is nothing."""
        return not any(_is_filled(given, row) for row in rows_of(field, given))

    def input_hints(self, field: Field, part: str) -> Hints:
        """Return how to draw one part of a row."""
        _, _, inner = part.partition("-")
        return day_hints(inner.removeprefix("born-")) if inner.startswith("born-") else _HINTS[inner]

    def read(self, field: Field, given: Given, facts: Facts) -> tuple[Child, ...]:
        """Return the children in order; an empty row more than must be is passed over."""
        rows = rows_of(field, given)
        wanted = [row for row in rows if _is_filled(given, row)]
        empty = [row for row in rows if row not in wanted]
        asked = sorted(wanted + empty[: max(0, whole(field, "minimum", 1) - len(wanted))])
        _refuse_too_many(field, wanted)
        return _read_rows(field, given, asked, facts)

    def missing(self, field: Field) -> Message:
        """Say that the children are to be written."""
        return message("{label}のお名前と生年月日を入力してください。", label=field.label)

    def write(self, field: Field, answer: Any) -> dict[str, list[str]]:
        """Return every row."""
        return {f"{row}-{part}": texts for row, child in enumerate(answer) for part, texts in _written(child)}

    def show(self, field: Field, answer: Any, language: str = "ja", facts: Facts = NO_FACTS) -> str:
        """Return one line per child, with the age on the day of the setting ``age_on`` if it is known."""
        on = facts.get(field.settings.get("age_on", ""))
        return "\n".join(_line(child, language, on) for child in answer)

    def columns(self, field: Field) -> tuple[str, ...]:
        """Return the number of children, and name, reading and birth date of each possible one."""
        columns = (
            ("姓", "名", "セイ", "メイ", "生年月日") if flag(field, "kana") else ("姓", "名", "生年月日")
        )
        return ("人数", *(f"{row + 1}人目 {name}" for row in range(_most(field)) for name in columns))

    def export(self, field: Field, answer: Any) -> tuple[str, ...]:
        """Return one text per column, empty ones for children that there are not."""
        texts = [text for child in answer for text in _exported(field, child)]
        places = len(self.columns(field)) - 1
        return (str(len(answer)), *(texts + [""] * places)[:places])

    def dump(self, answer: Any) -> Any:
        """Return one object per child."""
        return [{**vars(child), "born": child.born.isoformat()} for child in answer]

    def load(self, data: Any) -> Any:
        """Return the children."""
        return tuple(Child(**{**one, "born": date.fromisoformat(one["born"])}) for one in data)

    def add_one(self, field: Field, given: Given) -> Given:
        """Return the rows moved together and one empty row more, up to the maximum."""
        rows = [_row(field, given, row) for row in rows_of(field, given)]
        return _numbered(rows + [_row(field, {}, 0)] if len(rows) < _most(field) else rows)

    def remove_one(self, field: Field, given: Given, index: int) -> Given:
        """Return the rows without row ``index``, the later ones moved up."""
        return _numbered([_row(field, given, row) for row in rows_of(field, given) if row != index])

    def setting_problems(self, field: Field) -> Iterator[Message]:
        """Yield settings of a wrong shape, or a minimum above the maximum."""
        yield from super().setting_problems(field)
        yield from wrong_settings(field, _CHECKS)
        if not whole(field, "minimum", 1) <= _most(field) <= _ROWS_READ:
            yield message(
                "人数は、いちばん少ない数からいちばん多い数まで、{most}人以内で決めてください。",
                most=_ROWS_READ,
            )


_HINTS = {
    "family": Hints(message("姓"), width=12),
    "given": Hints(message("名"), width=12),
    "family_kana": Hints(message("セイ"), width=12),
    "given_kana": Hints(message("メイ"), width=12),
}


def row_parts(field: Field) -> tuple[str, ...]:
    """Return the parts of one row, without its number."""
    return (*NAME_PARTS, *(KANA_PARTS if flag(field, "kana") else ()), *BORN_PARTS)


def rows_of(field: Field, given: Given) -> list[int]:
    """Return the numbers of the rows to draw: those given, and as many as there must be."""
    numbers = {part.partition("-")[0] for part in given}
    typed = {int(one) for one in numbers if one.isascii() and one.isdecimal() and len(one) < 4}
    rows = sorted(row for row in typed if row < _ROWS_READ)
    spare = (row for row in range(_ROWS_READ) if row not in typed)
    return sorted(rows + [next(spare) for _ in range(whole(field, "minimum", 1) - len(rows))])


def _most(field: Field) -> int:
    return max(whole(field, "maximum", USUAL_MOST), 1)


def _is_filled(given: Given, row: int) -> bool:
    parts = (*NAME_PARTS, *KANA_PARTS, *BORN_PARTS[1:], "born")
    return any_text(given, (f"{row}-{part}" for part in parts))


def _refuse_too_many(field: Field, rows: Sequence[int]) -> None:
    most = _most(field)
    if len(rows) > most:
        sentence = message(
            "{label}は{most}人までです（いまは{now}人です）。人数を減らしてください。",
            label=field.label,
            most=most,
            now=len(rows),
        )
        raise Unreadable((f"{rows[most]}-family", sentence))


def _read_rows(field: Field, given: Given, rows: Sequence[int], facts: Facts) -> tuple[Child, ...]:
    collected = Collected()
    children = []
    for place, row in enumerate(rows):
        label = message("{label}（{number}人目）", label=field.label, number=place + 1)
        with collected.under(f"{row}-"):
            children.append(_child(field, label, _inner(given, f"{row}-"), facts))
    collected.raise_any()
    return tuple(children)


def _inner(given: Given, prefix: str) -> dict[str, Sequence[str]]:
    return {part[len(prefix) :]: texts for part, texts in given.items() if part.startswith(prefix)}


def _child(field: Field, label: Label, given: Given, facts: Facts) -> Child:
    names = {part: text_of(given, part) for part in NAME_PARTS}
    kana = {part: katakana(text_of(given, part)) if flag(field, "kana") else "" for part in KANA_PARTS}
    collected = Collected()
    for part, name in names.items():
        collected.add(part, name_problem(label, part, name))
    for part, reading in kana.items() if flag(field, "kana") else ():
        collected.add(part, kana_problem(label, part.removesuffix("_kana"), reading))
    born = date.min
    with collected.under("born-"):
        born = _born(label, given, facts)
    collected.raise_any()
    return Child(**names, **kana, born=born)


def _born(label: Label, given: Given, facts: Facts) -> date:
    parts = {"": given.get("born", ()), **_inner(given, "born-")}
    birthday = message("{label}の生年月日", label=label)
    if not any_text(parts, ("", *BIRTH_PARTS[1:])):
        raise Unreadable(("year", message("{label}を入力してください。", label=birthday)))
    return read_birthday(birthday, parts, facts)


def _written(child: Child) -> Iterator[tuple[str, list[str]]]:
    for part in (*NAME_PARTS, *KANA_PARTS):
        if getattr(child, part):
            yield part, [getattr(child, part)]
    yield "born-era", [WESTERN]
    for part, texts in write_day(child.born).items():
        yield f"born-{part}", texts


def _line(child: Child, language: str, on: date | None) -> str:
    born = f"{written(child.born).shown_in(language)}{_BORN.shown_in(language)}"
    if language == "en":
        born = f"{_BORN.en} {written(child.born).en}"
    years = age(child.born, on, "years")
    old = [_AGE.shown_in(language).format(age=years)] if years is not None else []
    kana = shown_name(child.family_kana, child.given_kana)
    reading = _READING.shown_in(language).format(kana=kana) if child.family_kana else ""
    return _COMMA.shown_in(language).join([f"{child}{reading}", born, *old])


def _exported(field: Field, child: Child) -> tuple[str, ...]:
    kana = (child.family_kana, child.given_kana) if flag(field, "kana") else ()
    return (child.family, child.given, *kana, child.born.isoformat())


def _row(field: Field, given: Given, row: int) -> dict[str, Sequence[str]]:
    """Return all parts of a row, the empty ones too: an empty row is there because its names are."""
    return {part: tuple(given.get(f"{row}-{part}", ("",))) for part in row_parts(field)}


def _numbered(rows: Sequence[Given]) -> Given:
    return {f"{number}-{part}": texts for number, row in enumerate(rows) for part, texts in row.items()}
