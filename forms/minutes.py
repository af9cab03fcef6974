"""How long a form takes to fill, estimated before anybody has filled it.

Where the figures come from. The frame is the keystroke-level model (Card, Moran and Newell, 1980): a task is the sum of
its reading, thinking, pointing and typing. Thinking 1.35 s and pointing 1.1 s are the model's own. Reading is set to
400 Japanese characters a minute, the slow end of what is usually given (400 to 600). Typing on a phone is set to 0.6 s a
character, half the mean speed of 36 words a minute that Palin and others measured in 2019: kana must be converted, and
the slower half of our residents counts. What must be looked up or photographed has a flat time of our own. A question
that is asked only of some counts half. The figures err on the long side: nobody minds being finished early.
"""

from __future__ import annotations

import math

from forms.definition import NO_TEXT, Field, Form, Text
from forms.fields import KINDS
from forms.fields.options import options_of
from forms.fields.settings import text

READING = 60 / 400
"""Seconds a character."""
THINKING, POINTING, TYPING = 1.35, 1.1, 0.6
"""Seconds for a decision, a tap, a typed character."""

TYPED = {
    "text": 12,
    "long_text": 60,
    "number": 2,
    "date": 8,
    "birth_date": 8,
    "time": 4,
    "name": 10,
    "kana": 10,
    "email": 20,
    "phone": 11,
    "postal_address": 25,
    "children": 28,
}
"""Characters that are typically typed, by kind."""

TAPS = {
    "choices": 2,
    "date": 3,
    "birth_date": 4,
    "name": 2,
    "kana": 2,
    "postal_address": 4,
    "children": 8,
}
"""Taps into inputs, on choices; 1 where nothing is said."""

FETCHING = {"files": 45.0, "email": 4.0, "postal_address": 5.0}
"""Seconds to find, photograph or look something up."""

PAGE = 6.0
"""Seconds to turn a page and find one's way on it; the check page is one more."""

SOMETIMES = 0.5
"""What a question counts that is asked only under a condition."""

MOST_READ = 120
"""Characters of a text that are read; more is skimmed."""


def minutes(form: Form) -> int:
    """Return the minutes that filling and checking a form takes, at least 1."""
    return max(1, math.ceil(seconds(form) / 60))


def seconds(form: Form) -> float:
    """Return the estimated seconds, the check page included."""
    total = _reading(form.intro) + PAGE
    for page in form.pages:
        share = 1.0 if page.ask_if is None else SOMETIMES
        inside = sum(_field(field) for field in page.fields)
        total += share * (PAGE + _reading(page.title) + _reading(page.intro) + inside)
    return total


def _field(field: Field) -> float:
    share = 1.0 if field.ask_if is None else SOMETIMES
    return share * (_read(field) + (_answered(field) if _asks(field) else 0))


def _read(field: Field) -> float:
    """Return the seconds to read a question and what can be chosen, and to check the answer at the end."""
    own = text(field, "text", NO_TEXT)
    return sum(map(_reading, (field.label, field.help, own, *(one.label for one in options_of(field)))))


def _answered(field: Field) -> float:
    taps, typed = TAPS.get(field.kind, 1), TYPED.get(field.kind, 0)
    checking = THINKING + READING * min(typed or 5, 20)
    return THINKING + taps * POINTING + typed * TYPING + FETCHING.get(field.kind, 0.0) + checking


def _asks(field: Field) -> bool:
    return field.kind in KINDS and KINDS[field.kind].asks


def _reading(text: Text) -> float:
    return READING * min(len(text.ja), MOST_READ)
