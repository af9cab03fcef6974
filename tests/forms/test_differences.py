"""What has changed between two forms is said completely, in order, and only where something has changed."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.definition import Form
from forms.differences import ADDED, CHANGED, MOVED, REMOVED, differences
from tests.forms.trees import definitions
from tests.forms.visit import VISIT

Edit = Callable[[list[dict[str, Any]]], Any]


def edited(edit: Edit) -> Form:
    """Return the visit's form after an edit of its pages."""
    data = copy.deepcopy(VISIT)
    edit(data["pages"])
    return Form.from_json(data)


def said(edit: Edit) -> list[tuple[str, str, str]]:
    """Return what an edit of the visit is told as."""
    told = differences(Form.from_json(VISIT), edited(edit))
    return [(one.what, one.key, one.text) for one in told]


EDITS: list[tuple[Edit, tuple[str, str, str]]] = [
    (
        lambda p: p[0]["fields"][1].update(label="大人の人数"),
        (CHANGED, "adults", "質問の文を変えました：「大人」 → 「大人の人数」"),
    ),
    (
        lambda p: p[0]["fields"][1].update(label={"ja": "大人", "en": "Adults"}),
        (CHANGED, "adults", "質問の文（英語）を加えました：「Adults」"),
    ),
    (
        lambda p: p[0]["fields"][1].update(help="付き添いの方も"),
        (CHANGED, "adults", "補足の説明を加えました：「付き添いの方も」"),
    ),
    (
        lambda p: p[0]["fields"][1].update(required=False),
        (CHANGED, "adults", "任意にしました（必須ではなくなりました）。"),
    ),
    (lambda p: p[0]["fields"][2].update(required=True), (CHANGED, "children", "必須にしました。")),
    (
        lambda p: p[0]["fields"][0].pop("meaning"),
        (CHANGED, "name", "意味づけを変えました：申請者の氏名 → なし"),
    ),
    (
        lambda p: p[1]["fields"][1].update(kind="long_text"),
        (CHANGED, "plate", "質問の種類を変えました：短い文章（1行） → 長い文章"),
    ),
    (
        lambda p: p[0]["fields"][1]["settings"].update(minimum=2),
        (CHANGED, "adults", "設定「いちばん小さい値」を変えました：1 → 2"),
    ),
    (
        lambda p: p[0]["fields"][1]["settings"].update(maximum=4),
        (CHANGED, "adults", "設定「いちばん大きい値」を加えました：4"),
    ),
    (
        lambda p: p[0]["fields"][1]["settings"].pop("minimum"),
        (CHANGED, "adults", "設定「いちばん小さい値」をなくしました：1"),
    ),
    (
        lambda p: p[0]["fields"][1]["settings"].update(unit="名"),
        (CHANGED, "adults", "単位を変えました：「人」 → 「名」"),
    ),
    (
        lambda p: p[0]["fields"][3]["settings"].update(value={"count": "children"}),
        (CHANGED, "people", "設定「計算のしかた」を変えました。"),
    ),
    (
        lambda p: p[1]["fields"][1].pop("ask_if"),
        (
            CHANGED,
            "plate",
            "この質問を出す条件をなくしました（いつも出します）。前の条件：「車で来ますか」が「はい」のとき",
        ),
    ),
    (
        lambda p: p[1]["ask_if"]["compare"].__setitem__(2, {"value": 4}),
        (
            CHANGED,
            "parking",
            "このページを出す条件を変えました：「合計」が3人以上のとき → 「合計」が4人以上のとき",
        ),
    ),
    (
        lambda p: p[2]["fields"][1].update(ask_if={"answered": "car"}),
        (CHANGED, "note", "この質問を出す条件を付けました：「車で来ますか」に答えているとき"),
    ),
    (lambda p: p[1].update(intro="有料です"), (CHANGED, "parking", "ページの説明を加えました：「有料です」")),
    (
        lambda p: p[1].update(title="駐車場"),
        (CHANGED, "parking", "ページの見出しを変えました：「車」 → 「駐車場」"),
    ),
    (
        lambda p: p[1]["fields"].append({"key": "seats", "kind": "number", "label": "席"}),
        (ADDED, "seats", "質問「席」を足しました（車）。"),
    ),
    (lambda p: p[2]["fields"].pop(1), (REMOVED, "note", "質問「連絡」を消しました（お約束）。")),
    (
        lambda p: p[0]["fields"].insert(0, p[0]["fields"].pop(4)),
        (MOVED, "reason", "質問の順番を変えました。"),
    ),
    (
        lambda p: p[2]["fields"].insert(0, p[0]["fields"].pop(4)),
        (MOVED, "reason", "ページ「どなたが」から「お約束」に移しました。"),
    ),
    (
        lambda p: p.append({"key": "end", "title": "終わり", "fields": []}),
        (ADDED, "end", "ページ「終わり」を足しました。"),
    ),
    (lambda p: p.insert(0, p.pop(2)), (MOVED, "rules", "ページ「お約束」の順番を変えました。")),
]


