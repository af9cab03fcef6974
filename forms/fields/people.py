"""Questions about people: a name, its kana."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from forms.definition import Field, Text
from forms.fields.kind import Facts, Given, Hints, Kind
from forms.fields.settings import flag, is_flag, wrong_settings
from forms.fields.typed import Collected, text_of, too_long
from forms.kana import is_katakana, katakana
from forms.messages import Message, message
from forms.typed_dates import Label
from forms.widths import DASHES

NAME_PARTS = ("family", "given")
LONGEST_NAME = 50
_NO_NAME = frozenset(DASHES)
"""What stands in place of a part: a dash, or the long vowel from its key."""


@dataclass(frozen=True)
class PersonName:
    """A name in its two parts, or its reading."""

    family: str
    given: str

    def __str__(self) -> str:
        return shown_name(self.family, self.given)


class Name(Kind):
    """姓 and 名, kept as typed: any old or rare character, with its variation selector."""

    name = "name"
    title = message("お名前")
    example = Text("山田 花子", en="Yamada Hanako")
    is_personal = True
    allowed_settings = frozenset({"someone_else"})

    def parts(self, field: Field, given: Given) -> tuple[str, ...]:
        """Return family, given."""
        return NAME_PARTS

    def input_hints(self, field: Field, part: str) -> Hints:
        """Return 姓 or 名."""
        token = "off" if flag(field, "someone_else") else f"{part}-name"
        return Hints(message("姓") if part == "family" else message("名"), autocomplete=token, width=12)

    def read(self, field: Field, given: Given, facts: Facts) -> PersonName:
        """Return the name; a full name in one part is cut at its space."""
        family, first = _two_names(given)
        collected = Collected()
        collected.add("family", name_problem(field.label, "family", family))
        collected.add("given", name_problem(field.label, "given", first))
        collected.raise_any()
        return PersonName(family, first)

    def write(self, field: Field, answer: Any) -> dict[str, list[str]]:
        """Return the two parts."""
        return {"family": [answer.family], "given": [answer.given]}

    def columns(self, field: Field) -> tuple[str, ...]:
        """Return 姓 and 名."""
        return ("姓", "名")

    def export(self, field: Field, answer: Any) -> tuple[str, ...]:
        """Return 姓 and 名."""
        return (answer.family, answer.given)

    def dump(self, answer: Any) -> Any:
        """Return the two parts."""
        return {"family": answer.family, "given": answer.given}

    def load(self, data: Any) -> Any:
        """Return the name."""
        return PersonName(data["family"], data["given"])

    def setting_problems(self, field: Field) -> Iterator[Message]:
        """Yield settings of a wrong shape."""
        yield from super().setting_problems(field)
        yield from wrong_settings(field, {"someone_else": is_flag})


class Kana(Name):
    """セイ and メイ, in whatever kana typed, kept in full-width katakana."""

    name = "kana"
    title = message("お名前のふりがな")
    example = Text("ヤマダ ハナコ")

    def input_hints(self, field: Field, part: str) -> Hints:
        """Return セイ or メイ; there is no autocomplete token for a reading."""
        return Hints(message("セイ") if part == "family" else message("メイ"), width=12)

    def read(self, field: Field, given: Given, facts: Facts) -> PersonName:
        """Return the reading in full-width katakana."""
        family, first = map(katakana, _two_names(given))
        collected = Collected()
        collected.add("family", kana_problem(field.label, "family", family))
        collected.add("given", kana_problem(field.label, "given", first))
        collected.raise_any()
        return PersonName(family, first)

    def columns(self, field: Field) -> tuple[str, ...]:
        """Return セイ and メイ."""
        return ("セイ", "メイ")


def shown_name(family: str, given: str) -> str:
    """Return both parts with a space; of somebody with one name, that name alone."""
    return " ".join(part for part in (family, given) if not is_no_name(part)) or family


def is_no_name(part: str) -> bool:
    """Say whether a dash stands where somebody with only one name has no other."""
    return part in _NO_NAME


def name_problem(label: Label, part: str, name: str) -> Message | None:
    """Return what is wrong with one part of a name: nothing there, or too long."""
    if name:
        return too_long(label, name, LONGEST_NAME)
    if part == "family":
        return message(
            "{label}の姓を入力してください（例：山田）。お名前が1つだけの方は「－」と入力してください。",
            label=label,
        )
    return message(
        "{label}の名を入力してください（例：花子）。お名前が1つだけの方は「－」と入力してください。",
        label=label,
    )


def kana_problem(label: Label, part: str, kana: str) -> Message | None:
    """Return what is wrong with one part of a reading: nothing there, too long, or not kana."""
    if is_no_name(kana):
        return None
    if kana and not is_katakana(kana):
        return too_long(label, kana, LONGEST_NAME) or _not_kana(label)
    if kana:
        return too_long(label, kana, LONGEST_NAME)
    if part == "family":
        return message(
            "{label}のセイ（姓の読み）を入力してください（例：ヤマダ）。お名前が1つだけの方は「－」と入力してください。",
            label=label,
        )
    return message(
        "{label}のメイ（名の読み）を入力してください（例：ハナコ）。お名前が1つだけの方は「－」と入力してください。",
        label=label,
    )


def _not_kana(label: Label) -> Message:
    return message("{label}は、ひらがなかカタカナで入力してください（例：やまだ、ヤマダ）。", label=label)


def _two_names(given: Given) -> tuple[str, str]:
    """Return both parts; where one alone is filled and has a space, it holds the whole name."""
    family, first = (text_of(given, part) for part in NAME_PARTS)
    whole = text_of(given) or (family + first if not (family and first) else "")
    if " " not in whole and "\u3000" not in whole:
        return family, first
    before, after = whole.replace("\u3000", " ").split(" ", 1)
    return before, after.strip()
