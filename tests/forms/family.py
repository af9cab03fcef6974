"""A family that fills in any form: draws something sensible for each question, whatever its kind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from forms.definition import Field, Form
from forms.fields.dates import limit
from forms.fields.files import SENT, SentFile
from forms.fields.options import options_of
from forms.fields.settings import flag, number, whole
from forms.given import names_of

TODAY = date(2026, 5, 12)
PAPER = SentFile("paper", "見本.pdf", "application/pdf", 1000)
FACTS = {"today": TODAY, "day_of_use": TODAY + timedelta(days=3), SENT: {PAPER.token: PAPER}}
NAMES = st.sampled_from(["髙﨑", "見本", "佐藤", "－"])
KANA = st.sampled_from(["タカサキ", "みほん", "ｻﾄｳ"])
_ADDRESS = {
    "postal_code": ["106-0032"],
    "area": ["東京都港区六本木"],
    "street": ["1-2-3"],
    "building": [""],
}
Draw = st.DataObject
Given = dict[str, list[str]]


def typed_by(form: Form, draw: Draw) -> dict[str, Any]:
    """Return what is typed: name of an input -> texts."""
    raw: dict[str, Any] = {}
    for field in form.fields():
        if field.kind in _WAYS:
            raw.update(names_of(field.key, _WAYS[field.kind](field, draw)))
    return raw


def _choice(field: Field, draw: Draw) -> Given:
    value = draw.draw(st.sampled_from([one.value for one in options_of(field)]))
    return {"": [value], "other": ["ほかのこと"]} if value == "other" else {"": [value]}


def _choices(field: Field, draw: Draw) -> Given:
    values = [one.value for one in options_of(field)]
    most = whole(field, "maximum", len(values))
    some = draw.draw(st.lists(st.sampled_from(values), min_size=1, max_size=most, unique=True))
    return {"": some, "other": ["ほかのこと"]} if "other" in some else {"": some}


def _number(field: Field, draw: Draw) -> Given:
    least, most = int(number(field, "minimum") or 0), int(number(field, "maximum") or 99)
    return {"": [str(draw.draw(st.integers(least, min(most, least + 50))))]}


def _day(field: Field, draw: Draw) -> Given:
    least = limit(field, "minimum", FACTS) or TODAY - timedelta(days=200)
    most = limit(field, "maximum", FACTS) or max(least, TODAY) + timedelta(days=200)
    return _parts(draw.draw(st.dates(least, most)))


def _parts(day: date) -> Given:
    return {"year": [str(day.year)], "month": [str(day.month)], "day": [str(day.day)]}


def _born(field: Field, draw: Draw) -> Given:
    return {"era": ["western"], **_parts(draw.draw(st.dates(date(1930, 1, 1), TODAY)))}


def _children(field: Field, draw: Draw) -> Given:
    rows = draw.draw(st.integers(whole(field, "minimum", 1), whole(field, "maximum", 6)))
    found: Given = {}
    for row in range(rows):
        parts = {"family": [draw.draw(NAMES)], "given": ["はる"], "born-era": ["western"]}
        if flag(field, "kana"):
            parts |= {"family_kana": [draw.draw(KANA)], "given_kana": ["ハル"]}
        born = _parts(draw.draw(st.dates(TODAY - timedelta(days=4000), TODAY)))
        parts |= {f"born-{part}": texts for part, texts in born.items()}
        found |= {f"{row}-{part}": texts for part, texts in parts.items()}
    return found


def _text(field: Field, draw: Draw) -> Given:
    return {"": ["0012345" if "only" in field.settings else "見本の答え"[: whole(field, "max_length", 5)]]}


_WAYS: dict[str, Callable[[Field, Draw], Given]] = {
    "text": _text,
    "long_text": lambda field, draw: {"": ["一行目\r\n二行目"]},
    "number": _number,
    "yes_no": lambda field, draw: {"": [draw.draw(st.sampled_from(["yes", "no"]))]},
    "choice": _choice,
    "select": _choice,
    "choices": _choices,
    "date": _day,
    "time": lambda field, draw: {"": [f"{draw.draw(st.integers(0, 23)):02}:30"]},
    "birth_date": _born,
    "name": lambda field, draw: {"family": [draw.draw(NAMES)], "given": ["花子"]},
    "kana": lambda field, draw: {"family": [draw.draw(KANA)], "given": ["はなこ"]},
    "email": lambda field, draw: {"": ["hanako@example.jp"]},
    "phone": lambda field, draw: {"": ["０９０ー１２３４ー５６７８"]},
    "postal_address": lambda field, draw: dict(_ADDRESS),
    "children": _children,
    "consent": lambda field, draw: {"": ["yes"]},
    "files": lambda field, draw: {"": [PAPER.token]},
}
