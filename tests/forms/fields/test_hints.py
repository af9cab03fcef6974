"""Every part says how it is drawn, and what a browser may fill in by itself."""

from __future__ import annotations

from typing import Any

import pytest

from forms.definition import Field, Text, frozen
from forms.fields import KINDS
from tests.forms.broken_rules import FRUIT_OR_OTHER

TYPES = {"text", "email", "tel", "textarea", "select", "radio", "checkbox", "file"}


def _field(kind: str, **settings: Any) -> Field:
    return Field("q", kind, Text("たずねること"), settings=frozen(settings))


@pytest.mark.parametrize("kind", [name for name, kind in KINDS.items() if kind.asks])
def test_every_part_has_a_label_and_a_known_type(kind: str) -> None:
    settings = {name: value for name, value in FRUIT_OR_OTHER.items() if name in KINDS[kind].allowed_settings}
    field = _field(kind, **settings)
    for part in KINDS[kind].parts(field, {}):
        hints = KINDS[kind].input_hints(field, part)
        assert str(hints.label).strip()
        assert hints.type in TYPES
        assert bool(hints.options) == (hints.type in {"select", "radio", "checkbox"})


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_name_for_who_makes_a_form(kind: str) -> None:
    assert KINDS[kind].name == kind
    assert str(KINDS[kind].title).strip()


@pytest.mark.parametrize(
    ("kind", "part", "token"),
    [
        ("name", "family", "family-name"),
        ("name", "given", "given-name"),
        ("kana", "family", "off"),
        ("email", "", "email"),
        ("phone", "", "tel"),
        ("postal_address", "postal_code", "postal-code"),
        ("birth_date", "year", "bday-year"),
        ("birth_date", "day", "bday-day"),
        ("date", "year", "off"),
        ("children", "0-family", "off"),
        ("children", "0-born-year", "off"),
    ],
)
def test_a_browser_fills_in_what_is_about_its_user(kind: str, part: str, token: str) -> None:
    assert KINDS[kind].input_hints(_field(kind), part).autocomplete == token


@pytest.mark.parametrize("kind", ["name", "email", "phone", "postal_address", "birth_date"])
def test_a_browser_fills_in_nothing_about_somebody_else(kind: str) -> None:
    field = _field(kind, someone_else=True)
    assert {KINDS[kind].input_hints(field, part).autocomplete for part in KINDS[kind].parts(field, {})} == {
        "off"
    }


def test_numbers_bring_up_a_keypad() -> None:
    assert KINDS["number"].input_hints(_field("number"), "").inputmode == "numeric"
    assert KINDS["number"].input_hints(_field("number", decimals=1), "").inputmode == "decimal"
    assert KINDS["phone"].input_hints(_field("phone"), "").inputmode == "tel"


def test_the_eras_are_offered_after_the_western_calendar() -> None:
    options = KINDS["birth_date"].input_hints(_field("birth_date"), "era").options
    assert [str(label) for _, label in options] == ["西暦", "令和", "平成", "昭和", "大正", "明治"]
