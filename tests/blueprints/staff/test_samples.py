"""Sample cases in the browser: fill the form, choose what must come of it, see in words what came."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.people.rules import EDITOR
from domain.procedures.draft_models import SampleCase
from domain.procedures.models import Procedure
from forms.definition import Form
from tests.blueprints.staff.desks import sign_in
from tests.blueprints.staff.test_cases import queries
from tests.domain.hall import FORM, HANAKO, Hall
from tests.domain.procedures.preparing import prepare, put_draft
from tests.htmx import asking_for, press, root_of
from tests.page import Browser, Page
from tests.town import World, typed
from tests.town_forms import PLAYROOM

LIST = "/staff/procedures/notice/samples"
STAYING = {**HANAKO, "last_day": ""}


@pytest.fixture
def hall(app: Flask, records: Session, world: World) -> Hall:
    """Return the city hall of the pages, with a draft."""
    hall = Hall(records.get_bind(), world)  # type: ignore[arg-type]
    prepare(records, hall)
    return hall


@pytest.fixture
def editor(app: Flask, world: World, hall: Hall) -> Browser:
    """Return an editor's browser."""
    return sign_in(app, world, EDITOR)


def to_expectations(editor: Browser, **changes: str) -> Page:
    """Fill the form as Hanako does."""
    page = editor.get(LIST).follow("試し申請を作る")
    return page.press("期待することを選ぶ", typed(page, HANAKO, **changes))


def kept(records: Session) -> list[SampleCase]:
    records.rollback()
    return list(records.scalars(select(SampleCase).order_by(SampleCase.id)))


def redraft(records: Session, hall: Hall, form: Form) -> None:
    procedure = records.scalars(select(Procedure).where(Procedure.slug == "notice")).one()
    put_draft(records, hall, procedure.id, form)


def test_a_sample_is_filled_expected_of_and_kept(editor: Browser, records: Session) -> None:
    page = to_expectations(editor)
    assert "through" in page.value("_expect")
    page = page.press(
        "保存する", _name="退職しない人", _expect=["through", "not_asked:last_day", "answer:leaves"]
    )
    assert "試し申請を保存しました" in page.words and "期待どおり" in page.words
    (case,) = kept(records)
    assert (case.name, case.on_day) == ("退職しない人", "2026-05-12")
    assert case.expects == {
        "asked": [],
        "not_asked": ["last_day"],
        "answers": {"leaves": False},
        "wrong": [],
        "through": True,
        "labels": {"last_day": "最後の日", "leaves": "退職しますか"},
    }


def keep(editor: Browser, *expects: str, **changes: str) -> Page:
    page = to_expectations(editor, **changes)
    return page.press("保存する", _name="青葉商店の人", _expect=[*expects])


def test_a_sample_turns_red_when_the_draft_does(editor: Browser, records: Session, hall: Hall) -> None:
    keep(editor, "through", "not_asked:last_day")
    who, work = FORM.pages
    always = replace(work.fields[2], ask_if=None)
    redraft(records, hall, replace(FORM, pages=(who, replace(work, fields=(*work.fields[:2], always)))))
    page = editor.get(LIST)
    assert "「最後の日」を聞かないはずでしたが、聞きました。" in page.words
    assert "エラーなく進めるはずでしたが、エラーになりました：「最後の日を入力してください。」" in page.words
    page = editor.get("/staff/procedures/notice/publication")
    assert "期待どおりでない試し申請があります：青葉商店の人" in page.words


def test_a_deleted_question_is_named_and_its_expectation_can_be_dropped(
    editor: Browser, records: Session, hall: Hall
) -> None:
    keep(editor, "through", "not_asked:last_day")
    who, work = FORM.pages
    redraft(records, hall, replace(FORM, pages=(who, replace(work, fields=work.fields[:2]))))
    page = editor.get(LIST)
    assert "期待している質問「最後の日」は、様式からなくなりました。" in page.words
    page = page.follow("青葉商店の人")
    assert "様式からなくなった質問を期待していました" in page.words
    assert "なくなりました" not in page.press("保存する").words


def test_an_answer_that_came_out_otherwise_stays_expected_until_it_is_unticked(
    editor: Browser, records: Session, hall: Hall
) -> None:
    keep(editor, "answer:employer")
    page = editor.get(LIST).follow("青葉商店の人").press("入力を直す")
    page = page.press("期待することを選ぶ", employer="緑商店")
    assert "答えが「青葉商店」になる（いまはちがいます）" in page.words
    page = page.press("保存する")
    assert "「勤務先」は「青葉商店」になるはずでしたが、「緑商店」になりました。" in page.words
    page = page.follow("青葉商店の人").press("保存する", _expect=["answer:employer"])
    assert "期待どおり" in page.words and len(kept(records)) == 1


