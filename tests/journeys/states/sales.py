"""The sale of vouchers: the counter, a round's tickets and runners-up, and what applicants see of it."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from domain.cases.secrets import secret_of
from domain.lottery.sale.models import Ticket
from domain.people.rules import CLERK, REVIEWER
from tests.domain.lottery.shop import Shop, nobody_bought, number_of, selling_now
from tests.journeys.conftest import Served
from tests.journeys.states.ways import as_staff, office, press, see_through, state

COUNTER = "/staff/sales/voucher"
ROUND = f"{COUNTER}/rounds/voucher-1"

office("sales_empty", "staff.sales_counter.index", CLERK, "/staff/sales")


def shop_of(served: Served) -> tuple[Shop, Ticket]:
    """Let a campaign be sold today; return its counter and a ticket for two."""
    shop = selling_now(served.records, served.world)
    return shop, next(one for one in shop.tickets() if one.units == 2)


def scan(page: Page, number: str) -> None:
    """Type a number as a scanner does, with Enter after it."""
    page.locator("#ticket-number").fill(number)
    page.keyboard.press("Enter")


def open_own(page: Page, served: Served, number: str) -> None:
    """Open the tickets of a case whose number and secret somebody has typed."""
    page.goto(f"/bookings?number={number}")
    page.get_by_label("確認コード").fill(secret_of(number, served.app.config["SECRET_KEY"]))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.goto(f"/cases/{number}/tickets")


@state("staff.sales_counter.index")
def sales_list(page: Page, served: Served) -> None:
    shop_of(served)
    as_staff(page, served, REVIEWER, "/staff/sales")
    expect(page.locator("main")).to_contain_text("プレミアム商品券")


@state("staff.sales_counter.page")
def counter_waiting(page: Page, served: Served) -> None:
    shop_of(served)
    as_staff(page, served, REVIEWER, COUNTER)


@state("staff.sales_counter.page")
def counter_with_a_ticket(page: Page, served: Served) -> None:
    _, ticket = shop_of(served)
    as_staff(page, served, CLERK, COUNTER)
    scan(page, ticket.number)
    expect(page.get_by_role("button", name="2冊販売")).to_be_visible()


@state("staff.sales_counter.page")
def counter_sold(page: Page, served: Served) -> None:
    counter_with_a_ticket(page, served)
    page.get_by_role("button", name="1冊販売").click()
    expect(page.locator("main")).to_contain_text("1冊を販売しました")


@state("staff.sales_counter.page")
def counter_refused(page: Page, served: Served) -> None:
    shop, ticket = shop_of(served)
    shop.sell(ticket, 2, now=served.world.now)
    as_staff(page, served, CLERK, COUNTER)
    scan(page, ticket.number)
    expect(page.locator("#refused")).to_contain_text("すべて販売済み")


@state("staff.sales_counter.page")
def counter_mistyped(page: Page, served: Served) -> None:
    shop_of(served)
    as_staff(page, served, CLERK, COUNTER)
    scan(page, "1234")
    expect(page.locator("#refused")).to_contain_text("打ち間違い")


@state("staff.sales.page")
def sale_of_a_round(page: Page, served: Served) -> None:
    shop_of(served)
    as_staff(page, served, REVIEWER, ROUND)


@state("staff.sales.page")
def runners_up(page: Page, served: Served) -> None:
    nobody_bought(served.records, served.world)
    as_staff(page, served, REVIEWER, ROUND)
    press(page, "いま繰上げを進める")
    see_through(served)
    expect(page.locator("main")).to_contain_text("6人に繰上げの案内")


@state("staff.sales.sheets")
def tickets_on_paper(page: Page, served: Served) -> None:
    shop_of(served)
    as_staff(page, served, REVIEWER, f"{ROUND}/print")


@state("own_tickets.page")
def own_tickets(page: Page, served: Served) -> None:
    shop, ticket = shop_of(served)
    shop.sell(ticket, 1, now=served.world.now)
    open_own(page, served, ticket.entry.case.number)
    expect(page.locator("main")).to_contain_text("2冊のうち1冊買いました")


@state("own_tickets.page")
def own_offer(page: Page, served: Served) -> None:
    shop = nobody_bought(served.records, served.world)
    shop.end()
    shop.promote()
    open_own(page, served, number_of(served.records, shop.offers()[0]))
    expect(page.get_by_role("button", name="買います")).to_be_visible()


@state("own_tickets.page")
def own_offer_taken(page: Page, served: Served) -> None:
    own_offer(page, served)
    page.get_by_role("button", name="買います").click()
    expect(page.locator("main")).to_contain_text("引換券を発行しました")
