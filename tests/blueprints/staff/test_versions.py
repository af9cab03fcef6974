"""Versions of a form and its file: what there is, what has changed, going back, taking in another file."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.history import TOWN, Actor, Event
from domain.people.rules import CLERK, EDITOR
from domain.procedures.draft_models import Draft, DraftStep
from domain.procedures.exporting import procedure_file
from domain.procedures.importing import restore_version
from domain.procedures.models import FormVersion, Procedure
from domain.procedures.operations import publish
from domain.procedures.shelf import FOLDER
from forms.definition import Form
from tests.blueprints.staff.desks import booked, sign_in
from tests.page import Browser, Page
from tests.town import NOW, World

HERE = "/staff/procedures/kodomo-no-mori"


@pytest.fixture
def editor(app: Flask, world: World) -> Browser:
    """Return an editor's browser."""
    return sign_in(app, world, EDITOR)


@pytest.fixture
def second(records: Session, world: World) -> FormVersion:
    """Return a second version of the playroom's form: one label changed, one question gone."""
    data = json.loads(json.dumps(world.playroom.form.to_json()))
    adults(data)["label"]["ja"] = "付き添いの人数"
    del data["pages"][-1]["fields"][-1]
    member = world.staff[EDITOR]
    by = Actor("staff", member.name, member.id)
    publish(records, world.playroom.procedure_id, Form.from_json(data), by=by, now=NOW)
    return records.scalars(select(FormVersion).where(FormVersion.number == 2)).one()


def adults(form: Any) -> Any:
    """Return the question of how many adults come, in a definition's JSON."""
    return next(field for page in form["pages"] for field in page["fields"] if field["key"] == "adults")


def playroom(records: Session) -> Procedure:
    """Return the playroom's procedure as the database has it now."""
    records.rollback()
    return records.scalars(select(Procedure).where(Procedure.slug == "kodomo-no-mori")).one()


def draft(records: Session) -> Draft:
    """Return the one draft that there is."""
    records.rollback()
    return records.scalars(select(Draft)).one()


def file_of(records: Session, **details: Any) -> dict[str, Any]:
    """Return the playroom's file as JSON, with other details."""
    data = procedure_file(records, playroom(records)).to_json()
    data["details"] = {**data.get("details", {}), **details}
    return json.loads(json.dumps(data))  # type: ignore[no-any-return]


def upload(browser: Browser, data: Any, status: int = 200) -> Page:
    """Choose a file of the playroom and send it."""
    content = data if isinstance(data, bytes) else json.dumps(data).encode()
    browser.get(f"{HERE}/file")
    return browser.post(f"{HERE}/file", {"file": (io.BytesIO(content), "x.json")}, status=status)


def test_every_version_is_listed_with_its_cases(
    editor: Browser, records: Session, world: World, second: FormVersion
) -> None:
    booked(records, world, world.playroom, 1, "09:30")
    page = editor.get(f"{HERE}/versions")
    rows = ["".join(row.itertext()) for row in page.all("tr")]
    assert "第2版" in rows[1] and "公開中" in rows[1] and "1件" in rows[1]
    assert "第1版" in rows[2] and "0件" in rows[2] and "システム" in rows[2]


def test_what_changed_between_two_versions_is_told(editor: Browser, second: FormVersion) -> None:
    page = editor.get(f"{HERE}/versions").follow("第1版との違い")
    assert "質問の文を変えました：「おとなの人数」 → 「付き添いの人数」" in page.words
    assert "を消しました" in page.words
    page = page.press("違いを見る", old="2", new="2")
    assert "違いはありません" in page.words


@pytest.mark.parametrize("query", ["old=1&new=9", "old=1&new=draft", "old=x&new=1", "", "old=１&new=1"])
def test_versions_that_are_not_there_cannot_be_compared(editor: Browser, query: str) -> None:
    editor.get(f"{HERE}/versions/difference?{query}", status=404)


def test_an_old_version_is_shown_as_residents_saw_it(
    editor: Browser, world: World, second: FormVersion
) -> None:
    page = editor.get(f"{HERE}/versions/1")
    assert "おとなの人数" in page.words and "付き添いの人数" not in page.words
    for field in world.playroom.form.fields():
        assert str(field.label) in page.words
    inputs = {one.get("name") for one in page.all("input")}
    assert {"adults", "children-0-family"} <= inputs
    editor.get(f"{HERE}/versions/9", status=404)


