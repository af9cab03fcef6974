"""Checking names everything that forbids publishing, at its place, in Japanese."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from forms.checking import ADVISES, FORBIDS, RESERVED, check
from forms.definition import Form
from forms.examination import DEEPEST, LARGEST
from tests.forms.trees import definitions
from tests.forms.visit import FORM, VISIT

N = {"answer": "adults"}
ONE = {"value": 1}
CHOICE = {
    "key": "place",
    "kind": "choice",
    "label": "場所",
    "settings": {"options": [{"value": "here", "label": "市内"}, {"value": "there", "label": "市外"}]},
}


def forbidden(data: Any) -> list[tuple[str, str]]:
    """Return (key, message) of all that forbids publishing."""
    return [(one.key, str(one.message)) for one in check(Form.from_json(data)) if one.level == FORBIDS]


def advised(data: Any) -> list[tuple[str, str]]:
    """Return (key, message) of all that is advised against."""
    return [(one.key, str(one.message)) for one in check(Form.from_json(data)) if one.level == ADVISES]


def small(*fields: Any, **more: Any) -> dict[str, Any]:
    """Return a form of one page that asks how many adults, and then ``fields``."""
    adults = {"key": "adults", "kind": "number", "label": "大人"}
    return {
        "schema": 1,
        "title": "予約",
        "pages": [{"key": "one", "title": "ひとつ目", "fields": [adults, *fields]}],
        **more,
    }


def with_condition(tree: Any) -> dict[str, Any]:
    """Return a form with a choice, children, and a last question under a condition."""
    children = {"key": "kids", "kind": "children", "label": "お子さん"}
    note = {"key": "note", "kind": "text", "label": "メモ"}
    name = {"key": "who", "kind": "name", "label": "名前"}
    return small(
        name, CHOICE, children, note, {"key": "last", "kind": "text", "label": "終わり", "ask_if": tree}
    )


def calculated(tree: Any, **more: Any) -> dict[str, Any]:
    """Return a form with a calculated value."""
    return small({"key": "fee", "kind": "calculated", "label": "料金", "settings": {"value": tree, **more}})


def test_a_good_form_has_nothing_that_forbids_publishing() -> None:
    assert forbidden(VISIT) == [] == forbidden(small()) == forbidden(small(CHOICE))


def text(key: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "kind": "text", "label": key, **more}


SHAPES: list[tuple[Any, str, str]] = [
    (small(title=""), "", "名前がありません"),
    (small(pages=[]), "", "ページがありません"),
    (small(pages=[{"key": "one", "title": "x", "fields": []}]), "", "質問がひとつもありません"),
    (small(pages=[{"key": "one", "title": "x", "fields": []}]), "one", "ページに質問がありません"),
    (small(pages=[{"key": "one", "title": " ", "fields": [text("a")]}]), "one", "見出しがありません"),
    (small(pages=[{"key": "one", "title": "x", "fields": [text("a")]}] * 2), "one", "2回使われています"),
    (small(text("adults")), "adults", "2回使われています"),
    (small(text("a-b")), "a-b", "使えません"),
    (small(text("A")), "A", "使えません"),
    (small(text("１")), "１", "使えません"),
    (small(text("a" * 41)), "a" * 41, "使えません"),
    *((small(text(name)), name, "画面のしくみ") for name in sorted(RESERVED)),
    (small(text("a", kind="riddle")), "a", "「riddle」という種類"),
    (small(text("a", label="")), "a", "質問の文がありません"),
    (small(text("a", meaning="pet")), "a", "意味づけはありません"),
    (small(text("a", meaning="phone"), text("b", meaning="phone")), "b", "複数の質問"),
    (small(text("a", settings={"colour": "red"})), "a", "設定「colour」"),
    (small({**CHOICE, "settings": {"options": []}}), "place", "選択肢がありません"),
]


@pytest.mark.parametrize(("data", "key", "part"), SHAPES)
def test_what_forbids_publishing_is_named_at_its_place(data: Any, key: str, part: str) -> None:
    assert any(where == key and part in said for where, said in forbidden(data)), forbidden(data)


def compare(left: Any, sign: str, right: Any) -> dict[str, Any]:
    return {"compare": [left, sign, right]}


def nested(levels: int) -> Any:
    tree: Any = compare(N, "=", ONE)
    for _ in range(levels):
        tree = {"not": tree}
    return tree


CHILD_AGE = {"age": {"child": "born"}, "on": {"fact": "today"}, "in": "years"}
PLACE, KIDS, NOTE = {"answer": "place"}, {"answer": "kids"}, {"answer": "note"}

CONDITIONS: list[tuple[Any, str]] = [
    (compare({"answer": "nobody"}, "=", ONE), "「nobody」という質問はありません"),
    (compare({"answer": "last"}, "=", ONE), "まだ答えていない"),
    (compare({"answer": "last"}, "=", ONE), "循環"),
    (compare({"answer": "who"}, "=", {"value": "x"}), "条件や計算に使えません"),
    (compare(N, "=", {"value": "1"}), "数と文字は比べられません"),
    (compare(N, "=", {"date": "2026-04-01"}), "数と日付は比べられません"),
    (compare(NOTE, "<", {"value": "x"}), "文字に大小はありません"),
    (compare(PLACE, ">", {"value": "here"}), "選択に大小はありません"),
    (compare(PLACE, "=", {"value": "elsewhere"}), "「elsewhere」という選択肢はありません"),
    (compare({"value": "elsewhere"}, "!=", PLACE), "「elsewhere」という選択肢はありません"),
    (compare(KIDS, "=", ONE), "比べられません"),
    (compare(N, "~", ONE), "「~」は使えません"),
    ({"contains": [N, {"value": "x"}]}, "数があります"),
    ({"contains": [NOTE]}, "数が正しくありません"),
    ({"any_child": compare(CHILD_AGE, "<", ONE), "of": "note"}, "子どもの質問ではありません"),
    ({"any_child": compare(CHILD_AGE, "<", ONE)}, "書き方が正しくありません"),
    (compare(CHILD_AGE, "<", ONE), "子どもについての条件の中だけ"),
    (compare({"fact": "yesterday"}, "=", {"fact": "today"}), "「yesterday」は使えません"),
    (compare({"date": "2026-02-30"}, "=", {"fact": "today"}), "「2026-02-30」は使えません"),
    (compare({"time": "9:30+09:00"}, "=", {"time": "09:30"}), "使えません"),
    (compare({"value": None}, "=", ONE), "使えません"),
    (compare({"sum": [N, NOTE]}, "=", ONE), "数のところに文字があります"),
    (compare({"count": "note"}, "=", ONE), "「note」は子どもか複数選択かファイルの質問ではありません"),
    (compare({"divide": [N, ONE], "places": 99}, "=", ONE), "「99」は使えません"),
    (compare({"if": {"answered": "note"}, "then": ONE, "else": NOTE}, "=", ONE), "比べられません"),
    ({"all": []}, "数が正しくありません"),
    ({}, "書き方が正しくありません"),
    ({"exec": "1"}, "書き方が正しくありません"),
    ({"answered": "note", "not": {}}, "書き方が正しくありません"),
    (nested(DEEPEST), "大きすぎます"),
    ({"all": [compare(N, "=", ONE)] * (LARGEST // 3 + 1)}, "大きすぎます"),
]


@pytest.mark.parametrize(("tree", "part"), CONDITIONS)
def test_what_is_wrong_with_a_condition_is_named(tree: Any, part: str) -> None:
    assert any(where == "last" and part in said for where, said in forbidden(with_condition(tree))), (
        forbidden(with_condition(tree))
    )


GOOD_CONDITIONS: list[Any] = [
    compare(N, ">=", {"count": "kids"}),
    compare(PLACE, "=", {"value": "here"}),
    compare(PLACE, "=", NOTE),
    {"contains": [NOTE, {"value": "急"}]},
    {"any": [{"answered": "who"}, {"not": {"answered": "kids"}}]},
    {"all_children": compare(CHILD_AGE, "<", {"value": 6}), "of": "kids"},
    compare({"count": "kids", "where": compare(CHILD_AGE, "=", {"value": 0})}, ">", {"value": 0}),
    compare({"add_months": [{"youngest": "kids"}, {"value": 18}]}, ">", {"fact": "day_of_use"}),
    compare({"days_between": [{"fact": "today"}, {"fact": "day_of_use"}]}, "<", {"value": 10}),
    compare({"first": [N, ONE]}, "=", ONE),
    nested(DEEPEST - 3),
]


@pytest.mark.parametrize("tree", GOOD_CONDITIONS)
def test_good_conditions_are_not_complained_about(tree: Any) -> None:
    assert forbidden(with_condition(tree)) == []


CALCULATIONS: list[tuple[Any, str]] = [
    (calculated({"answer": "fee"}), "循環"),
    (calculated({"answer": "adults"}, shows_as="date"), "表し方"),
    (calculated({"value": "x"}, shows_as="number"), "表し方"),
    (calculated({"sum": []}), "数が正しくありません"),
    (calculated({}), "計算の式がありません"),
]


@pytest.mark.parametrize(("data", "part"), CALCULATIONS)
def test_what_is_wrong_with_a_calculation_is_named(data: Any, part: str) -> None:
    assert any(where == "fee" and part in said for where, said in forbidden(data)), forbidden(data)


@pytest.mark.parametrize(
    "tree",
    [
        {"times": [N, {"value": 500}]},
        {"fact": "today"},
        {"value": "x"},
        {"value": True},
    ],
)
def test_a_calculation_of_any_plain_type_may_be_shown(tree: Any) -> None:
    assert forbidden(calculated(tree)) == []


def test_a_calculated_value_may_be_used_by_its_type() -> None:
    data = calculated({"times": [N, {"value": 500}]})
    data["pages"][0]["fields"].append(text("why", ask_if=compare({"answer": "fee"}, ">", {"value": 1000})))
    assert forbidden(data) == []
    data["pages"][0]["fields"][-1]["ask_if"] = compare({"answer": "fee"}, "=", {"value": "x"})
    assert [key for key, _ in forbidden(data)] == ["why"]


def test_a_page_cannot_depend_on_its_own_questions() -> None:
    data = small()
    data["pages"][0]["ask_if"] = {"answered": "adults"}
    assert any(key == "one" and "循環" in said for key, said in forbidden(data))


def test_a_circle_over_pages_is_named_at_both_ends() -> None:
    data = small(text("a", ask_if={"answered": "b"}))
    data["pages"].append({"key": "two", "title": "二", "ask_if": {"answered": "a"}, "fields": [text("b")]})
    circles = [key for key, said in forbidden(data) if "循環" in said]
    assert circles == ["a", "two"]


def test_looking_back_over_pages_is_no_circle() -> None:
    assert not any("循環" in str(one.message) for one in check(FORM))


def test_a_demand_for_a_width_is_advised_against() -> None:
    assert any(
        key == "a" and "全角・半角" in said for key, said in advised(small(text("a", help="半角数字で入力")))
    )
    inside = {**CHOICE, "settings": {"options": [{"value": "x", "label": {"ja": "全角で", "en": "wide"}}]}}
    assert any(key == "place" and "全角・半角" in said for key, said in advised(small(inside)))
    assert not any(
        "全角・半角" in said for _, said in advised(small(text("a", help="全角でも半角でもかまいません")))
    )


def test_missing_translations_are_counted_per_language() -> None:
    data = small(title={"ja": "予約", "en": "Booking"})
    easy, english = [one for key, one in advised(data) if key == ""]
    assert "やさしい日本語の文がないところが3か所" in easy and "英語の文がないところが2か所" in english


def test_a_very_long_page_is_advised_against() -> None:
    assert any(
        key == "one" and "12" in said for key, said in advised(small(*(text(f"q{n}") for n in range(12))))
    )
    assert not any(key == "one" for key, _ in advised(small(*(text(f"q{n}") for n in range(11)))))


def test_what_forbids_comes_first_and_nothing_is_said_twice() -> None:
    findings = check(Form.from_json(small(text("a", help="半角で", label=""), title="")))
    assert [one.level for one in findings] == sorted((one.level for one in findings), reverse=True)
    assert len(set(findings)) == len(findings)


def test_the_names_that_pages_use_are_reserved() -> None:
    assert {"step", "form_key", "csrf_token", "language", "page", "seen"} <= RESERVED


@settings(max_examples=200)
@given(definitions())
def test_checking_never_crashes(data: Any) -> None:
    assert all(one.level in (FORBIDS, ADVISES) for one in check(Form.from_json(data)))
