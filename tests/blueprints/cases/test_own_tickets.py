"""One's own tickets, and the answer to an offer: only for who holds the case, and in time."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from domain.lottery.sale.models import Offer
from tests.domain.lottery.shop import Shop, nobody_bought, number_of, selling_now
from tests.page import Browser
from tests.town import World


def opened(app: Flask, number: str) -> Browser:
    """Return a browser that may see a case, as one that has just opened its link."""
    browser = Browser(app)
    with browser.client.session_transaction() as kept:
        kept["cases"] = [number]
    return browser


@pytest.fixture
def offer(records: Session, world: World) -> tuple[Shop, Offer, str]:
    """Give an offer that waits for its answer, with the number of its case."""
    shop = nobody_bought(records, world)
    shop.end()
    shop.promote()
    first = shop.offers()[0]
    return shop, first, number_of(records, first)


def test_a_ticket_shows_number_code_and_what_is_left(app: Flask, records: Session, world: World) -> None:
    shop = selling_now(records, world)
    ticket = next(one for one in shop.tickets() if one.units == 2)
    shop.sell(ticket, 1)
    page = opened(app, ticket.entry.case.number).get(f"/cases/{ticket.entry.case.number}/tickets")
    assert page.text.count("<svg ") == 1
    assert "あと買える数 1冊（2冊のうち1冊買いました）" in page.words
    assert f"{ticket.number[:4]}-{ticket.number[4:8]}-{ticket.number[8:]}" in page.words


def test_an_offer_is_taken_and_becomes_a_ticket(app: Flask, offer: tuple[Shop, Offer, str]) -> None:
    shop, _, number = offer
    page = opened(app, number).get(f"/cases/{number}/tickets")
    done = page.press("買います")
    assert "引換券を発行しました" in done.words and "あと買える数 1冊" in done.words
    assert page.press("買います").words == done.words
    assert len(shop.offers("accepted")) == 1


def test_an_offer_is_declined_and_cannot_be_taken_then(app: Flask, offer: tuple[Shop, Offer, str]) -> None:
    shop, _, number = offer
    page = opened(app, number).get(f"/cases/{number}/tickets")
    assert "辞退しました" in page.press("辞退します").words
    refused = page.press("買います", status=409)
    assert "もうお返事をいただいています" in refused.words
    assert len(shop.offers("declined")) == 1


def test_nobody_else_sees_or_answers_it(app: Flask, offer: tuple[Shop, Offer, str]) -> None:
    shop, first, number = offer
    other = number_of(shop.session, shop.offers()[1])
    assert Browser(app).get(f"/cases/{number}/tickets").path.startswith("/bookings")
    stranger = opened(app, other)
    token = stranger.get(f"/cases/{other}/tickets").csrf_token
    data = {"answer": "accept", "csrf_token": token}
    stranger.post(f"/cases/{other}/offers/{first.id}/answer", data, status=404)
    assert not shop.offers("accepted")


def test_who_won_nothing_reads_what_comes(app: Flask, records: Session, world: World) -> None:
    shop = selling_now(records, world, people=12, units=1)
    won = {one.entry.receipt for one in shop.tickets()}
    lost = next(one for one in shop.receipts if one not in won)
    number = shop.voucher.entry(records, lost).case.number
    assert "引換券はまだありません" in opened(app, number).get(f"/cases/{number}/tickets").words