def test_an_old_version_becomes_the_draft_and_the_live_one_stays(
    editor: Browser, records: Session, world: World, second: FormVersion
) -> None:
    page = editor.get(f"{HERE}/versions/1").press("この版を下書きに戻す")
    assert "第1版の内容を下書きにしました" in page.words
    assert Form.from_json(draft(records).definition) == world.playroom.form
    assert draft(records).changed_by_id == world.staff[EDITOR].id
    live = playroom(records).live_version
    assert live is not None and live.number == 2
    page = editor.get(f"{HERE}/versions").follow("公開中の版との違い")
    assert "「付き添いの人数」 → 「おとなの人数」" in page.words
    verbs = records.scalars(select(Event.verb).where(Event.staff_id == world.staff[EDITOR].id))
    assert "restore_version" in set(verbs)


def test_the_file_that_is_sent_is_the_one_of_the_command(editor: Browser, records: Session) -> None:
    editor.get(f"{HERE}/versions").follow("ファイルの書き出し")
    response = editor.client.get(f"{HERE}/file/live.json")
    assert response.get_data(as_text=True) == procedure_file(records, playroom(records)).to_text()
    assert response.headers["Content-Disposition"] == 'attachment; filename="kodomo-no-mori.json"'
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


def test_a_file_is_compared_before_it_is_taken_in(editor: Browser, records: Session) -> None:
    data = file_of(records, retention_months=36)
    adults(data["form"])["label"]["ja"] = "付き添いの人数"
    page = upload(editor, data)
    assert "「おとなの人数」 → 「付き添いの人数」" in page.words
    assert "保存する期間（月）を変えました：なし → 36" in page.words
    assert records.scalars(select(Draft)).all() == []
    page.press("下書きに読み込む")
    assert "付き添いの人数" in str(draft(records).definition)
    assert playroom(records).retention_months is None


def test_details_of_a_live_procedure_change_only_where_that_is_ticked(
    editor: Browser, records: Session
) -> None:
    page = upload(editor, file_of(records, retention_months=36))
    page.press("下書きに読み込む", details=["yes"])
    assert playroom(records).retention_months == 36


def test_the_citys_values_are_asked_before_a_file_is_taken_in(editor: Browser, records: Session) -> None:
    data = json.loads((FOLDER / "playroom.json").read_text())
    page = upload(editor, data)
    page = page.press("下書きに読み込む", value_most="", status=422)
    assert set(page.problems()) == {"value_most", "value_hours"}
    page = page.press("この値で違いを見直す", value_most="5", value_hours="平日9時〜17時")
    assert "いちばん大きい値" in page.words
    page.press("下書きに読み込む")
    form = Form.from_json(draft(records).definition)
    adults = form.field("adults")
    assert adults is not None and adults.settings["maximum"] == 5


def test_a_second_file_keeps_what_the_draft_was(editor: Browser, records: Session) -> None:
    data = file_of(records)
    upload(editor, data).press("下書きに読み込む")
    data["form"]["title"] = "別の名前"
    upload(editor, data).press("下書きに読み込む")
    assert draft(records).revision == 2
    step = records.scalars(select(DraftStep)).one()
    assert "別の名前" not in str(step.before)


def test_a_draft_that_changed_while_one_looked_is_shown_again(
    editor: Browser, records: Session, world: World
) -> None:
    data = file_of(records)
    adults(data["form"])["label"]["ja"] = "付き添いの人数"
    page = upload(editor, data)
    restore_version(records, world.playroom.procedure_id, 1, by=TOWN, now=NOW)
    page = page.press("下書きに読み込む", status=409)
    assert "先に変更しました" in page.problems()["changes"]
    assert "「おとなの人数」 → 「付き添いの人数」" in page.words
    page.press("下書きに読み込む")
    assert "付き添いの人数" in str(draft(records).definition)


def test_a_file_of_another_kind_or_a_broken_one_is_refused(editor: Browser, records: Session) -> None:
    page = upload(editor, (FOLDER / "inquiry.json").read_bytes())
    assert "この手続きには読み込めません" in page.words
    page = upload(editor, b"{", status=422)
    assert "JSON" in page.problems()["file"]
    editor.get(f"{HERE}/file")
    page = editor.post(f"{HERE}/file/draft", {"content": "x"}, status=422)
    assert "もう一度選んでください" in page.problems()["file"]
    assert records.scalars(select(Draft)).all() == []


@pytest.mark.parametrize("page", ["versions", "versions/1", "file", "file/live.json"])
def test_who_may_not_make_forms_here_sees_none_of_this(app: Flask, world: World, page: str) -> None:
    sign_in(app, world, CLERK).get(f"{HERE}/{page}", status=403)
