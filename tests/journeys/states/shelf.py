"""Staff: templates, copies, files of procedures, versions of their forms."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from config import ROOT
from domain.history import TOWN
from domain.people.rules import EDITOR
from domain.procedures.importing import restore_version
from domain.procedures.operations import publish
from domain.procedures.shelf import with_examples
from tests.journeys.conftest import Served
from tests.journeys.states.ways import as_staff, office, press, see_errors, see_title, state

NEW = "/staff/procedures/new"
PLAYROOM = "/staff/procedures/kodomo-no-mori"
FILE = ROOT / "data" / "shelf" / "playroom.json"

office("shelf_index", "staff.shelf.index", EDITOR, f"{NEW}/shelf")
office("shelf_template", "staff.shelf.page", EDITOR, f"{NEW}/shelf/childcare-household-change")
office("copies", "staff.shelf.copy", EDITOR, f"{NEW}/copy")
office("copy_of_one", "staff.shelf.copy", EDITOR, f"{NEW}/copy?of=kodomo-no-mori")
office("file_wanted", "staff.shelf.ask_file", EDITOR, f"{NEW}/import")
office("procedure_file", "staff.procedure_files.page", EDITOR, f"{PLAYROOM}/file")


@state("staff.shelf.page")
def template_with_errors(page: Page, served: Served) -> None:
    as_staff(page, served, EDITOR, f"{NEW}/shelf/large-waste")
    page.get_by_label("アドレス", exact=True).fill("Ｗ")
    press(page, "下書きを作る")
    see_errors(page)


@state("staff.shelf.index")
def shelf_with_nothing_found(page: Page, served: Served) -> None:
    as_staff(page, served, EDITOR, f"{NEW}/shelf?text=宇宙船")
    expect(page.locator("main")).to_contain_text("この条件のひな形はありません")


@state("staff.shelf.ask_file")
def broken_file(page: Page, served: Served) -> None:
    as_staff(page, served, EDITOR, f"{NEW}/import")
    page.get_by_label("ファイル", exact=True).set_input_files(ROOT / "README.md")
    press(page, "ファイルを読み込む")
    see_errors(page)


@state()
def file_read(page: Page, served: Served) -> None:
    as_staff(page, served, EDITOR, f"{NEW}/import")
    page.get_by_label("ファイル", exact=True).set_input_files(FILE)
    press(page, "ファイルを読み込む")
    expect(page.locator("h1")).to_contain_text("プレイルームの利用予約")


@state()
def changes_of_a_file(page: Page, served: Served) -> None:
    as_staff(page, served, EDITOR, f"{PLAYROOM}/file")
    page.get_by_label("ファイル", exact=True).set_input_files(FILE)
    press(page, "違いを見る")
    expect(page.locator("h1")).to_contain_text("読み込む内容")


@state("staff.versions.index")
def versions(page: Page, served: Served) -> None:
    _publish_another(served)
    as_staff(page, served, EDITOR, f"{PLAYROOM}/versions")
    expect(page.locator("main tbody tr")).to_have_count(3)


@state("staff.versions.difference")
def difference_of_versions(page: Page, served: Served) -> None:
    versions(page, served)
    page.get_by_role("link", name="公開中の版との違い").click()
    see_title(page, "プレイルームの利用予約 第2版から下書きへの違い")


@state("staff.versions.page")
def old_version(page: Page, served: Served) -> None:
    versions(page, served)
    page.get_by_role("link", name="第1版", exact=True).click()
    see_title(page, "プレイルームの利用予約 第1版")


def _publish_another(served: Served) -> None:
    """Publish a second version of the playroom's form, and make the first the draft again."""
    file = with_examples("playroom")
    assert file is not None and file.form is not None
    room, now = served.world.playroom, served.world.now
    publish(served.records, room.procedure_id, file.form, by=TOWN, now=now)
    restore_version(served.records, room.procedure_id, 1, by=TOWN, now=now)