def test_an_error_can_be_what_is_expected(editor: Browser, records: Session) -> None:
    page = keep(editor, "wrong:phone", phone="いつもの")
    assert "期待どおり" in page.words
    assert kept(records)[0].expects["wrong"] == ["phone"]


@pytest.mark.parametrize(
    ("name", "expects", "place"), [("", ["through"], "sample-name"), ("試し", [], "sample-expectations")]
)
def test_what_is_missing_is_said_and_the_rest_kept(
    editor: Browser, records: Session, name: str, expects: list[str], place: str
) -> None:
    page = to_expectations(editor).press("保存する", _name=name, _expect=expects, status=422)
    assert list(page.problems()) == [place]
    assert page.value("_name") == name
    page.press("保存する", _name="試し", _expect=["through"])
    assert len(kept(records)) == 1


def test_questions_that_an_answer_brings_up_are_shown_before_going_on(editor: Browser) -> None:
    page = to_expectations(editor, leaves="yes")
    assert "質問が増えました" in page.words
    assert page.press("期待することを選ぶ", last_day="3月末").h1 == "期待すること"


def test_the_form_is_drawn_again_by_htmx_as_without(editor: Browser) -> None:
    page = editor.get(f"{LIST}/new")
    answers = typed(page, HANAKO, leaves="yes")
    part = press(page, "質問を出し直す", answers) if _by_htmx(page) else _part(page, answers)
    assert root_of(part).get("id") == "sample-filling"
    assert part.value("last_day") == "" and part.value("employer") == "青葉商店"


def _by_htmx(page: Page) -> bool:
    form, button = page.form_with("質問を出し直す")
    return bool(button.get("hx-post") or form.get("hx-post"))


def _part(page: Page, answers: dict[str, str]) -> Page:
    sent = {**answers, "step": "refresh", "csrf_token": page.csrf_token}
    return page.browser.open(
        "POST", f"{LIST}/new", status=200, data=sent, headers=asking_for("sample-filling")
    )


def test_rows_of_children_are_added(editor: Browser, records: Session, hall: Hall) -> None:
    redraft(records, hall, Form.from_json(PLAYROOM["form"]))
    page = editor.get(f"{LIST}/new").press("もう1人追加", {"children-0-family": "佐藤"})
    assert page.value("children-0-family") == "佐藤" and page.value("children-1-family") == ""


def test_what_a_preview_has_typed_is_taken_over(editor: Browser, records: Session) -> None:
    editor.get(LIST)
    page = editor.post(f"{LIST}/new", HANAKO)
    assert page.h1 == "期待すること"
    page.press("保存する", _name="プレビューから", _expect=["through"])
    assert kept(records)[0].raw["employer"] == ["青葉商店"]


def test_a_sample_is_deleted(editor: Browser, records: Session) -> None:
    page = keep(editor, "through").press("削除")
    assert "試し申請を削除しました" in page.words and kept(records) == []


@pytest.mark.parametrize("sent", ["", "[]", "{", json.dumps({"a": 1}), json.dumps({"a": [{}]})])
def test_what_was_typed_cannot_be_tampered_with(editor: Browser, records: Session, sent: str) -> None:
    page = to_expectations(editor)
    editor.post(LIST, {"_typed": sent, "_name": "試し", "_expect": ["asked:name", "asked:nothing", "odd"]})
    assert kept(records)[0].raw == {}
    assert kept(records)[0].expects["asked"] == ["name"]
    assert page.status == 200


def test_a_sample_of_another_procedure_is_not_found(
    editor: Browser, records: Session, hall: Hall, world: World
) -> None:
    keep(editor, "through")
    sample_id = kept(records)[0].id
    editor.get(f"/staff/procedures/{world.playroom.slug}/samples/{sample_id}", status=404)


def test_a_form_with_faults_is_not_tried(editor: Browser, records: Session, hall: Hall) -> None:
    keep(editor, "through")
    broken: Any = replace(FORM, pages=(replace(FORM.pages[0], fields=()),))
    redraft(records, hall, broken)
    page = editor.get(LIST)
    assert "様式に誤りがあるため、試せません" in page.words and "試せません" in page.words
    editor.get(f"{LIST}/new", status=404)


def test_the_list_asks_the_database_as_often_for_one_as_for_three(app: Flask, editor: Browser) -> None:
    keep(editor, "through")
    one = queries(app, editor, LIST)
    keep(editor, "through")
    keep(editor, "through")
    assert queries(app, editor, LIST) == one
