"""The page of a publication: what is missing, who may do what, and what residents get."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from domain.database import writing
from domain.people.rules import EDITOR
from domain.procedures.draft_models import Draft, DraftStep, Endorsement
from domain.procedures.endorsing import endorse
from domain.procedures.models import Procedure
from domain.procedures.queries import live
from forms.definition import Form, Text
from tests.blueprints.staff.desks import sign_in
from tests.conftest import MakeApp
from tests.controls import words_of
from tests.domain.hall import FORM, Hall
from tests.domain.procedures.preparing import prepare, put_draft
from tests.page import Browser, Page, elements
from tests.town import World

PAGE = "/staff/procedures/notice/publication"


@pytest.fixture
def hall(app: Flask, records: Session, world: World) -> Hall:
    """Return the city hall of the pages, with a draft that is ready but for what the pages do."""
    hall = Hall(records.get_bind(), world)  # type: ignore[arg-type]
    prepare(records, hall)
    return hall


@pytest.fixture
def editor(app: Flask, world: World) -> Browser:
    """Return an editor's browser."""
    return sign_in(app, world, EDITOR)


def preview(records: Session, hall: Hall, form: Form = FORM) -> None:
    """Let the editor see the preview."""
    seal: dict[str, Any] = {"by": hall.actor("editor"), "now": hall.now}
    endorse(records, procedure(records).id, "previewed", form.fingerprint(), **seal)


def procedure(records: Session) -> Procedure:
    records.rollback()
    return records.scalars(select(Procedure).where(Procedure.slug == "notice")).one()


def open_lines(page: Page) -> list[str]:
    """Return what the checklist says is not done."""
    return [words_of(one) for one in page.all("li", "open")]


def buttons(page: Page) -> list[str]:
    main = page.by_id("page-main")
    return [words_of(one) for one in elements(main) if one.tag == "button" and one.get("tabindex") != "-1"]


def test_the_whole_way_from_asking_to_publishing(
    editor: Browser, manager: Browser, records: Session, hall: Hall
) -> None:
    preview(records, hall)
    page = editor.get(PAGE).press("承認を依頼")
    assert "承認を依頼しました" in page.words and "承認を依頼" not in buttons(page)
    page = manager.get("/staff").follow("就労状況の届出")
    assert page.path == PAGE
    page = page.press("この内容を承認")
    assert "公開できます" in page.words
    page = page.press("公開する")
    assert "第1版を公開しました" in page.words and "第1版を公開しています" in page.words
    found = live(records, "notice")
    assert found is not None and found.version.form == FORM
    assert "承認を待つ様式" not in manager.get("/staff").words


def test_each_line_that_is_not_done_says_what_to_do(manager: Browser, records: Session, hall: Hall) -> None:
    with writing(records):
        procedure(records).who = ""
    lines = open_lines(manager.get(PAGE))
    assert [line.split("：")[0] for line in lines]
    assert any("だれが申請できるか" in line for line in lines)
    assert any("プレビュー" in line for line in lines)
    assert len(lines) == 3


def test_publishing_what_is_not_ready_is_refused_and_says_so(
    manager: Browser, records: Session, hall: Hall
) -> None:
    manager.get(PAGE)
    page = manager.post(PAGE, {"fingerprint": FORM.fingerprint()}, status=409)
    assert "済ませることが2件残っています" in page.words
    assert live(records, "notice") is None


def test_a_draft_that_changed_while_it_was_looked_at_is_not_approved(
    manager: Browser, records: Session, hall: Hall
) -> None:
    page = manager.get(PAGE)
    put_draft(records, hall, procedure(records).id, replace(FORM, title=Text("別の様式")))
    page = page.press("この内容を承認", status=409)
    assert "先に変更しました" in page.words
    assert records.scalars(select(Endorsement)).all() == []


