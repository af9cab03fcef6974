"""Answers in words for people, and in cells for sheets."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.definition import Form
from forms.reading import read
from forms.rows import guarded, rows
from tests.forms.cells import columns, record
from tests.forms.visit import FACTS, FORM, TYPED, typed


def test_rows_follow_the_form_and_lead_to_the_input_to_change() -> None:
    made = rows(FORM, read(FORM, TYPED, FACTS).answers)
    assert [row.key for row in made] == [
        "name",
        "adults",
        "children",
        "people",
        "car",
        "plate",
        "note",
        "agreed",
    ]
    assert [row.input for row in made[:4]] == ["name-family", "adults", "children-0-family", ""]
    assert [row.page for row in made] == ["who"] * 4 + ["parking"] * 2 + ["rules"] * 2
    assert [row.text for row in made if row.key in ("name", "adults", "note")] == [
        "髙﨑 はな",
        "2人",
        "一行目\n二行目",
    ]


def test_personal_data_is_marked() -> None:
    marked = {row.key: row.is_personal for row in rows(FORM, read(FORM, TYPED, FACTS).answers)}
    assert marked["name"] and marked["children"] and not marked["adults"] and not marked["agreed"]


def test_what_was_left_empty_has_a_row_only_where_it_was_asked() -> None:
    reading = read(FORM, typed(note="", car="no"), FACTS)
    assert "note" not in [row.key for row in rows(FORM, reading.answers)]
    shown = {row.key: row.text for row in rows(FORM, reading.answers, asked=reading.asked)}
    assert shown["note"] == "" and "plate" not in shown and "told" not in shown


def test_rows_speak_the_wanted_language_and_fall_back_to_japanese() -> None:
    data = FORM.to_json()
    data["pages"][0]["fields"][1]["label"] = {"ja": "大人", "en": "Adults"}
    made = rows(Form.from_json(data), read(FORM, TYPED, FACTS).answers, "en")
    assert [row.label for row in made][:3] == ["お名前", "Adults", "お子さん"]


def test_ages_are_shown_on_the_day_of_use() -> None:
    data = FORM.to_json()
    data["pages"][0]["fields"][2]["settings"] = {"age_on": "day_of_use"}
    form, answers = Form.from_json(data), read(FORM, TYPED, FACTS).answers
    shown = {row.key: row.text for row in rows(form, answers, facts=FACTS)}
    assert "2歳" in shown["children"]


def test_a_record_has_as_many_cells_as_the_sheet_has_columns() -> None:
    for sent in (TYPED, typed(note="", car="no"), {}):
        assert len(record(FORM, read(FORM, sent, FACTS).answers)) == len(columns(FORM))


def test_a_record_lies_under_its_columns() -> None:
    cells = dict(zip(columns(FORM), record(FORM, read(FORM, TYPED, FACTS).answers), strict=True))
    assert (cells["お名前（姓）"], cells["大人"], cells["車の番号"], cells["合計"]) == (
        "髙﨑",
        "2",
        "123",
        "3",
    )
    assert cells["6歳以上だけで使う理由"] == ""


@pytest.mark.parametrize(
    "text",
    [
        "=cmd|' /C calc'!A0",
        "+81 3",
        "-1+1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "　＝1",
        "＝1",
        "＋1",
        "－1",
        "＠x",
    ],
)
def test_what_begins_like_a_formula_is_guarded(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "山田", "-5", "-0.5", "12", "a=1", "2026-04-01", "'x"])
def test_what_is_no_formula_stays_as_it_is(text: str) -> None:
    assert guarded(text) == text


@given(st.text())
def test_guarding_loses_nothing_and_leaves_no_formula(text: str) -> None:
    safe = guarded(text)
    assert safe.removeprefix("'") == text or safe == text
    assert not safe.startswith(("=", "+", "@", "\t", "\r"))


def test_formulas_in_answers_and_labels_are_guarded() -> None:
    sent: dict[str, Any] = typed(plate="=1+1", name__family="=cmd|x")
    assert {"'=1+1", "'=cmd|x"} <= set(record(FORM, read(FORM, sent, FACTS).answers))
    data = FORM.to_json()
    data["pages"][0]["fields"][1]["label"] = "=cmd|x"
    assert "'=cmd|x" in columns(Form.from_json(data))
