"""A session is picked: its form takes the list's place without a page being loaded, everything around it included."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from domain.booking.models import Slot
from tests.journeys.conftest import Served
from tests.journeys.steps import (
    RECEIPT,
    booking_of,
    confirm,
    fill_in,
    forward,
    free_slots,
    has_focus,
    heading,
    is_same_page,
    mark_window,
    others_take,
    to_check,
)


@pytest.fixture
def picked(page: Page, served: Served) -> Slot:
    """Return a session that was picked from the list, after a mark was left in the window."""
    slot = _look_at_list(page, served)
    page.locator(f"#slot-{slot.id}").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("だれが来ますか")
    return slot


def test_the_form_comes_without_loading_a_page(page: Page, served: Served, picked: Slot) -> None:
    assert is_same_page(page)
    assert page.url.endswith(f"/slots/{picked.id}")
    assert page.title().startswith("だれが来ますか")
    assert has_focus(page.get_by_role("heading", level=1))
    assert page.evaluate("scrollY") == 0
    expect(page.get_by_role("link", name="日時を選び直す")).to_be_visible()
    expect(page.get_by_role("navigation", name="現在の位置")).to_have_count(0)
    assert page.locator("main, header, footer, #page-live").count() == 4


def test_the_language_is_chosen_without_losing_what_was_typed(page: Page, picked: Slot) -> None:
    fill_in(page)
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("[name=children-0-given]")).to_have_value("凛")


def test_the_way_leads_on_to_a_receipt(page: Page, served: Served, picked: Slot) -> None:
    while heading(page) != "この内容で予約しますか":
        fill_in(page)
        forward(page)
    assert booking_of(served, confirm(page)).slot_id == picked.id


def test_back_leads_to_the_list_and_keeps_what_was_typed(page: Page, served: Served, picked: Slot) -> None:
    fill_in(page)
    forward(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("連絡先")
    page.go_back()
    expect(page.locator("[name=children-0-given]")).to_have_value("凛")
    expect(page.get_by_label("市内に住んでいる")).to_be_checked()
    page.go_back()
    expect(page.locator(f"#slot-{picked.id}")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("プレイルームの利用予約")


def test_who_is_remembered_comes_straight_to_the_check_page(page: Page, served: Served) -> None:
    page.context.add_cookies([{"name": "household", "value": served.world.household, "url": served.address}])
    slot = _look_at_list(page, served)
    page.locator(f"#slot-{slot.id}").click()
    page.get_by_role("button", name="同意して予約する").click()
    expect(page).to_have_url(RECEIPT)
    assert booking_of(served, page.url.split("/")[-2]).slot_id == slot.id


def test_a_session_that_was_taken_meanwhile_says_so_and_names_others(page: Page, served: Served) -> None:
    slot = _look_at_list(page, served)
    others_take(served, served.world.playroom, slot)
    page.locator(f"#slot-{slot.id}").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("満員")
    assert page.url.endswith(f"/slots/{slot.id}")
    assert is_same_page(page)
    assert page.locator("main").get_by_role("link").count() >= 3


def test_another_session_for_a_booking_is_picked_without_loading_a_page(page: Page, served: Served) -> None:
    first, second = free_slots(served, served.world.playroom)[:2]
    to_check(page, served.world.playroom, first)
    number = confirm(page)
    page.goto(f"/bookings/{number}/slot")
    mark_window(page)
    page.locator(f"#slot-{second.id}").click()
    page.get_by_role("button", name="変更する").click()
    expect(page.get_by_text("日時を変更しました。")).to_be_visible()
    assert booking_of(served, number).slot_id == second.id


def test_a_tapped_session_shows_that_it_is_on_its_way(page: Page, served: Served) -> None:
    slot, waiting = _look_at_list(page, served), list[Route]()
    page.route("**/slots/*", lambda route: waiting.append(route))
    page.locator(f"#slot-{slot.id}").click()
    expect(page.locator(f"#slot-{slot.id}")).to_have_attribute("aria-busy", "true")
    waiting[0].continue_()
    expect(page.get_by_role("heading", level=1)).to_have_text("だれが来ますか")


def test_without_a_line_the_list_stays_and_says_so(
    page: Page, context: BrowserContext, served: Served
) -> None:
    slot = _look_at_list(page, served)
    context.set_offline(True)
    page.locator(f"#slot-{slot.id}").click()
    said = page.locator(".slot", has=page.locator(f"#slot-{slot.id}")).locator(".notice")
    expect(said).to_have_text("つながりません。電波の届くところで、もう一度選んでください。")
    expect(page.locator("[aria-busy]")).to_have_count(0)
    context.set_offline(False)
    page.locator(f"#slot-{slot.id}").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("だれが来ますか")


def _look_at_list(page: Page, served: Served) -> Slot:
    """Open the room, leave a mark in the window, and return a session that has room."""
    slot = free_slots(served, served.world.playroom)[0]
    page.goto(f"/booking/{served.world.playroom.slug}")
    mark_window(page)
    return slot