def test_who_changed_it_last_is_told_why_there_is_no_approving(
    manager: Browser, records: Session, hall: Hall
) -> None:
    put_draft(records, hall, procedure(records).id, FORM, editor="manager")
    page = manager.get(PAGE)
    assert "最後に変更したのはあなたです" in page.words
    assert "この内容を承認" not in buttons(page) and "承認を依頼" in buttons(page)
    page = manager.post("/staff/procedures/notice/approval", {"fingerprint": FORM.fingerprint()}, status=409)
    assert "最後に変更した本人は承認できません" in page.words


def test_a_city_without_four_eyes_lets_a_manager_alone_publish(
    make_app: MakeApp, records: Session, world: World, hall: Hall
) -> None:
    put_draft(records, hall, procedure(records).id, FORM, editor="manager")
    preview(records, hall)
    alone = sign_in(make_app(FOUR_EYES=False), world, "manager")
    page = alone.get(PAGE).press("この内容を承認").press("公開する")
    assert "第1版を公開しました" in page.words


def test_an_editor_sees_everything_and_neither_approves_nor_publishes(
    editor: Browser, records: Session, hall: Hall
) -> None:
    page = editor.get(PAGE)
    assert buttons(page) == ["承認を依頼"]
    for noun in ("approval", "approval-refusal", "publication", "opening"):
        editor.open("POST", f"/staff/procedures/notice/{noun}", status=403, data={"csrf_token": editor.token})


@pytest.mark.parametrize(
    ("role", "status"), [("editor", 200), ("manager", 200), ("reviewer", 403), ("clerk", 403)]
)
@pytest.mark.parametrize("noun", ["publication", "history", "samples", "samples/new"])
def test_reading_answers_and_making_forms_are_rights_apart(
    app: Flask, world: World, hall: Hall, role: str, status: int, noun: str
) -> None:
    sign_in(app, world, role).get(f"/staff/procedures/notice/{noun}", status=status)


@pytest.mark.parametrize(
    ("role", "status"), [("editor", 403), ("manager", 200), ("reviewer", 200), ("clerk", 200)]
)
def test_who_makes_forms_does_not_see_cases(app: Flask, world: World, role: str, status: int) -> None:
    sign_in(app, world, role).get("/staff/cases", status=status)


def test_the_opening_is_a_decision(manager: Browser, records: Session, hall: Hall) -> None:
    with writing(records):
        procedure(records).is_opening_set = False
    page = manager.get(PAGE)
    assert any("いつから受け付けるか" in line for line in open_lines(page))
    page = page.press("受付の期間を決める", status=422)
    assert "いつでも受け付ける" in page.problems()["when"]
    page = page.press("受付の期間を決める", when="always")
    assert not any("いつから受け付けるか" in line for line in open_lines(page))
    assert procedure(records).opens_at is None and procedure(records).is_opening_set


def test_a_day_that_is_written_down_is_a_decision(manager: Browser, records: Session, hall: Hall) -> None:
    with writing(records):
        row = procedure(records)
        row.is_opening_set, row.opens_at = False, hall.later(days=2)
    page = manager.get(PAGE)
    assert not any("いつから受け付けるか" in line for line in open_lines(page))
    assert page.value("opens_on") == "2026-05-14"


def test_an_opening_between_two_moments_is_kept_and_shown_again(
    manager: Browser, records: Session, hall: Hall
) -> None:
    typed = {"when": "limited", "opens_on": "2026-06-01", "opens_time": "09:00", "closes_on": "2026-06-30"}
    page = manager.get(PAGE).press("受付の期間を決める", typed)
    opens, closes = procedure(records).opens_at, procedure(records).closes_at
    assert (
        opens
        and closes
        and (opens.isoformat(), closes.isoformat())
        == (
            "2026-06-01T00:00:00+00:00",
            "2026-06-30T15:00:00+00:00",
        )
    )
    assert {name: page.value(name) for name in ("opens_on", "opens_time", "closes_on", "closes_time")} == {
        "opens_on": "2026-06-01",
        "opens_time": "09:00",
        "closes_on": "2026-06-30",
        "closes_time": "",
    }


