"""The question where somebody lives: postal code and address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from forms.definition import Field, Text
from forms.fields.kind import NO_FACTS, Facts, Given, Hints, Kind
from forms.fields.settings import flag, is_flag, wrong_settings
from forms.fields.typed import Collected, text_of, too_long
from forms.messages import Message, message
from forms.widths import narrow

ADDRESS_PARTS = ("postal_code", "area", "street", "building")
_LONGEST = 100


@dataclass(frozen=True)
class Address:
    """A Japanese address: "106-0032", prefecture to town, street number, building."""

    postal_code: str
    area: str
    street: str
    building: str = ""

    def __str__(self) -> str:
        return f"〒{self.postal_code} {self.area}{self.street} {self.building}".rstrip()


class PostalAddress(Kind):
    """A postal code and the three lines of an address, kept as typed; looking up is left to the page."""

    name = "postal_address"
    title = message("住所")
    example = Text("106-0032 東京都港区六本木1-2-3", en="106-0032 Tokyo, Minato-ku, Roppongi 1-2-3")
    is_personal = True
    allowed_settings = frozenset({"someone_else"})

    def parts(self, field: Field, given: Given) -> tuple[str, ...]:
        """Return postal_code, area, street, building."""
        return ADDRESS_PARTS

    def input_hints(self, field: Field, part: str) -> Hints:
        """Return one of four inputs, as wide as what belongs there."""
        return _OTHERS_HINTS[part] if flag(field, "someone_else") else _HINTS[part]

    def read(self, field: Field, given: Given, facts: Facts) -> Address:
        """Return the address; 〒 and hyphens of the postal code are put in order, the lines stay."""
        code = postal_code(text_of(given, "postal_code"))
        lines = {part: text_of(given, part) for part in ADDRESS_PARTS[1:]}
        collected = Collected()
        collected.add("postal_code", None if code else _wrong_code(field, given))
        for part, text in lines.items():
            collected.add(part, _line_problem(field, part, text))
        collected.raise_any()
        return Address(code, **lines)

    def write(self, field: Field, answer: Any) -> dict[str, list[str]]:
        """Return the four parts."""
        return {part: [getattr(answer, part)] for part in ADDRESS_PARTS}

    def show(self, field: Field, answer: Any, language: str = "ja", facts: Facts = NO_FACTS) -> str:
        """Return the postal code, the address and the building, a line each."""
        lines = (f"〒{answer.postal_code}", f"{answer.area}{answer.street}", answer.building)
        return "\n".join(line for line in lines if line)

    def columns(self, field: Field) -> tuple[str, ...]:
        """Return one column per part."""
        return ("郵便番号", "都道府県・市区町村・町名", "番地", "建物名")

    def export(self, field: Field, answer: Any) -> tuple[str, ...]:
        """Return one text per part."""
        return tuple(getattr(answer, part) for part in ADDRESS_PARTS)

    def dump(self, answer: Any) -> Any:
        """Return the four parts."""
        return dict(vars(answer))

    def load(self, data: Any) -> Any:
        """Return the address."""
        return Address(**data)

    def setting_problems(self, field: Field) -> Iterator[Message]:
        """Yield settings of a wrong shape."""
        yield from super().setting_problems(field)
        yield from wrong_settings(field, {"someone_else": is_flag})


def postal_code(typed: str) -> str:
    """Return "106-0032" for 〒１０６－００３２ or 1060032, "" for anything else."""
    digits = re.sub(r"[〒〠-]", "", narrow(typed)).removeprefix("T")
    return f"{digits[:3]}-{digits[3:]}" if re.fullmatch(r"[0-9]{7}", digits) else ""


_HINTS = {
    "postal_code": Hints(message("郵便番号"), autocomplete="postal-code", inputmode="numeric", width=10),
    "area": Hints(message("都道府県・市区町村・町名"), autocomplete="address-line1", width=40),
    "street": Hints(message("番地"), autocomplete="address-line2", width=20),
    "building": Hints(message("建物名・部屋番号"), autocomplete="address-line3", width=40, optional=True),
}
_OTHERS_HINTS = {
    part: Hints(hints.label, inputmode=hints.inputmode, width=hints.width, optional=hints.optional)
    for part, hints in _HINTS.items()
}


def _wrong_code(field: Field, given: Given) -> Message:
    if not text_of(given, "postal_code"):
        return message("{label}の郵便番号を入力してください（例：106-0032）。", label=field.label)
    return message("{label}の郵便番号は7けたの数字で入力してください（例：106-0032）。", label=field.label)


def _line_problem(field: Field, part: str, text: str) -> Message | None:
    if text:
        return too_long(field.label, text, _LONGEST)
    if part == "area":
        return message(
            "{label}の都道府県・市区町村・町名を入力してください（例：東京都港区六本木）。", label=field.label
        )
    if part == "street":
        return message(
            "{label}の番地を入力してください（例：1-2-3。番地がないときは「なし」）。", label=field.label
        )
    return None
