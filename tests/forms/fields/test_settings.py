"""Settings of the wrong shape are named before a form is published, and never crash a preview."""

from __future__ import annotations

from typing import Any

import pytest

from forms.definition import Field, Text, frozen
from forms.fields import KINDS
from forms.fields.kind import Unreadable
from tests.forms.broken_rules import FRUIT, FRUIT_OR_OTHER
from tests.forms.corpus.lines import FACTS

EXPLAINED = {"text": "ご案内"}
SUM = {"value": {"value": 1}}


def _field(kind: str, settings: dict[str, Any]) -> Field:
    return Field("q", kind, Text("たずねること"), settings=frozen(settings))


def _problems(kind: str, settings: dict[str, Any]) -> list[str]:
    return [str(problem) for problem in KINDS[kind].setting_problems(_field(kind, settings))]


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        ("text", {"max_length": 20, "only": "digits"}),
        ("long_text", {"max_length": 2000}),
        ("number", {"minimum": 0, "maximum": "99.5", "decimals": 1, "unit": {"ja": "人", "en": "people"}}),
        ("yes_no", {"yes": "ある", "no": "ない"}),
        ("choice", FRUIT_OR_OTHER),
        ("choice", {**FRUIT, "other": {"ja": "ほか", "en": "Else"}}),
        ("select", FRUIT),
        ("choices", {**FRUIT_OR_OTHER, "minimum": 1, "maximum": 3}),
        ("date", {"minimum": {"fact": "today", "days": -3}, "maximum": "2027-03-31"}),
        ("time", {"minimum": "09:00", "maximum": "17:00", "step": 15}),
        ("birth_date", {"someone_else": True}),
        ("children", {"minimum": 1, "maximum": 4, "kana": True, "age_on": "day_of_use"}),
        ("files", {"maximum": 3, "types": ["jpeg", "pdf"], "purpose": "お仕事の確認のため"}),
        ("files", {}),
        ("consent", {"text": "規約に同意します"}),
        ("explanation", EXPLAINED),
        ("calculated", {**SUM, "shows_as": "number", "unit": "円"}),
    ],
)
def test_sensible_settings_are_all_right(kind: str, settings: dict[str, Any]) -> None:
    assert _problems(kind, settings) == []


@pytest.mark.parametrize(
    ("kind", "settings", "fragment"),
    [
        ("text", {"max_length": 0}, "max_length"),
        ("text", {"max_length": "10"}, "max_length"),
        ("text", {"only": "[a-z]+"}, "only"),
        ("text", {"pattern": ".*"}, "pattern"),
        ("long_text", {"max_length": True}, "max_length"),
        ("files", {"maximum": 0}, "maximum"),
        ("files", {"maximum": 21}, "20まで"),
        ("files", {"types": []}, "types"),
        ("files", {"types": "pdf"}, "types"),
        ("files", {"types": ["pdf", "exe"]}, "types"),
        ("files", {"types": ["pdf", "pdf"]}, "types"),
        ("files", {"purpose": ""}, "purpose"),
        ("number", {"minimum": "many"}, "minimum"),
        ("number", {"decimals": -1}, "decimals"),
        ("number", {"minimum": 5, "maximum": 1}, "いちばん大きい数より大きく"),
        ("yes_no", {"yes": ""}, "yes"),
        ("choice", {}, "選択肢がありません"),
        ("choice", {"options": "apple"}, "選択肢がありません"),
        ("choice", {"options": [{"value": "a"}]}, "値と表示する言葉の両方"),
        ("choice", {"options": [{"value": " ", "label": "あ"}]}, "値と表示する言葉の両方"),
        ("choice", {"options": [*FRUIT["options"], FRUIT["options"][0]]}, "「apple」が2回"),
        ("choice", {"options": [{"value": "other", "label": "他"}], "other": True}, "「その他」のため"),
        ("choice", {**FRUIT, "other": 3}, "other"),
        ("select", {**FRUIT, "other": True}, "other"),
        ("choices", {**FRUIT, "minimum": 3}, "選べる数より大きく"),
        ("choices", {**FRUIT, "maximum": 0}, "maximum"),
        ("date", {"minimum": "tomorrow"}, "minimum"),
        ("date", {"minimum": {"days": 1}}, "minimum"),
        ("date", {"maximum": {"fact": "today", "weeks": 1}}, "maximum"),
        ("time", {"step": 0}, "step"),
        ("time", {"minimum": "9時"}, "minimum"),
        ("children", {"minimum": 4, "maximum": 2}, "人数は"),
        ("children", {"maximum": 1000}, "人数は"),
        ("children", {"kana": "yes"}, "kana"),
        ("name", {"someone_else": "yes"}, "someone_else"),
        ("consent", {"text": 3}, "text"),
        ("explanation", {}, "説明の文章がありません"),
        ("calculated", {}, "計算の式がありません"),
        ("calculated", {**SUM, "shows_as": "graph"}, "shows_as"),
    ],
)
def test_a_wrong_setting_is_named(kind: str, settings: dict[str, Any], fragment: str) -> None:
    assert any(fragment in problem for problem in _problems(kind, settings))


@pytest.mark.parametrize("kind", KINDS)
def test_a_setting_that_a_kind_does_not_know_is_named(kind: str) -> None:
    assert any("「colour」" in problem for problem in _problems(kind, {"colour": "red"}))


@pytest.mark.parametrize("kind", [name for name, kind in KINDS.items() if kind.asks])
@pytest.mark.parametrize("value", [None, -1, "x", [1], {"fact": 3}, [{}], True], ids=str)
def test_a_draft_with_wrong_settings_can_still_be_filled_in(kind: str, value: Any) -> None:
    asked = KINDS[kind]
    field = _field(kind, dict.fromkeys(asked.allowed_settings, value))
    assert isinstance(_problems(kind, dict(field.settings)), list)
    for part in asked.parts(field, {}):
        asked.input_hints(field, part)
    try:
        asked.read(field, {part: ["1"] for part in asked.parts(field, {})}, FACTS)
    except Unreadable as unreadable:
        assert unreadable.problems
