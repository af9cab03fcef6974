"""The checklist names exactly what is missing, and where it is mended."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from domain.procedures.checklist import (
    APPROVAL,
    DETAILS,
    FORM,
    OPENING,
    PREVIEW,
    SAMPLES,
    Approval,
    Preparation,
    asks_personal,
    checklist,
)
from forms.definition import Form, Text
from tests.domain.hall import FORM as WORK

EDITOR, MANAGER = 1, 2
READY = Preparation(
    title=Text("就労状況の届出"),
    who=Text("保育施設を使う保護者"),
    next_step=Text("1週間でお返事します"),
    contact=Text("000-555-0100"),
    privacy=Text("利用の調整に使います"),
    retention_months=60,
    asks_personal=True,
    is_opening_set=True,
    is_previewed=True,
    approval=Approval(MANAGER, may_publish=True),
    changed_by_id=EDITOR,
    four_eyes=True,
    faults=0,
)

MISSING: list[tuple[dict[str, Any], str, str, str]] = [
    ({"title": Text(" ")}, "title", DETAILS, "手続きの名前を書いてください"),
    ({"who": Text("")}, "who", DETAILS, "だれが申請できるか"),
    ({"next_step": Text("")}, "next_step", DETAILS, "いつ何が起きるか"),
    ({"contact": Text("")}, "contact", DETAILS, "電話番号など"),
    ({"privacy": Text("")}, "privacy", DETAILS, "何に使うか"),
    ({"retention_months": None}, "retention", DETAILS, "何か月残すか"),
    ({"is_opening_set": False}, "opening", OPENING, "「いつでも受け付ける」"),
    ({"faults": 2}, "faults", FORM, "2件あります"),
    ({"red_samples": ("ひとり親", "里帰り")}, "samples", SAMPLES, "ひとり親、里帰り"),
    ({"is_previewed": False}, "preview", PREVIEW, "プレビューで見てください"),
    ({"approval": None}, "approval", APPROVAL, "承認がまだです"),
    ({"approval": Approval(MANAGER, may_publish=False)}, "approval", APPROVAL, "公開の権限がありません"),
    ({"changed_by_id": MANAGER}, "approval", APPROVAL, "最後に変更した本人"),
]


def test_nothing_is_missing_of_what_is_ready() -> None:
    assert all(item.done for item in checklist(READY))


@pytest.mark.parametrize(("change", "name", "place", "said"), MISSING)
def test_each_missing_thing_is_one_line_with_its_place(
    change: dict[str, Any], name: str, place: str, said: str
) -> None:
    (item,) = [one for one in checklist(replace(READY, **change)) if not one.done]
    assert (item.name, item.place) == (name, place)
    assert said in str(item.missing)


def test_purpose_and_retention_are_not_asked_where_nothing_personal_is() -> None:
    names = [item.name for item in checklist(replace(READY, asks_personal=False, privacy=Text("")))]
    assert "privacy" not in names and "retention" not in names
    assert len(names) == len(checklist(READY)) - 2


def test_one_pair_of_eyes_is_enough_where_the_city_says_so() -> None:
    alone = replace(READY, changed_by_id=MANAGER, four_eyes=False)
    assert all(item.done for item in checklist(alone))


def test_what_a_template_published_nobody_changed() -> None:
    assert all(item.done for item in checklist(replace(READY, changed_by_id=None)))


def test_a_form_that_asks_a_name_asks_personal_data() -> None:
    assert asks_personal(WORK)
    fields = [{"key": "car", "kind": "yes_no", "label": "車で来ますか"}]
    pages = [{"key": "one", "title": "一", "fields": fields}]
    assert not asks_personal(Form.from_json({"schema": 1, "title": "表", "pages": pages}))
