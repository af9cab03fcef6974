"""Sheets: what stands in the builder's inputs makes the same question again, and bad input is said at its input."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from config import ROOT
from forms.checking import check
from forms.definition import Field, Form, Page, Text
from forms.editing import add_field, fitted
from forms.fields import KINDS
from forms.ready import BY_CODE, OFFERS, READY
from forms.setting_inputs import INPUTS, LISTED
from forms.sheet_presses import pressed
from forms.sheets import Sheet, field_from, sheet_of, sheet_sent

EVERY_KIND = Form.from_json(json.loads((ROOT / "tests/look/every_kind.json").read_text()))
PLAYROOM = Form.from_json(json.loads((ROOT / "sample/playrooms/kodomo-no-mori.json").read_text())["form"])
FIELDS = [(form, field) for form in (EVERY_KIND, PLAYROOM) for field in form.fields()]


def sent_by(sheet: Sheet) -> dict[str, list[str]]:
    """Return what a browser sends for a sheet that nobody has touched."""
    sent = {name: [text] for name, text in sheet.typed.items()}
    for at, row in enumerate(sheet.options):
        sent[f"o-{at}-value"] = [row.value]
        for code in ("ja", "easy", "en"):
            sent[f"o-{at}-label-{code}"] = [getattr(row.label, code)]
            sent[f"o-{at}-help-{code}"] = [getattr(row.help, code)]
    for number, group in enumerate(sheet.picked.groups):
        sent[f"c-{number}-mode"] = [group.mode]
        for at, row in enumerate(group.rows):
            sent |= {f"c-{number}-{at}-{part}": [text] for part, text in vars(row).items()}
    for at, term in enumerate(sheet.worked.terms):
        sent |= {f"v-{at}-of": [term.of], f"v-{at}-fixed": [term.fixed]}
    worked = sheet.worked
    sent |= {"v-way": [worked.way], "v-places": [worked.places], "v-rounding": [worked.rounding]}
    sent |= {"v-unit": [worked.unit], "v-blank": ["yes"] if worked.blank_is_zero else []}
    sent |= {"c-kept": ["yes"] if sheet.keeps_condition else []}
    return sent | {"v-kept": ["yes"] if sheet.keeps_calculation else []}


@pytest.mark.parametrize(("form", "field"), FIELDS, ids=[field.key for _, field in FIELDS])
def test_an_untouched_sheet_makes_the_same_question(form: Form, field: Field) -> None:
    assert field_from(form, field, sheet_sent(sent_by(sheet_of(form, field)))) == (field, ())


def test_every_setting_of_every_kind_has_an_input() -> None:
    own = {"calculated": {"value", "shows_as"}, **{kind: {"options"} for kind in LISTED}}
    for name, kind in KINDS.items():
        assert {one.name for one in INPUTS[name]} | own.get(name, set()) == kind.allowed_settings, name


SETTINGS: list[tuple[str, dict[str, Any]]] = [
    ("text", {"max_length": 20, "only": "digits"}),
    ("long_text", {"max_length": 300}),
    ("number", {"minimum": -1.5, "maximum": 10, "decimals": 1, "unit": {"ja": "冊", "en": "books"}}),
    ("yes_no", {"yes": "ある", "no": "ない"}),
    ("date", {"minimum": {"fact": "today", "days": -3}, "maximum": "2026-04-01"}),
    ("date", {"minimum": {"fact": "day_of_use", "months": 2, "days": 1}}),
    ("time", {"minimum": "09:30", "maximum": "17:00", "step": 30}),
    ("children", {"minimum": 1, "maximum": 3, "kana": True, "age_on": "today"}),
    ("consent", {"text": "守ります"}),
    ("explanation", {"text": "1行目\n2行目"}),
    ("email", {"someone_else": True}),
    ("choices", {"options": [{"value": "a", "label": "A", "help": "説明"}], "other": "ほか", "minimum": 1}),
    ("choice", {"options": [{"value": "a", "label": "A"}], "other": True}),
]


@pytest.mark.parametrize(("kind", "settings"), SETTINGS)
def test_settings_of_every_shape_survive_the_sheet(kind: str, settings: dict[str, Any]) -> None:
    field = Field("x", kind, Text("質問"), required=KINDS[kind].asks or True, settings=settings)
    form = Form(Text("様式"), (Page("p", Text("頁"), (field,)),))
    assert field_from(form, field, sheet_sent(sent_by(sheet_of(form, field)))) == (field, ())


@pytest.mark.parametrize(
    ("kind", "typed", "place"),
    [
        ("text", {"label-ja": " "}, "label-ja"),
        ("text", {"s-max_length": "たくさん"}, "s-max_length"),
        ("number", {"s-minimum": "x"}, "s-minimum"),
        ("number", {"s-unit-en": "books"}, "s-unit"),
        ("date", {"s-minimum": "fixed", "s-minimum-day": "2月30日"}, "s-minimum"),
        ("date", {"s-minimum": "today", "s-minimum-days": "x"}, "s-minimum"),
        ("time", {"s-minimum": "25時"}, "s-minimum"),
        ("choice", {}, "s-lines"),
        ("choice", {"o-0-value": "a", "o-0-label-en": "A"}, "o-0-label-ja"),
        (
            "choice",
            {"o-0-label-ja": "A", "o-0-value": "a", "o-1-label-ja": "B", "o-1-value": "a"},
            "o-1-value",
        ),
        ("calculated", {"v-way": "age"}, "v-0-of"),
        ("text", {"c-0-0-key": ""}, "c-0-0-key"),
    ],
)
def test_what_cannot_be_read_is_said_at_its_input(kind: str, typed: dict[str, str], place: str) -> None:
    field = Field("x", kind, Text("質問"))
    form = Form(Text("様式"), (Page("p", Text("頁"), (field,)),))
    sent = {"label-ja": ["質問"], **{name: [text] for name, text in typed.items()}}
    assert [where for where, _ in field_from(form, field, sheet_sent(sent))[1]] == [place]


def test_options_come_from_lines_and_get_values_of_their_own() -> None:
    field = Field("x", "choice", Text("質問"))
    form = Form(Text("様式"), (Page("p", Text("頁"), (field,)),))
    sent = {"label-ja": ["質問"], "o-0-label-ja": ["市内"], "s-lines": ["市外\n\n Email \n"]}
    changed, problems = field_from(form, field, sheet_sent(sent))
    assert not problems
    listed = [(one["value"], one["label"]) for one in changed.settings["options"]]
    assert listed == [("option1", "市内"), ("option2", "市外"), ("email", "Email")]


def test_buttons_of_a_sheet_add_move_and_remove_rows() -> None:
    sheet = sheet_sent({"o-0-label-ja": ["A"], "o-1-label-ja": ["B"], "c-0-0-key": ["x"]})
    assert [one.label.ja for one in pressed(sheet, "down-option:0").options] == ["B", "A"]
    assert [one.label.ja for one in pressed(sheet, "remove-option:0").options] == ["B"]
    assert len(pressed(sheet, "add-option").options) == 3
    assert len(pressed(sheet, "add-row:0").picked.groups[0].rows) == 2
    assert pressed(sheet, "remove-row:0:0").picked.groups == ()
    assert len(pressed(sheet, "add-group").picked.groups) == 2
    assert len(pressed(sheet, "add-term").worked.terms) == 3


@pytest.mark.parametrize("step", ["", "add-row", "add-row:x", "up-option:0:0", "remove-option:９", "boil"])
def test_a_button_that_is_not_there_changes_nothing(step: str) -> None:
    sheet = sheet_sent({"o-0-label-ja": ["A"]})
    assert pressed(sheet, step) == sheet


def test_what_is_ready_to_use_can_be_published_as_it_is() -> None:
    form = Form(Text("様式", "x", "x"), (Page("p", Text("頁", "x", "x"), ()),))
    for offer in READY:
        form = add_field(form, "p", fitted(form, offer.field))
    assert check(form) == ()
    assert {offer.code for offer in OFFERS} == KINDS.keys() and len(BY_CODE) == len(READY) + len(OFFERS)


def test_a_condition_that_cannot_be_picked_stays_as_it_is() -> None:
    deep = {"any": [{"all": [{"any": [{"answered": "adults"}]}]}]}
    field = replace(PLAYROOM.pages[1].fields[0], ask_if=deep)
    sheet = sheet_of(PLAYROOM, field)
    assert sheet.keeps_condition
    assert field_from(PLAYROOM, field, sheet_sent(sent_by(sheet))) == (field, ())
    assert field_from(PLAYROOM, field, pressed(sheet, "drop-condition"))[0].ask_if is None
