"""Paper in a real browser: one button prints, nothing but the sheets comes out, one case a sheet."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Served
from tests.journeys.states.output import printed_answers


def test_a_button_prints_where_there_is_javascript(page: Page, served: Served) -> None:
    page.add_init_script("window.print = () => { document.title = 'printed'; }")
    printed_answers(page, served)
    page.get_by_role("button", name="印刷する").click()
    expect(page).to_have_title("printed")


def test_without_javascript_the_sheets_are_the_same(plain_page: Page, served: Served) -> None:
    printed_answers(plain_page, served)
    expect(plain_page.locator("article")).to_have_count(3)
    expect(plain_page.get_by_role("button", name="印刷する")).to_be_hidden()


def test_each_case_is_a_sheet_of_its_own_and_the_bar_stays_off(page: Page, served: Served) -> None:
    printed_answers(page, served)
    page.emulate_media(media="print")
    expect(page.locator(".bar")).to_be_hidden()
    pdf = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 3
