"""What is agreed to, told, or worked out: consent, explanation, calculated value."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, time
from decimal import Decimal
from typing import Any, NoReturn

from forms.definition import NO_TEXT, Field, Text
from forms.eras import written
from forms.fields.kind import NO_FACTS, Facts, Given, Hints, Kind, Option, Unreadable
from forms.fields.numbers import with_unit
from forms.fields.settings import is_text, one_of, text, wrong_settings
from forms.fields.typed import text_of
from forms.messages import Message, message

AGREED = "yes"
_AGREED_WORD = Text("同意します", easy="同意（どうい）します", en="I agree")
_FLAG_WORDS = {True: Text("はい", en="Yes"), False: Text("いいえ", en="No")}
SHOWN_AS = ("number", "date", "text", "flag")


class Consent(Kind):
    """A box that must be ticked; ``text`` is the sentence that is agreed to."""

    name = "consent"
    title = message("同意")
    compares_as = "flag"
    allowed_settings = frozenset({"text"})

    def input_hints(self, field: Field, part: str) -> Hints:
        """Return one checkbox with its sentence."""
        words = text(field, "text", _AGREED_WORD)
        return Hints(message("{label}", label=field.label), type="checkbox", options=(Option(AGREED, words),))

    def read(self, field: Field, given: Given, facts: Facts) -> bool:
        """Return True for the tick; Unreadable for any other value."""
        if text_of(given) not in (AGREED, "on", "true", "1", _AGREED_WORD.ja):
            raise Unreadable(("", self.missing(field)))
        return True

    def missing(self, field: Field) -> Message:
        """Say that the box must be ticked to go on."""
        return message("{label}を読み、同意できるときはチェックを入れてください。", label=field.label)

    def write(self, field: Field, answer: Any) -> dict[str, list[str]]:
        """Return the tick."""
        return {"": [AGREED]} if answer else {}

    def show(self, field: Field, answer: Any, language: str = "ja", facts: Facts = NO_FACTS) -> str:
        """Return 同意します."""
        return _AGREED_WORD.shown_in(language)

    def setting_problems(self, field: Field) -> Iterator[Message]:
        """Yield settings of a wrong shape."""
        yield from super().setting_problems(field)
        yield from wrong_settings(field, {"text": is_text})


class Silent(Kind):
    """A kind that nothing is typed into."""

    asks = False

    def parts(self, field: Field, given: Given) -> tuple[str, ...]:
        """Return no part."""
        return ()

    def main_part(self, field: Field) -> str:
        """Return the whole: there are no parts."""
        return ""

    def is_blank(self, field: Field, given: Given) -> bool:
        """Say that nothing was typed, whatever was sent."""
        return True

    def read(self, field: Field, given: Given, facts: Facts) -> NoReturn:
        """Refuse to read: TypeError."""
        raise TypeError(f"{self.name} is not asked")

    def write(self, field: Field, answer: Any) -> dict[str, list[str]]:
        """Return nothing."""
        return {}


class Explanation(Silent):
    """A text between the questions."""

    name = "explanation"
    title = message("説明の文章")
    allowed_settings = frozenset({"text"})

    def columns(self, field: Field) -> tuple[str, ...]:
        """Return no column."""
        return ()

    def export(self, field: Field, answer: Any) -> tuple[str, ...]:
        """Return no column."""
        return ()

    def setting_problems(self, field: Field) -> Iterator[Message]:
        """Yield settings of a wrong shape, or that there is no text."""
        yield from super().setting_problems(field)
        if not is_text(field.settings.get("text")):
            yield message("説明の文章がありません。")


class Calculated(Silent):
    """A value worked out from earlier answers; ``value`` is the expression, reading evaluates it."""

    name = "calculated"
    title = message("自動で計算する値")
    allowed_settings = frozenset({"value", "shows_as", "unit"})

    def show(self, field: Field, answer: Any, language: str = "ja", facts: Facts = NO_FACTS) -> str:
        """Return a number with its unit, a day as 令和8年4月1日（2026年）, a flag as はい or いいえ."""
        if isinstance(answer, bool):
            return _FLAG_WORDS[answer].shown_in(language)
        if isinstance(answer, Decimal):
            return with_unit(answer, text(field, "unit", NO_TEXT), language)
        if isinstance(answer, date):
            return written(answer).shown_in(language)
        return f"{answer:%H:%M}".removeprefix("0") if isinstance(answer, time) else str(answer)

    def export(self, field: Field, answer: Any) -> tuple[str, ...]:
        """Return bare digits, or an ISO date, or the words."""
        if isinstance(answer, Decimal):
            return (f"{answer:f}",)
        return (answer.isoformat(),) if isinstance(answer, date) else (self.show(field, answer),)

    def dump(self, answer: Any) -> Any:
        """Return texts, flags and lists as they are, and numbers, days and times with the name of their type."""
        if isinstance(answer, Decimal):
            return {"number": f"{answer:f}"}
        if isinstance(answer, date):
            return {"date": answer.isoformat()}
        if isinstance(answer, time):
            return {"time": answer.isoformat()}
        return list(answer) if isinstance(answer, tuple) else answer

    def load(self, data: Any) -> Any:
        """Return the value that ``dump`` gave ``data`` for."""
        if isinstance(data, dict):
            ((shape, value),) = data.items()
            return _LOADERS[shape](value)
        return tuple(data) if isinstance(data, list) else data

    def setting_problems(self, field: Field) -> Iterator[Message]:
        """Yield settings of a wrong shape, or that there is nothing to calculate."""
        yield from super().setting_problems(field)
        yield from wrong_settings(field, {"shows_as": one_of(*SHOWN_AS), "unit": is_text})
        if not field.settings.get("value"):
            yield message("計算の式がありません。")


_LOADERS: dict[str, Callable[[str], Any]] = {
    "number": Decimal,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
}
