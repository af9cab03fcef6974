"""The sales counter with a scanner and a keyboard, without JavaScript too; and two quick taps."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from domain.lottery.sale.models import Sale
from domain.people.rules import CLERK
from tests.journeys.conftest import Served
from tests.journeys.keyboard import Keys
from tests.journeys.states.sales import COUNTER, scan, shop_of
from tests.journeys.states.ways import as_staff


def sold(served: Served) -> int:
    """Return how many sales there are."""
    served.records.rollback()
    return served.records.scalar(select(func.count(Sale.id))) or 0


def test_a_scanner_and_enter_are_all_it_takes(page: Page, served: Served) -> None:
    _, ticket = shop_of(served)
    as_staff(page, served, CLERK, COUNTER)
    keys = Keys(page)
    expect(page.locator("#ticket-number")).to_be_focused()
    keys.type(ticket.number)
    keys.press("Enter")
    expect(page.get_by_role("button", name="2冊販売")).to_be_focused()
    keys.press("Enter")
    expect(page.locator(".done")).to_contain_text("2冊を販売しました")
    expect(page.locator("#ticket-number")).to_be_focused()
    assert sold(served) == 1 and keys.pressed == len(ticket.number) + 2


def test_one_of_two_is_sold_and_taken_back_by_keyboard(page: Page, served: Served) -> None:
    _, ticket = shop_of(served)
    as_staff(page, served, CLERK, COUNTER)
    keys = Keys(page)
    scan(page, ticket.number)
    expect(page.get_by_role("button", name="2冊販売")).to_be_focused()
    keys.go(page.get_by_role("button", name="1冊販売"))
    expect(page.locator(".done")).to_contain_text("あと1冊")
    page.wait_for_load_state()
    keys.back_to(page.get_by_role("link", name="この引換券を開く"))
    keys.press("Enter")
    expect(page.get_by_role("button", name="1冊販売")).to_be_focused()
    keys.go(page.get_by_role("button", name="この販売を取り消す"))
    expect(page.locator(".done")).to_contain_text("1冊の販売を取り消しました")
    expect(page.locator("#ticket-number")).to_be_focused()


def test_it_works_without_javascript(plain_page: Page, served: Served) -> None:
    _, ticket = shop_of(served)
    as_staff(plain_page, served, CLERK, COUNTER)
    scan(plain_page, ticket.number)
    plain_page.get_by_role("button", name="2冊販売").click()
    expect(plain_page.locator(".done")).to_contain_text("2冊を販売しました")


def test_two_quick_taps_are_one_sale(page: Page, served: Served) -> None:
    _, ticket = shop_of(served)
    as_staff(page, served, CLERK, COUNTER)
    scan(page, ticket.number)
    page.get_by_role("button", name="1冊販売").dblclick(no_wait_after=True)
    expect(page.locator(".done")).to_contain_text("1冊を販売しました")
    assert sold(served) == 1
