"""What differs from city to city in the file of a procedure: {{city}} and its like, asked for and filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from domain.procedures.file_problems import FileProblem, at
from forms.definition import LANGUAGES, Field, Form, Page, Text
from forms.eras import written
from forms.fields.dates import write_day
from forms.phone_numbers import hyphenated
from forms.shapes import a_list, a_string, only

PLACE = re.compile(r"\{\{\s*([a-z][a-z0-9_]*)\s*\}\}")
KEY = re.compile(r"[a-z][a-z0-9_]{0,25}")
KINDS = {"text": "text", "phone": "phone", "email": "email", "number": "number", "day": "date"}
"""Kind of a value -> the kind of question that asks for it."""
NUMBERS = {"minimum", "maximum", "max_length", "step", "value", "days", "months"}
"""Settings and fixed values in which a number stands as a number."""
PREFIX = "value_"
"""Of the keys of the questions, so that no value clashes with the names that pages use."""
_IN = {"easy": "（やさしい日本語）", "en": "（英語）"}


@dataclass(frozen=True)
class Value:
    """One thing that each city says for itself."""

    key: str
    label: str
    kind: str
    example: Text
    help: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON data without what is default."""
        data = {"key": self.key, "label": self.label, "kind": self.kind, "example": self.example.to_json()}
        return {**data, "help": self.help} if self.help else data

    def languages(self) -> tuple[str, ...]:
        """Return the languages in which it is asked for: those of the example."""
        return tuple(code for code in LANGUAGES if getattr(self.example, code))


def read_values(data: Any, where: str) -> tuple[Value, ...]:
    """Return the declared values; DefinitionError, FileProblem."""
    listed = a_list({"values": data}, "values", where)
    found = tuple(_value(one, f"{where}[{number}]") for number, one in enumerate(listed))
    keys = [one.key for one in found]
    for number, key in enumerate(keys):
        if key in keys[:number]:
            raise FileProblem(at(f"{where}[{number}]"), f"「{key}」が2回あります。")
    return found


def question_form(values: tuple[Value, ...]) -> Form:
    """Return the form that asks for the values."""
    fields = tuple(_field(value, code) for value in values for code in value.languages() or ("ja",))
    return Form(Text("この市の値"), (Page("values", Text("この市の値"), fields),))


def answers_of(values: tuple[Value, ...], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return key -> value from the answers to ``question_form``; texts in all their languages."""
    return {value.key: _answer(value, given) for value in values if PREFIX + value.key in given}


def examples(values: tuple[Value, ...]) -> dict[str, Any]:
    """Return the examples as answers: what a preview is filled with."""
    return {value.key: from_plain(value, value.example.to_json()) for value in values}


def to_plain(answer: Any) -> Any:
    """Return an answer as JSON, to be remembered."""
    if isinstance(answer, Text):
        return answer.to_json()
    return answer.isoformat() if isinstance(answer, date) else str(answer)


def from_plain(value: Value, data: Any) -> Any:
    """Return the answer that was remembered; ValueError where it does not suit the kind any more."""
    text = Text.from_json(data)
    if value.kind == "number":
        return Decimal(text.ja)
    return date.fromisoformat(text.ja) if value.kind == "day" else text


def typed(values: tuple[Value, ...], answers: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return what one would type into ``question_form`` to give these answers."""
    raw: dict[str, list[str]] = {}
    for value in values:
        answer = answers.get(value.key)
        if isinstance(answer, date):
            raw |= {f"{PREFIX}{value.key}-{part}": texts for part, texts in write_day(answer).items()}
        elif isinstance(answer, Text):
            codes = [code for code in value.languages() if getattr(answer, code)]
            raw |= {_input(value, code): [getattr(answer, code)] for code in codes}
        elif answer is not None:
            raw[PREFIX + value.key] = [str(answer)]
    return raw


def placeholders(data: Any, where: str = "file") -> Iterator[tuple[str, str]]:
    """Yield (place, key) of every placeholder in JSON data."""
    if isinstance(data, str):
        yield from ((where, found.group(1)) for found in PLACE.finditer(data))
    elif isinstance(data, Mapping):
        for name, inner in data.items():
            yield from placeholders(inner, f"{where}.{name}")
    elif isinstance(data, list | tuple):
        for number, inner in enumerate(data):
            yield from placeholders(inner, f"{where}[{number}]")


def fill_in(data: Any, answers: Mapping[str, Any], language: str = "ja", name: str = "") -> Any:
    """Return JSON data with the answers in the places that stand for them, each in the language around it."""
    if isinstance(data, str):
        return _filled(data, answers, language, name)
    if isinstance(data, Mapping):
        is_text = "ja" in data and data.keys() <= set(LANGUAGES)
        return {
            key: fill_in(inner, answers, key if is_text else language, key) for key, inner in data.items()
        }
    if isinstance(data, list | tuple):
        return [fill_in(inner, answers, language, name) for inner in data]
    return data


def _filled(text: str, answers: Mapping[str, Any], language: str, name: str) -> Any:
    whole = PLACE.fullmatch(text)
    answer = answers.get(whole.group(1)) if whole else None
    if isinstance(answer, Decimal) and name in NUMBERS:
        return int(answer) if answer == int(answer) else str(answer)
    if isinstance(answer, date) and name in (*NUMBERS, "date"):
        return answer.isoformat()
    return PLACE.sub(lambda found: _words(answers.get(found.group(1)), found.group(), language), text)


def _words(answer: Any, place: str, language: str) -> str:
    if isinstance(answer, Text):
        return answer.shown_in(language)
    if isinstance(answer, date):
        return written(answer).shown_in(language)
    return f"{answer:,}" if isinstance(answer, Decimal) else place


def _value(data: Any, where: str) -> Value:
    only(data, ("key", "label", "kind", "example", "help"), where)
    key, kind = a_string(data, "key", where), a_string(data, "kind", where)
    if not KEY.fullmatch(key):
        raise FileProblem(at(where), "keyは小文字の英字で始め、英数字と _ で26文字までにしてください。")
    if kind not in KINDS:
        raise FileProblem(at(f"{where}.kind"), f"{'、'.join(KINDS)} のどれかにしてください。")
    example = Text.from_json(data.get("example"), f"{where}.example")
    value = Value(
        key, a_string(data, "label", where), kind, example, a_string(data, "help", where, default="")
    )
    try:
        from_plain(value, example.to_json())
    except (ArithmeticError, ValueError):
        raise FileProblem(at(f"{where}.example"), "種類（kind）に合う例を書いてください。") from None
    return value


def _field(value: Value, code: str) -> Field:
    example = getattr(value.example, code)
    return Field(
        key=_input(value, code),
        kind=KINDS[value.kind],
        label=Text(value.label + _IN.get(code, "")),
        help=Text("　".join(filter(None, (value.help if code == "ja" else "", f"例：{example}")))),
        required=code == "ja",
        settings={"max_length": 300} if value.kind == "text" else _SOMEONE.get(value.kind, {}),
    )


def _input(value: Value, code: str) -> str:
    return PREFIX + value.key + ("" if code == "ja" else f"_{code}")


_SOMEONE = {"phone": {"someone_else": True}, "email": {"someone_else": True}}
"""It is the office's, not that of who fills the form in: browsers keep out of it."""


def _answer(value: Value, given: Mapping[str, Any]) -> Any:
    answer = given[PREFIX + value.key]
    if value.kind in ("number", "day"):
        return answer
    others = {code: str(given.get(f"{PREFIX}{value.key}_{code}", "")) for code in LANGUAGES[1:]}
    return Text(hyphenated(answer) if value.kind == "phone" else str(answer), **others)
