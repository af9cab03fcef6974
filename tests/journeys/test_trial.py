"""The trial link of the publication page: followed by an editor and by a stranger; it goes to the receipt and keeps nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from domain.database import Base
from domain.people.rules import EDITOR
from forms.definition import Field, Text
from tests.domain.hall import FORM, HANAKO
from tests.journeys.conftest import Served
from tests.journeys.publishing import PUBLICATION, ready
from tests.journeys.states.papers import PHOTO, choose
from tests.journeys.steps import fill_in, forward, heading, sign_in

LINK, CHECK = "住民の画面でためしてみる", "この内容で申し込みますか"
WITH_PAPERS = replace(
    FORM,
    pages=(
        *FORM.pages[:-1],
        replace(
            FORM.pages[-1], fields=(*FORM.pages[-1].fields, Field("proof", "files", Text("就労証明書の写真")))
        ),
    ),
)


def kept(served: Served) -> dict[str, int]:
    """Return how many rows each table has, and how many files lie in the folder of papers.

    That an address has sent a file is counted for an hour, whatever was in it.
    """
    served.records.rollback()
    tables = [one for one in Base.metadata.tables.items() if one[0] != "attempt"]
    rows = {name: served.records.scalar(select(func.count()).select_from(one)) or 0 for name, one in tables}
    return rows | {
        "files": len([one for one in Path(served.app.config["UPLOADS"]).rglob("*") if one.is_file()])
    }


def publication(page: Page, served: Served) -> str:
    """Open the publication of a draft as its editor; return where the trial link leads."""
    ready(served, WITH_PAPERS)
    page.goto(PUBLICATION)
    sign_in(page, served.world.staff[EDITOR])
    return page.get_by_role("link", name=LINK).get_attribute("href") or ""


def walk_through(page: Page) -> None:
    """Fill every page of the trial with a paper, check, go back for one answer, and confirm."""
    expect(page.locator("main")).to_contain_text("どこにも届かず、残りません")
    while heading(page) != CHECK:
        fill_in(page, HANAKO)
        if page.locator("#proof").count():
            choose(page, PHOTO)
            press_where_there(page, "選んだファイルを送る")
            expect(page.locator(".paper-list li")).to_contain_text("IMG_2031.jpg")
        forward(page)
    assert page.title().startswith("【お試し】")
    expect(page.locator("main")).to_contain_text(HANAKO["employer"])
    with page.expect_navigation():
        page.locator("main button", has_text="変更").filter(has_text="勤務先").click()
    fill_in(page, employer="緑商店")
    forward(page)
    expect(page.locator("main")).to_contain_text("緑商店")
    page.get_by_role("button", name="この内容で申し込む").click()
    expect(page.locator("main")).to_contain_text("本物ではありません")


def press_where_there(page: Page, name: str) -> None:
    """Press the button that only browsers without JavaScript show."""
    button = page.get_by_role("button", name=name).first
    if button.is_visible():
        button.click()


def test_an_editor_tries_the_draft_from_its_publication_page(page: Page, served: Served) -> None:
    publication(page, served)
    before = kept(served)
    with page.expect_navigation():
        page.get_by_role("link", name=LINK).click()
    walk_through(page)
    assert kept(served) == before


@pytest.mark.parametrize("who", ["another_page", "plain_page"])
def test_a_stranger_tries_it_by_the_link_alone(
    page: Page, served: Served, who: str, request: pytest.FixtureRequest
) -> None:
    link, stranger = publication(page, served), request.getfixturevalue(who)
    before = kept(served)
    stranger.goto(link)
    walk_through(stranger)
    assert kept(served) == before
    with stranger.expect_navigation():
        stranger.get_by_role("link", name="もう一度試す").click()
    assert heading(stranger) == FORM.pages[0].title.ja
    real = stranger.goto("/applications/notice")
    assert real is not None and real.status == 404
