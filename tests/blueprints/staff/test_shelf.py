"""Beginning a procedure: from a template, from a copy, from a file; what is wrong is said at its input."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.history import TOWN
from domain.people.models import Department
from domain.people.rules import CLERK, EDITOR
from domain.procedures.draft_models import Draft
from domain.procedures.importing import add_from_file
from domain.procedures.models import Procedure
from domain.procedures.shelf import FOLDER, template, templates, with_examples
from forms.definition import Form
from tests.blueprints.staff.desks import sign_in
from tests.htmx import swap
from tests.page import Browser, Page
from tests.town import NOW, World

SHELF = "/staff/procedures/new/shelf"
COPY = "/staff/procedures/new/copy"
IMPORT = "/staff/procedures/new/import"
WASTE = {"value_fee": "６００", "value_most": "4", "value_hours": "平日9時〜17時"}


@pytest.fixture
def editor(app: Flask, world: World) -> Browser:
    """Return an editor's browser."""
    return sign_in(app, world, EDITOR)


def made(records: Session, slug: str) -> Procedure:
    """Return a procedure as the database has it now."""
    records.rollback()
    return records.scalars(select(Procedure).where(Procedure.slug == slug)).one()


def form_of(records: Session, slug: str) -> Form:
    """Return the draft's form of a procedure."""
    procedure = made(records, slug)
    draft = records.scalars(select(Draft).where(Draft.procedure_id == procedure.id)).one()
    return Form.from_json(draft.definition)


def upload(browser: Browser, path: str, content: bytes, status: int = 200) -> Page:
    """Choose a file on the page that was opened last and send it."""
    sent: dict[str, Any] = {"file": (io.BytesIO(content), "procedure.json")}
    return browser.post(path, sent, status=status)


def test_the_shelf_shows_every_template_and_finds_some(editor: Browser) -> None:
    page = editor.get(SHELF)
    assert f"{len(templates())}種類のひな形" in page.words
    page = page.press("絞り込む", text="ぷれいるーむ")
    assert "プレイルームの利用予約" in page.words_in("shelf-list")
    assert "1 件" in page.words_in("shelf-list")
    page = page.press("絞り込む", text="", event="disaster")
    assert "りさい証明書" in page.words_in("shelf-list")
    assert "プレイルーム" not in page.words_in("shelf-list")
    assert "この条件のひな形はありません" in page.press("絞り込む", text="宇宙船").words


@pytest.mark.parametrize("address", [f"{SHELF}?text=保育", f"{SHELF}?event=school"])
def test_the_list_of_templates_is_swapped(editor: Browser, address: str) -> None:
    swap(editor.get(address), "shelf-list")


def test_a_template_becomes_a_draft_with_the_citys_values(editor: Browser, records: Session) -> None:
    page = editor.get(SHELF).follow("粗大ごみの収集申込")
    assert page.value("value_city") == "青葉野市"
    assert page.value("value_department") == "子育て支援課"
    assert page.value("slug") == "large-waste"
    assert "出すものの種類" in page.words
    page = page.press("下書きを作る", WASTE)
    assert "下書きを作りました" in page.words
    procedure = made(records, "large-waste")
    assert (procedure.kind, procedure.live_version_id, procedure.due_days) == ("application", None, 5)
    assert "青葉野市に住んでいる方" in str(procedure.who)
    pieces = form_of(records, "large-waste").field("pieces")
    assert pieces is not None and pieces.settings["maximum"] == 4


def test_what_a_department_said_is_offered_the_next_time(
    editor: Browser, records: Session, world: World
) -> None:
    editor.get(f"{SHELF}/large-waste").press("下書きを作る", WASTE)
    page = editor.get(f"{SHELF}/large-waste")
    assert (page.value("value_fee"), page.value("value_hours")) == ("600", "平日9時〜17時")
    assert page.value("slug") == "large-waste-2"
    assert editor.get(f"{SHELF}/inquiry").value("value_hours") == "平日9時〜17時"
    records.rollback()
    assert (records.get_one(Department, world.childcare).usual_values or {})["fee"] == "600"


def test_what_is_missing_or_wrong_is_said_and_the_rest_stays(editor: Browser, records: Session) -> None:
    page = editor.get(f"{SHELF}/large-waste")
    page = page.press("下書きを作る", {**WASTE, "value_fee": "高い", "slug": "Ｗ"}, status=422)
    assert set(page.problems()) == {"slug", "value_fee"}
    assert page.value("value_hours") == "平日9時〜17時"
    page = page.press("下書きを作る", {"value_fee": "500", "slug": "kodomo-no-mori"}, status=409)
    assert "ほかの手続きが使っています" in page.problems()["slug"]
    assert records.scalars(select(Draft)).all() == []


