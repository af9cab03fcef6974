"""The file of a procedure: what goes out comes in again, byte for byte, and what is broken is said where it is."""

from __future__ import annotations

import copy
import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.procedures.file_differences import detail_changes, form_changes
from domain.procedures.file_format import LARGEST, NAME, ProcedureFile
from domain.procedures.file_problems import FileProblem
from domain.procedures.file_values import (
    answers_of,
    examples,
    from_plain,
    question_form,
    to_plain,
)
from domain.procedures.shelf import templates
from forms.definition import Text
from forms.reading import read
from tests.forms.test_definition import SMALL
from tests.forms.trees import definitions

PROCEDURE: dict[str, Any] = {
    "file": NAME,
    "schema": 1,
    "kind": "application",
    "slug": "tent-loan",
    "title": {"ja": "{{city}}のテント", "en": "Tents of {{city}}"},
    "details": {
        "contact": "電話 {{phone}}",
        "retention_months": 12,
        "synonyms": ["貸出"],
        "closed_note": "{{opens}}から受け付けます。",
    },
    "form": {
        **SMALL,
        "pages": [
            {
                "key": "p",
                "title": "数",
                "fields": [
                    {
                        "key": "tents",
                        "kind": "number",
                        "label": "テントの数（{{most}}張まで）",
                        "settings": {"maximum": "{{most}}", "unit": "張"},
                    }
                ],
            }
        ],
    },
    "values": [
        {"key": "city", "label": "市の名前", "kind": "text", "example": {"ja": "青葉野市", "en": "Aobano"}},
        {"key": "phone", "label": "電話", "kind": "phone", "example": "000-555-0100"},
        {"key": "most", "label": "張数", "kind": "number", "example": "1200"},
        {"key": "opens", "label": "始まる日", "kind": "day", "example": "2026-06-01"},
    ],
}


def changed(*path: Any, value: Any) -> dict[str, Any]:
    """Return the procedure with another value at a place."""
    data = copy.deepcopy(PROCEDURE)
    place: Any = data
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return data


@given(definitions(), st.sampled_from(["application", "booking", "lottery"]))
def test_a_file_is_the_same_after_being_read_and_written(form: Any, kind: str) -> None:
    data = {"file": NAME, "schema": 1, "kind": kind, "slug": "a-1", "title": "手続き", "form": form}
    try:
        first = ProcedureFile.from_json(data).to_text()
    except FileProblem as problem:
        assert "values" in problem.reason
        return
    assert ProcedureFile.from_text(first).to_text() == first
    assert ProcedureFile.from_bytes(b"\xef\xbb\xbf" + first.encode()).to_text() == first


def test_the_file_is_sorted_and_readable() -> None:
    text = ProcedureFile.from_json(PROCEDURE).to_text()
    assert "テントの数" in text and text.endswith("}\n")
    assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


@pytest.mark.parametrize(
    ("data", "where", "reason"),
    [
        ({}, "file", "まどぐちの手続きのファイルではありません"),
        (changed("schema", value=2), "schema", "schema が 1"),
        (changed("kind", value="party"), "kind", "application"),
        (changed("slug", value="Tent"), "slug", "小文字"),
        (changed("slug", value="new"), "slug", "小文字"),
        (changed("title", value=""), "名前（title）", "名前"),
        (changed("colour", value=1), "", "「colour」という項目はありません"),
        (changed("form", value=None), "form", "様式がありません"),
        (changed("form", "pages", 0, "fields", 0, "label", value=3), "様式 › 1ページ目 › 1番目の質問", "3"),
        (changed("form", "pages", 0, "fields", 0, "kind", value=""), "1番目の質問", "文字"),
        (changed("form", "pages", value={}), "様式", "一覧"),
        (changed("details", "retention_months", value="12"), "案内 › retention_months", "整数"),
        (changed("details", "elsewhere_url", value="javascript:x"), "elsewhere_url", "https://"),
        (changed("details", "layout", value="three"), "layout", "pages、one"),
        (changed("details", "synonyms", value=[1]), "synonyms", "一覧"),
        (changed("details", "contact", value="{{fax}}"), "contact", "{{fax}}"),
        (changed("values", 0, "kind", value="colour"), "1番目の値", "text"),
        (changed("values", 0, "key", value="City"), "1番目の値", "小文字"),
        (changed("values", 1, "key", value="city"), "2番目の値", "2回"),
        (changed("values", 2, "example", value="たくさん"), "3番目の値", "例"),
        (changed("values", 3, "example", value="2026-02-30"), "4番目の値", "例"),
        (changed("samples", value=[{"name": "x", "on_day": "きのう"}]), "1番目の確認用の例", "日付"),
        (
            changed("samples", value=[{"name": "x", "on_day": "2026-05-01", "raw": {"a": "b"}}]),
            "raw › a",
            "一覧",
        ),
    ],
)
def test_what_is_broken_is_said_with_its_place(data: Any, where: str, reason: str) -> None:
    with pytest.raises(FileProblem) as refused:
        ProcedureFile.from_json(data)
    if where != "名前（title）":
        assert where in refused.value.where
    assert reason in refused.value.reason