WRONG: list[tuple[dict[str, str], str]] = [
    ({}, "opens_on"),
    ({"opens_on": "六月"}, "opens_on"),
    ({"opens_on": "2026-06-01", "opens_time": "朝"}, "opens_time"),
    ({"opens_time": "09:00"}, "opens_on"),
    ({"opens_on": "2026-06-02", "closes_on": "2026-05-01"}, "closes_on"),
]


@pytest.mark.parametrize(("typed", "place"), WRONG)
def test_an_opening_that_cannot_be_is_said_at_its_input(
    manager: Browser, hall: Hall, typed: dict[str, str], place: str
) -> None:
    page = manager.get(PAGE).press("受付の期間を決める", {"when": "limited", **typed}, status=422)
    assert place in page.problems()
    assert all(page.value(name) == text for name, text in typed.items())


def test_what_changes_for_residents_is_told(manager: Browser, records: Session, hall: Hall) -> None:
    preview(records, hall)
    manager.get(PAGE).press("この内容を承認").press("公開する")
    who, work = FORM.pages
    fewer = replace(work, fields=(replace(work.fields[0], label=Text("勤め先")), work.fields[1]))
    more = replace(who.fields[3], key="other_mail", label=Text("別のメール"), meaning="")
    form = replace(FORM, pages=(replace(who, fields=(*who.fields, more)), fewer))
    put_draft(records, hall, procedure(records).id, form)
    words = manager.get(PAGE).words
    assert "質問は7問から7問になります" in words
    assert (
        "増える質問 別のメール" in words and "なくなる質問 最後の日" in words and "変わる質問 勤め先" in words
    )


def test_advice_is_grouped_by_question_and_blocks_nothing(
    manager: Browser, records: Session, hall: Hall
) -> None:
    who = FORM.pages[0]
    hard = replace(who.fields[0], help=Text("当該欄に、氏名を全角で記載してください。"))
    form = replace(FORM, pages=(replace(who, fields=(hard, *who.fields[1:])), FORM.pages[1]))
    put_draft(records, hall, procedure(records).id, form)
    page = manager.get(PAGE)
    said = next(words_of(one) for one in page.all("div", "said") if "お名前" in words_of(one))
    assert "「当該」" in said and "全角・半角" in said
    assert len(open_lines(page)) == 2


def test_faults_are_listed_and_block(manager: Browser, records: Session, hall: Hall) -> None:
    broken = replace(FORM, pages=(FORM.pages[0], replace(FORM.pages[1], fields=())))
    put_draft(records, hall, procedure(records).id, broken)
    page = manager.get(PAGE)
    assert "ページに質問がありません" in page.words
    assert any("直さないと公開できないところが1件" in line for line in open_lines(page))


def test_the_history_tells_who_did_what(
    editor: Browser, manager: Browser, records: Session, hall: Hall, world: World
) -> None:
    preview(records, hall)
    editor.get(PAGE).press("承認を依頼")
    page = manager.get(PAGE).press("この内容を承認").press("公開する").follow("記録をすべて見る")
    lines = [words_of(one) for one in page.all("li")]
    told = [
        line for line in lines if world.staff["manager"].name in line or world.staff["editor"].name in line
    ]
    assert "第1版を公開しました" in told[0] and "変更した内容（1件）" in told[0]
    assert "承認しました" in told[1] and "承認を依頼しました" in told[2] and "プレビュー" in told[3]


def test_sample_cases_are_found_where_no_draft_waits(manager: Browser) -> None:
    page = manager.get("/staff/procedures/kodomo-no-mori/publication")
    assert "公開を待つ下書きはありません" in page.words
    assert page.follow("試し申請を作る・直す").h1.startswith("試し申請")


def test_a_procedure_without_a_form_says_what_comes_first(
    manager: Browser, records: Session, hall: Hall
) -> None:
    with writing(records):
        records.execute(delete(DraftStep))
        records.execute(delete(Draft))
    assert "様式がまだありません" in manager.get(PAGE).words


def test_a_procedure_that_is_not_there_is_not_found(manager: Browser) -> None:
    manager.get("/staff/procedures/nothing/publication", status=404)
