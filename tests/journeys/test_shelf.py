"""An editor makes a procedure from the shelf in a few actions, and takes one from town to town as a file."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect
from sqlalchemy import select

from config import ROOT
from domain.people.rules import EDITOR
from domain.procedures.draft_models import Draft
from domain.procedures.models import Procedure
from forms.checking import FORBIDS, check
from forms.definition import Form
from tests.journeys.conftest import Served
from tests.journeys.steps import sign_in

MOST_ACTIONS = 10
SHELF = "/staff/procedures/new/shelf"


class Counting:
    """An editor whose every click, choice and filled input is counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.actions = 0

    def click(self, role: str, name: str) -> None:
        self.actions += 1
        self.page.get_by_role(role, name=name).first.click()  # type: ignore[arg-type]

    def fill(self, label: str, text: str) -> None:
        self.actions += 1
        self.page.get_by_label(label, exact=False).first.fill(text)


def test_from_the_shelf_to_a_draft_in_ten_actions(page: Page, served: Served) -> None:
    sign_in(page, served.world.staff[EDITOR])
    editor = Counting(page)
    _open_shelf(editor)
    editor.click("link", "プレイルームの利用予約")
    editor.fill("電話に出られる時間", "平日9時〜17時")
    editor.fill("1家族で来られる人数", "4")
    editor.click("button", "下書きを作る")
    expect(page.get_by_text("下書きを作りました").first).to_be_visible()
    assert editor.actions <= MOST_ACTIONS
    made = _made(served, "playroom")
    assert not made.live_version_id
    draft = served.records.scalars(select(Draft).where(Draft.procedure_id == made.id)).one()
    form = Form.from_json(draft.definition)
    assert [one for one in check(form) if one.level == FORBIDS] == []


def test_templates_are_found_while_typing(page: Page, served: Served) -> None:
    sign_in(page, served.world.staff[EDITOR])
    page.goto(SHELF)
    page.evaluate("window.stillHere = true")
    page.get_by_label("手続きの名前や言葉").fill("エピペン")
    expect(page.locator("#shelf-list .card")).to_have_count(1)
    expect(page.locator("#shelf-list")).to_contain_text("学校給食のアレルギーの届")
    assert page.evaluate("window.stillHere === true")


def test_a_file_goes_out_and_comes_back_without_javascript(
    plain_page: Page, served: Served, tmp_path: Path
) -> None:
    sign_in(plain_page, served.world.staff[EDITOR])
    plain_page.goto("/staff/procedures/kodomo-no-mori/file")
    with plain_page.expect_download() as download:
        plain_page.get_by_role("link", name="公開中の版を書き出す").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    file.write_text(file.read_text().replace("おとなの人数", "付き添いの人数"))
    plain_page.get_by_label("ファイル", exact=True).set_input_files(file)
    plain_page.get_by_role("button", name="違いを見る").click()
    expect(plain_page.locator("main")).to_contain_text("「おとなの人数」 → 「付き添いの人数」")
    plain_page.get_by_role("button", name="下書きに読み込む").click()
    expect(plain_page.get_by_text("ファイルの内容を下書きにしました").first).to_be_visible()
    assert "付き添いの人数" in str(served.records.scalars(select(Draft)).one().definition)


def test_another_towns_file_is_asked_what_it_leaves_open(page: Page, served: Served) -> None:
    sign_in(page, served.world.staff[EDITOR])
    page.goto("/staff/procedures/new/import")
    page.get_by_label("ファイル", exact=True).set_input_files(ROOT / "data" / "shelf" / "inquiry.json")
    page.get_by_role("button", name="ファイルを読み込む").click()
    page.get_by_role("button", name="下書きを作る").click()
    expect(page.locator(".error-summary")).to_be_focused()
    page.get_by_label("電話に出られる時間").first.fill("平日9時〜17時")
    page.get_by_role("button", name="下書きを作る").click()
    expect(page.get_by_text("下書きを作りました").first).to_be_visible()
    assert "平日9時〜17時" in str(_made(served, "inquiry").contact)


def _open_shelf(editor: Counting) -> None:
    """Go to the shelf through the menu, as far as this town has the pages on the way."""
    if not editor.page.get_by_role("link", name="手続き", exact=True).count():
        editor.page.goto(SHELF)
        return
    for link in ("手続き", "新しい手続きを作る", "ひな形から選ぶ"):
        editor.click("link", link)


def _made(served: Served, slug: str) -> Procedure:
    served.records.rollback()
    return served.records.scalars(select(Procedure).where(Procedure.slug == slug)).one()