@pytest.mark.parametrize(
    ("content", "where", "reason"),
    [
        (b"", "1行目", "JSON"),
        (b"[1,\n 2,,]", "2行目の4文字目", "JSON"),
        ("{}\n手続き".encode("shift_jis"), "2行目", "UTF-8"),
        (b'{"file": 1, "file": 2}', "file", "2回"),
        (b'{"file": NaN}', "NaN", "数"),
        (b"[" * 100_000, "", "深すぎます"),
        (b"1" * 10_000, "", "けた"),
        (b" " * (LARGEST + 1), "", "大きすぎます"),
        (b"[]", "", "項目の組"),
        (b"\x89PNG\r\n\x1a\n", "1行目", "UTF-8"),
    ],
)
def test_what_is_no_such_file_at_all_is_said_clearly(content: bytes, where: str, reason: str) -> None:
    with pytest.raises(FileProblem) as refused:
        ProcedureFile.from_bytes(content)
    assert where in refused.value.where and reason in refused.value.reason


def test_the_citys_values_stand_in_their_places_in_each_language() -> None:
    file = ProcedureFile.from_json(PROCEDURE)
    filled = file.filled(examples(file.values))
    assert filled.title == Text("青葉野市のテント", en="Tents of Aobano")
    assert filled.details["contact"] == "電話 000-555-0100"
    assert filled.details["closed_note"] == "令和8年6月1日（2026年）から受け付けます。"
    assert filled.form is not None
    tents = filled.form.field("tents")
    assert tents is not None
    assert (tents.settings["maximum"], str(tents.label)) == (1200, "テントの数（1,200張まで）")
    assert filled.values == ()


def test_a_value_that_nobody_has_given_is_named() -> None:
    with pytest.raises(FileProblem, match="市の名前、張数"):
        ProcedureFile.from_json(PROCEDURE).filled(
            {"phone": Text("1"), "opens": date(2026, 6, 1)},
        )


def test_a_placeholder_that_is_typed_as_a_value_is_not_filled_again() -> None:
    file = ProcedureFile.from_json(PROCEDURE)
    with pytest.raises(FileProblem, match="most"):
        file.filled({**examples(file.values), "city": Text("{{most}}")})


def test_values_are_asked_by_the_form_engine_and_remembered_as_json() -> None:
    values = ProcedureFile.from_json(PROCEDURE).values
    form = question_form(values)
    raw = {
        "value_city": ["みどり市"],
        "value_city_en": ["Midori"],
        "value_phone": ["０３（１２３４）５６７８"],
        "value_most": ["１，０００"],
        "value_opens-year": ["令和8"],
        "value_opens-month": ["7"],
        "value_opens-day": ["1"],
    }
    reading = read(form, raw, {"today": date(2026, 5, 1)})
    answers = answers_of(values, reading.answers)
    assert answers == {
        "city": Text("みどり市", en="Midori"),
        "phone": Text("03-1234-5678"),
        "most": Decimal(1000),
        "opens": date(2026, 7, 1),
    }
    assert {value.key: from_plain(value, to_plain(answers[value.key])) for value in values} == answers


def test_what_a_file_would_change_is_told() -> None:
    old, new = ProcedureFile.from_json(PROCEDURE), ProcedureFile.from_json(changed("title", value="テント"))
    assert detail_changes(old, old) == () == form_changes(old, old)
    assert detail_changes(old, new) == (
        "手続きの名前を変えました：「{{city}}のテント」 → 「テント」",
        "手続きの名前（英語）をなくしました：「Tents of {{city}}」",
    )
    longer = ProcedureFile.from_json(changed("details", "retention_months", value=24))
    assert detail_changes(old, longer) == ("保存する期間（月）を変えました：12 → 24",)


@pytest.mark.parametrize("file", templates(), ids=lambda file: file.slug)
def test_every_detail_that_a_template_sets_is_told_as_new(file: ProcedureFile) -> None:
    bare = ProcedureFile(file.kind, file.slug, file.title, None)
    assert len(detail_changes(bare, file)) >= len(file.details) - 1
    assert form_changes(file, file) == ()
