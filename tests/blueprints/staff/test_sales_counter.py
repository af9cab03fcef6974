"""The sales counter: a number and Enter, so many sold, a double tap once, taken back, and refused in plain words."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.lottery.sale.models import Sale, Ticket
from domain.lottery.sale.numbers import new_ticket_number, ticket_shown
from tests.blueprints.staff.desks import sign_in
from tests.domain.lottery.shop import Shop, nobody_bought, selling_now
from tests.page import Browser, Page
from tests.town import World

COUNTER = "/staff/sales/voucher"


@pytest.fixture
def shop(records: Session, world: World) -> Shop:
    """Give a campaign that is being sold today."""
    return selling_now(records, world)


@pytest.fixture
def ticket(shop: Shop) -> Ticket:
    """Give a ticket for two."""
    return next(one for one in shop.tickets() if one.units == 2)


def scanned(browser: Browser, number: str, status: int = 200) -> Page:
    """Return the counter after a number was scanned: the scanner types it and presses Enter."""
    return browser.get(COUNTER).press("引換券を調べる", ticket=number, status=status)


def test_one_of_two_is_sold_and_the_other_later(clerk: Browser, ticket: Ticket, shop: Shop) -> None:
    done = scanned(clerk, ticket.number).press("1冊販売")
    assert "1冊を販売しました" in done.words and "10,000円" in done.words and "あと1冊" in done.words
    again = scanned(clerk, ticket.number).press("1冊販売")
    assert "すべて販売しました" in again.words
    assert "売れた数 2 冊" in again.words
    assert [one.sold for one in shop.tickets() if one.id == ticket.id] == [2]


def test_a_number_is_read_however_it_is_typed(clerk: Browser, ticket: Ticket) -> None:
    page = scanned(
        clerk, ticket_shown(ticket.number).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    )
    assert ticket.entry.name in page.words


def test_a_double_tap_is_one_sale(clerk: Browser, ticket: Ticket, records: Session) -> None:
    page = scanned(clerk, ticket.number)
    first, second = page.press("1冊販売"), page.press("1冊販売")
    assert first.path == second.path and "1冊を販売しました" in second.words
    records.rollback()
    assert len(records.scalars(select(Sale)).all()) == 1


def test_what_was_sold_elsewhere_meanwhile_is_refused_and_said(
    clerk: Browser, ticket: Ticket, shop: Shop
) -> None:
    page = scanned(clerk, ticket.number)
    shop.sell(ticket, 2, "another counter", now=shop.voucher.at(27))
    refused = page.press("2冊販売", status=409)
    assert "すべて販売済みです" in refused.words and "2冊を販売" in refused.words
    assert refused.title.startswith("エラー：")


def test_a_sale_is_taken_back_and_the_total_with_it(clerk: Browser, ticket: Ticket, shop: Shop) -> None:
    scanned(clerk, ticket.number).press("2冊販売")
    back = scanned(clerk, ticket.number).press("この販売を取り消す")
    assert "2冊の販売を取り消しました" in back.words and "売れた数 0 冊" in back.words
    page = scanned(clerk, ticket.number)
    assert "この販売を取り消す" not in page.words and "2冊を取消し" in page.words
    assert [one.sold for one in shop.tickets() if one.id == ticket.id] == [0]


@pytest.mark.parametrize(
    "typed, said", [("1234", "打ち間違い"), ("", ""), ("new", "この商品券のものではありません")]
)
def test_a_number_that_is_none_is_refused_with_what_to_do(
    clerk: Browser, shop: Shop, typed: str, said: str
) -> None:
    number = new_ticket_number() if typed == "new" else typed
    page = scanned(clerk, number, 422 if typed else 200)
    assert said in page.words
    assert page.value("ticket") == number


def test_after_the_last_day_nothing_is_sold(clerk: Browser, records: Session, world: World) -> None:
    over = nobody_bought(records, world)
    page = scanned(clerk, over.tickets()[0].number)
    assert "期限は" in page.words and "冊販売" not in page.words.replace("冊販売済み", "")


def test_more_than_is_left_or_nothing_is_refused(clerk: Browser, ticket: Ticket) -> None:
    page = scanned(clerk, ticket.number)
    data = {"ticket": ticket.number, "form_key": page.value("form_key"), "csrf_token": page.csrf_token}
    assert "1以上" in clerk.post(f"{COUNTER}/sales", {**data, "units": "〇"}, status=422).words
    assert "あと2冊" in clerk.post(f"{COUNTER}/sales", {**data, "units": "３"}, status=409).words


def test_who_collects_is_written_down(clerk: Browser, ticket: Ticket) -> None:
    page = scanned(clerk, ticket.number).press("書きとめる", proxy="佐藤 一郎")
    assert "代理の 佐藤 一郎 様" in page.words


def test_the_list_of_sales_leads_to_the_counter(clerk: Browser, shop: Shop) -> None:
    assert clerk.get("/staff/sales").follow("プレミアム商品券").path == COUNTER
    assert "引換券・繰上げ" not in clerk.get("/staff/sales").words


def test_who_works_elsewhere_sells_nothing(app: Flask, world: World, shop: Shop) -> None:
    elsewhere = sign_in(app, world, "elsewhere")
    elsewhere.get(COUNTER, status=403)
    assert "販売する商品券はまだありません" in elsewhere.get("/staff/sales").words
