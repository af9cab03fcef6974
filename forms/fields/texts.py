"""Questions answered in words: a short text, a long text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from forms.definition import Field
from forms.fields.kind import Facts, Given, Hints, Kind, Unreadable
from forms.fields.settings import is_positive, one_of, whole, wrong_settings
from forms.fields.typed import refuse_long, text_of
from forms.messages import Message, message
from forms.widths import many_lines, narrow

DIGITS, CODE = "digits", "code"
_CHECKS = {"max_length": is_positive, "only": one_of(DIGITS, CODE)}


class ShortText(Kind):
    """One line of free text; ``only`` makes it a number to copy ("digits": 整理番号) or a "code" (A-12)."""

    name = "text"
    title = message("短い文章（1行）")
    compares_as = "text"
    is_personal = True
    allowed_settings = frozenset(_CHECKS)
    usual_length: ClassVar[int] = 100

    def input_hints(self, field: Field, part: str) -> Hints:
        """Return a width that fits the longest answer."""
        most = whole(field, "max_length", self.usual_length)
        mode = "numeric" if field.settings.get("only") == DIGITS else "text"
        return Hints(message("{label}", label=field.label), inputmode=mode, width=min(most, 40))

    def read(self, field: Field, given: Given, facts: Facts) -> str:
        """Return the text as one line in NFC; numbers and codes in half width."""
        text = text_of(given)
        refuse_long(field.label, "", text, whole(field, "max_length", self.usual_length))
        return _as_code(field, text) if "only" in field.settings else text

    def setting_problems(self, field: Field) -> Iterator[Message]:
        """Yield settings of a wrong shape."""
        yield from super().setting_problems(field)
        yield from wrong_settings(field, _CHECKS)


class LongText(Kind):
    """Free text of several lines."""

    name = "long_text"
    title = message("長い文章")
    compares_as = "text"
    is_personal = True
    allowed_settings = frozenset({"max_length"})
    usual_length: ClassVar[int] = 1_000

    def longest(self, field: Field) -> int:
        """Return ten times the limit, so that too long a text is told how long it is."""
        return max(20_000, 2 * whole(field, "max_length", self.usual_length))

    def input_hints(self, field: Field, part: str) -> Hints:
        """Return a text area."""
        return Hints(message("{label}", label=field.label), width=40, type="textarea")

    def read(self, field: Field, given: Given, facts: Facts) -> str:
        """Return the text in NFC with its lines."""
        text = next(filter(None, map(many_lines, given.get("", ()))), "")
        refuse_long(field.label, "", text, whole(field, "max_length", self.usual_length))
        return text

    def setting_problems(self, field: Field) -> Iterator[Message]:
        """Yield settings of a wrong shape."""
        yield from super().setting_problems(field)
        yield from wrong_settings(field, {"max_length": is_positive})


def _as_code(field: Field, text: str) -> str:
    code = narrow(text)
    if field.settings["only"] == DIGITS and not re.fullmatch(r"[0-9]+", code):
        raise Unreadable(
            ("", message("{label}は数字だけで入力してください（例：0012345）。", label=field.label))
        )
    if not re.fullmatch(r"[0-9A-Za-z-]+", code):
        raise Unreadable(
            ("", message("{label}は英字と数字で入力してください（例：A-0123）。", label=field.label))
        )
    return code.upper()
