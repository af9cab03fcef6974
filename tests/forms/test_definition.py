"""Definitions go to JSON and back, keep their fingerprint, and refuse what is not one."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import FrozenInstanceError
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.definition import DefinitionError, Field, Form, Page, Text
from forms.shapes import DEEPEST, LARGEST, MOST_VALUES
from tests.forms.trees import definitions

SMALL: dict[str, Any] = {
    "schema": 1,
    "title": {"ja": "プレイルームの予約", "en": "Playroom"},
    "intro": "だれでも使えます",
    "pages": [
        {
            "key": "who",
            "title": "だれが",
            "fields": [
                {"key": "adults", "kind": "number", "label": "大人", "settings": {"max": 4}},
                {"key": "note", "kind": "text", "label": "連絡", "required": False, "help": "あれば"},
            ],
        }
    ],
}


@given(definitions())
def test_a_definition_survives_json(data: Any) -> None:
    form = Form.from_json(data)
    through_text = json.loads(json.dumps(form.to_json(), ensure_ascii=False))
    assert Form.from_json(form.to_json()) == form == Form.from_json(through_text)


@given(definitions())
def test_the_fingerprint_survives_json_and_the_order_of_names(data: Any) -> None:
    form = Form.from_json(data)
    shuffled = json.loads(json.dumps(form.to_json(), sort_keys=True))
    assert Form.from_json(shuffled).fingerprint() == form.fingerprint()


@given(definitions(), st.data())
def test_any_change_changes_the_fingerprint(data: Any, choose: st.DataObject) -> None:
    form = Form.from_json(data)
    changed = copy.deepcopy(form.to_json())
    place = choose.draw(st.sampled_from(list(_texts_in(changed))))
    place[0][place[1]] += "。"
    assert Form.from_json(changed).fingerprint() != form.fingerprint()


@given(definitions(), definitions())
def test_only_equal_forms_share_a_fingerprint(one: Any, other: Any) -> None:
    first, second = Form.from_json(one), Form.from_json(other)
    same = json.dumps(first.to_json(), sort_keys=True) == json.dumps(second.to_json(), sort_keys=True)
    assert (first.fingerprint() == second.fingerprint()) == same


def test_leaving_out_a_default_is_the_same_as_writing_it() -> None:
    written = copy.deepcopy(SMALL)
    written["pages"][0]["fields"][0] |= {"required": True, "help": "", "meaning": "", "ask_if": None}
    assert Form.from_json(written) == Form.from_json(SMALL)
    assert Form.from_json(written).fingerprint() == Form.from_json(SMALL).fingerprint()


def test_a_whole_number_written_with_a_point_is_the_same_number() -> None:
    pointed = copy.deepcopy(SMALL)
    pointed["pages"][0]["fields"][0]["settings"]["max"] = 4.0
    assert Form.from_json(pointed).fingerprint() == Form.from_json(SMALL).fingerprint()


def test_a_form_cannot_be_changed_in_place() -> None:
    form = Form.from_json(SMALL)
    with pytest.raises(FrozenInstanceError):
        form.title = Text("x")  # type: ignore[misc]
    with pytest.raises(TypeError):
        form.pages[0].fields[0].settings["max"] = 9  # type: ignore[index]


def test_a_form_made_in_code_equals_the_one_read() -> None:
    adults = Field("adults", "number", Text("大人"), settings={"max": 4})
    note = Field("note", "text", Text("連絡"), help=Text("あれば"), required=False)
    page = Page("who", Text("だれが"), (adults, note))
    made = Form(Text("プレイルームの予約", en="Playroom"), (page,), Text("だれでも使えます"))
    assert made == Form.from_json(SMALL)


def test_fields_are_found_by_key_and_by_meaning() -> None:
    phone = Field("tel", "phone", Text("電話"), meaning="phone")
    form = Form(Text("x"), (Page("p", Text("p"), (phone,)),))
    assert form.field("tel") is phone is form.meaning("phone")
    assert form.field("fax") is form.meaning("email") is None


def test_a_text_falls_back_to_japanese_and_says_so() -> None:
    text = Text("こんにちは", en="Hello")
    assert [text.shown_in(code) for code in ("en", "easy", "xx")] == ["Hello", "こんにちは", "こんにちは"]
    assert [text.language(code) for code in ("en", "easy", "xx")] == ["en", "ja", "ja"]


NOT_DEFINITIONS: list[tuple[str, Any, str]] = [
    ("title", None, "form.title"),
    ("title", {"en": "only English"}, "form.title"),
    ("title", {"ja": "a", "fr": "b"}, "form.title"),
    ("title", {"ja": 1}, "form.title.ja"),
    ("schema", 2, "form.schema"),
    ("pages", {}, "form.pages"),
    ("pages", [3], "form.pages[0]"),
    ("pages", [{"key": "p", "fields": [{}]}], "form.pages[0].fields[0].key"),
    (
        "pages",
        [{"key": "p", "fields": [{"key": "a", "kind": "text", "laber": "x"}]}],
        "form.pages[0].fields[0]",
    ),
    (
        "pages",
        [{"key": "p", "fields": [{"key": "a", "kind": "t", "required": "no"}]}],
        "form.pages[0].fields[0].required",
    ),
    ("pages", [{"key": "p", "fields": [], "ask_if": []}], "form.pages[0].ask_if"),
    ("title", "half \ud842 pair", "form.title"),
    ("title", "nul \0", "form.title"),
    ("intro", float("nan"), "form.intro"),
    ("intro", LARGEST + 1, "form.intro"),
    ("intro", object(), "form.intro"),
    ("colour", "red", "form"),
]


@pytest.mark.parametrize(("name", "value", "where"), NOT_DEFINITIONS)
def test_what_is_not_a_definition_is_refused_with_its_place(name: str, value: Any, where: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        Form.from_json(SMALL | {name: value})
    assert refused.value.where == where
    assert str(refused.value).startswith(f"{where}: ")


@pytest.mark.parametrize(("levels", "is_refused"), [(DEEPEST - 8, False), (DEEPEST, True), (100_000, True)])
def test_endless_nesting_is_refused(levels: int, is_refused: bool) -> None:
    deep: Any = "x"
    for _ in range(levels):
        deep = [deep]
    data = copy.deepcopy(SMALL)
    data["pages"][0]["fields"][0]["settings"]["deep"] = deep
    with pytest.raises(DefinitionError, match="levels deep") if is_refused else nullcontext():
        Form.from_json(data)


def test_endless_lists_are_refused() -> None:
    with pytest.raises(DefinitionError, match="values"):
        Form.from_json(SMALL | {"intro": ["x"] * (MOST_VALUES + 1)})


def _texts_in(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield (container, place) of every label-like text in a definition's JSON."""
    places = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for place, inner in places:
        if isinstance(inner, str) and place in ("title", "label", "help", "intro", "ja", "key"):
            yield value, place
        yield from _texts_in(inner)
