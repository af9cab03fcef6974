"""Back, reload, double taps and dropped lines: nothing is lost, nothing is booked twice."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from blueprints.web.database import db
from tests.databases import gone
from tests.journeys.conftest import Served
from tests.journeys.steps import RECEIPT, bookings, confirm, free_slots, heading, number_on, to_check


def test_back_keeps_what_was_typed_on_both_pages(page: Page, served: Served) -> None:
    to_check(page, served.world.playroom, free_slots(served, served.world.playroom)[0])
    page.go_back()
    expect(page.locator("[name=phone]")).to_have_value("090-1234-5678")
    page.go_back()
    expect(page.locator("[name=children-0-given]")).to_have_value("凛")
    expect(page.get_by_label("市内に住んでいる")).to_be_checked()


def test_reloading_the_check_page_shows_it_again_and_books_once(page: Page, served: Served) -> None:
    to_check(page, served.world.playroom, free_slots(served, served.world.playroom)[0])
    page.reload()
    assert heading(page) == "この内容で予約しますか"
    expect(page.locator("main")).to_contain_text("佐藤 凛")
    number = confirm(page)
    page.reload()
    assert [one.case.number for one in bookings(served)] == [number]


def test_a_double_tap_gives_one_booking_and_its_receipt(page: Page, served: Served) -> None:
    to_check(page, served.world.playroom, free_slots(served, served.world.playroom)[0])
    page.get_by_role("button", name="予約する", exact=True).dblclick(no_wait_after=True)
    expect(page).to_have_url(RECEIPT)
    assert [one.case.number for one in bookings(served)] == [number_on(page)]


def test_a_double_tap_without_javascript_gives_one_booking_and_its_receipt(
    plain_page: Page, served: Served
) -> None:
    to_check(plain_page, served.world.playroom, free_slots(served, served.world.playroom)[0])
    plain_page.get_by_role("button", name="予約する", exact=True).dblclick(no_wait_after=True)
    expect(plain_page).to_have_url(RECEIPT)
    assert [one.case.number for one in bookings(served)] == [number_on(plain_page)]


def test_after_a_dropped_line_the_receipt_is_found(page: Page, served: Served) -> None:
    asking: list[Route] = []
    to_check(page, served.world.playroom, free_slots(served, served.world.playroom)[0])
    page.route("**/slots/*", lambda route: (route.fetch(max_redirects=0), route.abort("connectionreset")))
    page.route("**/submissions/*", lambda route: asking.append(route))
    page.get_by_role("button", name="予約する", exact=True).click()
    expect(page.locator("[data-sending]")).to_contain_text("送信できたか確認します")
    expect(page.locator("#page-live")).to_contain_text("送信できたか確認します")
    asking[0].continue_()
    expect(page).to_have_url(RECEIPT)
    assert [one.case.number for one in bookings(served)] == [number_on(page)]


@pytest.mark.parametrize("name", ["page", "plain_page"])
def test_while_the_database_is_gone_a_button_keeps_everything_typed(
    request: pytest.FixtureRequest, name: str, served: Served
) -> None:
    page: Page = request.getfixturevalue(name)
    to_check(page, served.world.playroom, free_slots(served, served.world.playroom)[0])
    served.records.close()
    with served.app.app_context():
        engine = db.engine
    with gone(engine):
        page.get_by_role("button", name="予約する", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("まだ受け付けていません")
    page.get_by_role("button", name="もう一度送る").click()
    expect(page).to_have_url(RECEIPT)
    assert [one.case.number for one in bookings(served)] == [number_on(page)]


def test_without_a_line_the_page_asks_and_sends_again(
    page: Page, context: BrowserContext, served: Served
) -> None:
    to_check(page, served.world.playroom, free_slots(served, served.world.playroom)[0])
    context.set_offline(True)
    page.get_by_role("button", name="予約する", exact=True).click()
    expect(page.locator("[data-sending]")).to_contain_text("送信できたか確認します")
    context.set_offline(False)
    expect(page.locator("[data-sending]")).to_contain_text("送信できていませんでした")
    expect(page.locator("main")).to_contain_text("佐藤 凛")
    confirm(page)
    assert len(bookings(served)) == 1
