"""Questions answered with a number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from forms.definition import NO_TEXT, Field, Text
from forms.fields.kind import NO_FACTS, Facts, Given, Hints, Kind, Unreadable
from forms.fields.settings import is_number, is_text, is_whole, number, text, whole, wrong_settings
from forms.fields.typed import refuse_long, text_of
from forms.messages import Message, message
from forms.widths import narrow

_CHECKS = {"minimum": is_number, "maximum": is_number, "decimals": is_whole, "unit": is_text}
_MOST_DIGITS = 20
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_KANJI = str.maketrans("〇一二三四五六七八九", "0123456789")


class Number(Kind):
    """A number, exact (Decimal), with an optional unit such as 人 or 円."""

    name = "number"
    title = message("数")
    example = "3"
    compares_as = "number"
    allowed_settings = frozenset(_CHECKS)

    def input_hints(self, field: Field, part: str) -> Hints:
        """Return a narrow input with a keypad."""
        mode = "decimal" if whole(field, "decimals", 0) else "numeric"
        return Hints(message("{label}", label=field.label), inputmode=mode, width=10)

    def read(self, field: Field, given: Given, facts: Facts) -> Decimal:
        """Return the number; a typed unit and thousands commas are understood."""
        typed = text_of(given)
        refuse_long(field.label, "", typed, _MOST_DIGITS)
        answer = _number(field, typed)
        problem = _decimals_problem(field, answer) or _range_problem(field, answer)
        if problem:
            raise Unreadable(("", problem))
        return answer

    def write(self, field: Field, answer: Any) -> dict[str, list[str]]:
        """Return the plain digits."""
        return {"": [f"{answer:f}"]}

    def show(self, field: Field, answer: Any, language: str = "ja", facts: Facts = NO_FACTS) -> str:
        """Return the number with commas and its unit."""
        return with_unit(answer, text(field, "unit", NO_TEXT), language)

    def export(self, field: Field, answer: Any) -> tuple[str, ...]:
        """Return the bare digits, so that a sheet can add them up."""
        return (f"{answer:f}",)

    def dump(self, answer: Any) -> Any:
        """Return the digits as text: JSON numbers are not exact."""
        return f"{answer:f}"

    def load(self, data: Any) -> Any:
        """Return the number."""
        return Decimal(str(data))

    def setting_problems(self, field: Field) -> Iterator[Message]:
        """Yield settings of a wrong shape, or a minimum above the maximum."""
        yield from super().setting_problems(field)
        yield from wrong_settings(field, _CHECKS)
        least, most = number(field, "minimum"), number(field, "maximum")
        if least is not None and most is not None and least > most:
            yield message("いちばん小さい数が、いちばん大きい数より大きくなっています。")


def with_unit(value: Decimal, unit: Text, language: str) -> str:
    """Write a number with thousands commas and its unit: 1,000円."""
    word = unit.shown_in(language)
    gap = " " if word[:1].isascii() and word[:1].isalpha() else ""
    return f"{value:,f}{gap}{word}"


def _number(field: Field, typed: str) -> Decimal:
    plain = _THOUSANDS.sub("", _without_unit(field, narrow(typed)).translate(_KANJI))
    if not _NUMBER.fullmatch(plain):
        raise Unreadable(("", _not_a_number(field)))
    found = Decimal(plain)
    return found.quantize(Decimal(1)) if found == found.to_integral_value() else found.normalize()


def _without_unit(field: Field, plain: str) -> str:
    unit = text(field, "unit", NO_TEXT)
    for word in filter(None, (unit.ja, unit.easy, unit.en)):
        plain = plain.removesuffix(narrow(word))
    return plain


def _not_a_number(field: Field) -> Message:
    example = "1.5" if whole(field, "decimals", 0) else "3"
    return message("{label}は数字で入力してください（例：{example}）。", label=field.label, example=example)


def _decimals_problem(field: Field, answer: Decimal) -> Message | None:
    places = whole(field, "decimals", 0)
    exponent = answer.as_tuple().exponent
    if not isinstance(exponent, int) or -exponent <= places:
        return None
    if places == 0:
        return message("{label}は、小数をつけずに入力してください（例：3）。", label=field.label)
    return message(
        "{label}は、小数点の下を{places}けたまでにしてください。", label=field.label, places=places
    )


def _range_problem(field: Field, answer: Decimal) -> Message | None:
    least, most = number(field, "minimum"), number(field, "maximum")
    unit = text(field, "unit", NO_TEXT)
    if least is not None and answer < least:
        return message(
            "{label}は{least}{unit}以上で入力してください。",
            label=field.label,
            least=f"{least:,f}",
            unit=unit,
        )
    if most is not None and answer > most:
        return message(
            "{label}は{most}{unit}以下で入力してください。", label=field.label, most=f"{most:,f}", unit=unit
        )
    return None