@pytest.mark.parametrize(("edit", "expected"), EDITS, ids=[one[1][2] for one in EDITS])
def test_every_single_edit_is_named(edit: Edit, expected: tuple[str, str, str]) -> None:
    told = said(edit)
    assert expected in told
    assert len([one for one in told if one[1] == expected[1]]) == 1


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (lambda o: o.append({"value": "z", "label": "別"}), "選択肢を足しました：「別」"),
        (lambda o: o.pop(0), "選択肢を消しました：「赤」"),
        (lambda o: o.reverse(), "選択肢の順番を変えました。"),
        (lambda o: o[0].update(label="紅"), "選択肢の言葉を変えました：「赤」 → 「紅」"),
        (lambda o: o[0].update(help="明るい色"), "選択肢「赤」の説明を加えました：「明るい色」"),
        (lambda o: o[0].update(label={"ja": "赤"}), "選択肢を変えました。"),
        (lambda o: o[0].update(value="b"), "設定「選択肢」を変えました。"),
    ],
)
def test_every_edit_of_an_option_is_named(edit: Any, expected: str) -> None:
    options = [{"value": "a", "label": "赤"}, {"value": "b", "label": "青"}]
    field = {"key": "colour", "kind": "choice", "label": "色", "settings": {"options": options}}
    page = {"key": "p", "title": "色", "fields": [field]}
    old = Form.from_json({"schema": 1, "title": "色", "pages": [page]})
    changed = copy.deepcopy(page)
    edit(changed["fields"][0]["settings"]["options"])  # type: ignore[index]
    new = Form.from_json({"schema": 1, "title": "色", "pages": [changed]})
    assert [one.text for one in differences(old, new)] == [expected]


@given(definitions())
def test_a_form_does_not_differ_from_itself(data: Any) -> None:
    assert differences(Form.from_json(data), Form.from_json(copy.deepcopy(data))) == ()


@given(definitions(), definitions())
def test_there_is_no_difference_exactly_where_the_forms_are_equal(one: Any, other: Any) -> None:
    old, new = Form.from_json(one), Form.from_json(other)
    assert (differences(old, new) == ()) == (old.fingerprint() == new.fingerprint())


@given(definitions(), st.data())
def test_any_one_change_of_the_json_is_told(data: Any, choose: st.DataObject) -> None:
    form = Form.from_json(data)
    changed = form.to_json()
    holder, name = choose.draw(st.sampled_from(list(_places(changed))))
    holder[name] = choose.draw(st.sampled_from(["x", "髙", {"ja": "y", "en": "z"}]))
    new = Form.from_json(changed)
    assert (differences(form, new) == ()) == (form.fingerprint() == new.fingerprint())


@given(definitions())
def test_everything_of_a_new_form_is_told_as_added_in_its_order(data: Any) -> None:
    form = Form.from_json(data)
    empty = Form(form.title, (), form.intro)
    told = [one.key for one in differences(empty, form)]
    assert told == [key for page in form.pages for key in (page.key, *(one.key for one in page.fields))]


def test_what_goes_along_with_its_page_has_not_moved_itself() -> None:
    assert said(lambda pages: pages.reverse())[0][0] == MOVED
    assert {key for _, key, _ in said(lambda pages: pages.reverse())} <= {"who", "parking", "rules"}


def test_what_is_removed_is_told_where_it_stood() -> None:
    def edit(pages: list[dict[str, Any]]) -> None:
        pages[0]["fields"].pop(1)
        pages[0]["fields"][1]["label"] = "子ども"
        pages[2]["fields"][2]["label"] = "約束"

    assert [key for _, key, _ in said(edit)] == ["adults", "children", "agreed"]


def _places(form: Any) -> list[tuple[Any, str]]:
    """Return every place of a text in a definition's JSON."""
    pages = form["pages"]
    fields = [field for page in pages for field in page["fields"]]
    return [
        (form, "title"),
        (form, "intro"),
        *((page, name) for page in pages for name in ("title", "intro")),
        *((field, name) for field in fields for name in ("label", "help")),
        *((field["settings"], name) for field in fields for name in field.get("settings", {})),
    ]
