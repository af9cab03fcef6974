"""Finding a procedure while typing, in a real browser."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Served
from tests.journeys.states.finding import fill_catalogue
from tests.journeys.steps import has_focus


def test_the_list_follows_what_is_typed_and_the_focus_stays(page: Page, served: Served) -> None:
    fill_catalogue(served)
    page.goto("/")
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if "hx-request" in one.headers else None)
    page.locator("#text").press_sequentially("ぷれいるーむ", delay=40)
    expect(page.locator("#found h3")).to_have_text(["プレイルームの利用予約"])
    expect(page.locator("#page-live")).to_have_text("1件の手続きがあります。")
    assert has_focus(page.locator("#text")) and page.locator("#text").input_value() == "ぷれいるーむ"
    assert len(asked) < len("ぷれいるーむ"), "it waits until somebody pauses"


def test_back_leads_to_the_whole_list_in_one_step(page: Page, served: Served) -> None:
    fill_catalogue(served, links=3)
    page.goto("/")
    for text in ("てん", "てんしゅつ"):
        page.locator("#text").fill(text)
        expect(page.locator("#found-count")).to_contain_text("3件")
        page.wait_for_url(f"**/?text={_quoted(page, text)}")
    page.go_back()
    expect(page.locator("#found-count")).to_contain_text("すべての手続き")
    assert page.url.endswith(":" + served.address.rpartition(":")[2] + "/")


def test_a_tick_and_a_choice_narrow_the_list_at_once(page: Page, served: Served) -> None:
    fill_catalogue(served)
    page.goto("/")
    page.get_by_label("できごと").select_option("moving")
    expect(page.locator("#found-count")).to_contain_text("25件")
    page.get_by_label("受付中だけ").check()
    expect(page.locator("#found-count")).to_contain_text("12件")
    page.get_by_label("できごと").select_option("")
    expect(page.locator("#found-count")).to_contain_text("14件")


def test_without_javascript_it_is_a_form_and_links(plain_page: Page, served: Served) -> None:
    fill_catalogue(served)
    plain_page.goto("/")
    plain_page.locator("#text").fill("ﾃﾝｼｭﾂ")
    plain_page.get_by_role("button", name="さがす").click()
    expect(plain_page.locator("#found-count")).to_contain_text("25件")
    plain_page.get_by_role("link", name="次へ").click()
    expect(plain_page.locator("#found h3")).to_have_count(5)


def _quoted(page: Page, text: str) -> str:
    return str(page.evaluate("(text) => encodeURIComponent(text)", text))