def test_braces_among_the_values_are_refused(editor: Browser, records: Session) -> None:
    page = editor.get(f"{SHELF}/large-waste")
    page = page.press("下書きを作る", {**WASTE, "value_city": "{{x}}市"}, status=422)
    assert "波かっこ" in page.problems()["value_city"]
    assert records.scalars(select(Draft)).all() == []


def test_a_template_that_is_not_there_is_not_found(editor: Browser) -> None:
    editor.get(f"{SHELF}/nothing", status=404)
    editor.get(f"{COPY}?of=nothing", status=404)


def test_a_published_procedure_is_copied_under_another_name(editor: Browser, records: Session) -> None:
    page = editor.get(COPY).press("絞り込む", text="kodomo ぷれいるーむ")
    page = page.follow("プレイルームの利用予約")
    assert page.value("title").endswith("（コピー）")  # type: ignore[union-attr]
    page.press("下書きを作る", title="第二プレイルームの予約", slug="mori-two")
    copied, original = made(records, "mori-two"), made(records, "kodomo-no-mori")
    assert copied.title == "第二プレイルームの予約"
    assert original.live_version is not None
    copy_form, original_form = form_of(records, "mori-two"), original.live_version.form
    assert copy_form.pages == original_form.pages


def test_drafts_of_other_departments_cannot_be_copied(
    editor: Browser, records: Session, world: World
) -> None:
    file = with_examples("survey")
    assert file is not None
    add_from_file(records, file, "secret-plan", department_id=world.office, by=TOWN, now=NOW)
    assert "市立図書館" not in editor.get(COPY).words
    editor.get(f"{COPY}?of=secret-plan", status=404)


def test_the_list_of_copies_is_swapped(editor: Browser) -> None:
    swap(editor.get(COPY), "copy-list")


def test_a_file_is_read_its_values_asked_and_a_draft_made(editor: Browser, records: Session) -> None:
    editor.get(IMPORT)
    page = upload(editor, IMPORT, (FOLDER / "large-waste.json").read_bytes())
    assert "粗大ごみの収集申込" in page.h1
    page = page.press("下書きを作る", {**WASTE, "value_fee": ""}, status=422)
    assert set(page.problems()) == {"value_fee"}
    page.press("下書きを作る", value_fee="700")
    assert "1個700円" in str(form_of(records, "large-waste").to_json())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "1行目の1文字目"),
        (b'{"file": 1}', "手続きのファイルではありません"),
        ("手続き".encode("shift_jis"), "UTF-8"),
        (b" " * 310_000, "大きすぎます"),
    ],
)
def test_a_broken_file_is_said_to_be_broken_and_where(editor: Browser, content: bytes, said: str) -> None:
    editor.get(IMPORT)
    page = upload(editor, IMPORT, content, status=422)
    assert said in page.problems()["file"]


def test_no_file_and_a_spoilt_page_are_told_apart(editor: Browser) -> None:
    editor.get(IMPORT)
    assert "選んでください" in editor.post(IMPORT, {}, status=422).problems()["file"]
    page = editor.post(IMPORT, {"content": "%%%"}, status=422)
    assert "もう一度選んでください" in page.problems()["file"]


def test_a_procedure_that_lives_elsewhere_comes_without_questions(editor: Browser, records: Session) -> None:
    data = {"file": "madoguchi procedure", "schema": 1, "kind": "application", "slug": "nyusho"}
    data |= {"title": "保育園の入所", "details": {"elsewhere_url": "https://app.oss.myna.go.jp/"}}
    editor.get(IMPORT)
    page = upload(editor, IMPORT, json.dumps(data).encode())
    page.press("下書きを作る")
    assert made(records, "nyusho").elsewhere_url == "https://app.oss.myna.go.jp/"


def test_who_may_not_make_forms_sees_none_of_this(app: Flask, world: World) -> None:
    clerk = sign_in(app, world, CLERK)
    for address in (SHELF, f"{SHELF}/playroom", COPY, IMPORT):
        clerk.get(address, status=403)


def test_another_departments_procedure_cannot_be_made(editor: Browser, world: World) -> None:
    editor.get(f"{SHELF}/survey")
    editor.post(f"{SHELF}/survey", {"department": str(world.office), "slug": "x"}, status=404)


@pytest.mark.parametrize("name", [one.slug for one in templates()])
def test_every_template_has_a_page(editor: Browser, name: str) -> None:
    found = template(name)
    assert found is not None
    page = editor.get(f"{SHELF}/{name}")
    assert page.value("slug") == name
