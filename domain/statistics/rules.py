"""What is counted of answers, and which counts are too small to be shown to everybody."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import count
from typing import Any

from forms.definition import Field, Form, Text
from forms.fields.options import OTHER, options_of
from forms.fields.settings import number, text

ANSWERED = ""
"""Stands among the options of a question for how many cases have answered it at all."""
BARS, HISTOGRAM, MONTHS = "bars", "histogram", "months"
SMALL = 3
"""Counts below it could tell of one person; only who may read the cases sees them."""
BELOW_ZERO, SINGLE = "-", "="
MOST_KEPT = 5_000
MOST_SINGLE = 30
"""A number that can have no more values than these is counted value by value."""

_SHAPES: Mapping[str, str] = {
    "yes_no": BARS,
    "choice": BARS,
    "select": BARS,
    "choices": BARS,
    "number": HISTOGRAM,
    "children": HISTOGRAM,
    "date": MONTHS,
}

Count = Callable[[Mapping[str, Any]], Iterator[tuple[str, str]]]
"""From a case's answers (JSON data) to (question, option) pairs to count; the option ANSWERED once for each question."""


@dataclass(frozen=True)
class Asked:
    """A question that is counted: its name among counts, its words, the words of its options in order."""

    name: str
    shape: str
    label: str
    options: Mapping[str, str]


def counter(form: Form) -> Count:
    """Return what counts the answers to one version of a form."""
    parts = [
        (field.key, _name(field), _once(_options(field))) for field in form.fields() if field.kind in _SHAPES
    ]

    def counted(answers: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        for key, name, options in parts:
            answer = answers.get(key)
            if answer is not None:
                yield name, ANSWERED
                for option in options(answer):
                    yield name, option

    return counted


def asked(forms: Sequence[Form]) -> list[Asked]:
    """Return the questions of all versions that are counted, oldest version first; words are the latest."""
    found: dict[str, Asked] = {}
    for form in forms:
        for field in form.fields():
            if field.kind in _SHAPES:
                name = _name(field)
                known = found[name].options if name in found else {}
                found[name] = Asked(name, _SHAPES[field.kind], str(field.label), {**known, **_words(field)})
    return list(found.values())


def bin_of(value: Decimal, least: Decimal | None = None, most: Decimal | None = None) -> str:
    """Return the bin of a number, by its upper edge: 0, 1, 2, 5, 10, 20, 50, …; BELOW_ZERO for less than none.

    A whole number that is known to lie in a narrow range has a bin of its own. It hangs on nothing but the question, so that
    counts of deleted cases can be added to those of others.
    """
    if least is not None and most is not None and most - least <= MOST_SINGLE and value == value // 1:
        return f"{SINGLE}{value:f}".partition(".")[0]
    if value < 0:
        return BELOW_ZERO
    return "0" if value == 0 else str(next(edge for edge in _edges() if value <= edge))


def bin_words(name: str) -> str:
    """Return how a bin is called: 4, 3〜5, 0未満."""
    if name == BELOW_ZERO:
        return "0未満"
    if name.startswith(SINGLE) or name in ("0", "1", "2"):
        return name.removeprefix(SINGLE)
    edge = int(name)
    before = edge * 2 // 5 if str(edge)[0] == "5" else edge // 2
    return f"{before + 1:,}〜{edge:,}"


def bin_order(name: str) -> tuple[bool, int]:
    """Return where a bin stands among others; single values, and spans of another version, stand apart."""
    is_single = name.startswith(SINGLE)
    return is_single, -1 if name == BELOW_ZERO else int(name.removeprefix(SINGLE))


def hidden(counts: Sequence[int]) -> list[bool]:
    """Say which counts are not shown to people who may not read the cases.

    Those from 1 to 2; and where that is a single one, the next smallest too: else it could be worked out from the sum.
    """
    found = [0 < one < SMALL for one in counts]
    if sum(found) == 1:
        others = [(one, place) for place, one in enumerate(counts) if one >= SMALL]
        if others:
            found[min(others)[1]] = True
    return found


def _name(field: Field) -> str:
    return f"{field.key}:{_SHAPES[field.kind]}"


def _once(options: Callable[[Any], Sequence[str]]) -> Callable[[Any], Sequence[str]]:
    """Work each different answer out once: a hundred thousand cases give the same ones again and again."""
    kept: dict[str, Sequence[str]] = {}

    def known(answer: Any) -> Sequence[str]:
        if not isinstance(answer, str):
            return options(answer)
        found = kept.get(answer)
        if found is None:
            found = options(answer)
            if len(kept) < MOST_KEPT:
                kept[answer] = found
        return found

    return known


def _options(field: Field) -> Callable[[Any], Sequence[str]]:
    if field.kind == "yes_no":
        return lambda answer: ("yes" if answer else "no",)
    if field.kind == "choices":
        return lambda answer: [_value(one) for one in answer]
    if field.kind == "number":
        least, most = number(field, "minimum"), number(field, "maximum")
        return lambda answer: (bin_of(Decimal(str(answer)), least, most),)
    if field.kind == "children":
        return lambda answer: (bin_of(Decimal(len(answer))),)
    return (lambda answer: (answer[:7],)) if field.kind == "date" else (lambda answer: (_value(answer),))


def _value(answer: Any) -> str:
    return OTHER if isinstance(answer, Mapping) else str(answer)


def _words(field: Field) -> dict[str, str]:
    if field.kind == "yes_no":
        return {"yes": text(field, "yes", Text("はい")).ja, "no": text(field, "no", Text("いいえ")).ja}
    return (
        {option.value: option.label.ja for option in options_of(field)} if _SHAPES[field.kind] == BARS else {}
    )


def _edges() -> Iterator[int]:
    for power in count():
        yield from (10**power, 2 * 10**power, 5 * 10**power)
