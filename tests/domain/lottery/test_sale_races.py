"""Two counters, two jobs, two phones at the same instant: each scan once, each unit once."""

from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.lottery import disqualifying
from domain.lottery.sale.models import Offer, Sale, Ticket
from domain.lottery.sale.queries import standing
from tests.domain.conftest import Rush
from tests.domain.hall import mails
from tests.domain.lottery.shop import OPENS, OVER, Shop, held, moment, number_of
from tests.domain.lottery.voucher import Voucher
from tests.domain.rush import Job


@pytest.fixture
def shop(voucher: Voucher, session: Session) -> Shop:
    """Give the counter of a campaign in which ten of sixteen have a ticket, some for two."""
    return Shop(voucher, session, people=8, units=2)


def scans(shop: Shop, *wishes: tuple[str, int, str]) -> list[Job]:
    """Return what counters do with tickets: number, units, key of the page."""
    now, by = moment(shop.voucher, OPENS), shop.voucher.reviewer
    return [Job("sell", (shop.voucher.campaign_id, *wish), by, now) for wish in wishes]


def test_two_counters_that_scan_the_same_ticket_sell_it_once(shop: Shop, all_at_once: Rush) -> None:
    ticket = next(one for one in shop.tickets() if one.units == 2)
    heard = all_at_once(*scans(shop, *((ticket.number, 2, f"counter {place}") for place in range(4))))
    assert Counter(heard) == {"sold 2": 1, "SoldOut": 3}
    assert shop.session.scalar(select(func.sum(Sale.units))) == 2


def test_a_double_tap_is_one_sale_whoever_is_first(shop: Shop, all_at_once: Rush) -> None:
    ticket = next(one for one in shop.tickets() if one.units == 2)
    heard = all_at_once(*scans(shop, *[(ticket.number, 1, "page")] * 4))
    assert Counter(heard) == {"sold 1": 1, "sold before 1": 3}
    assert [one.sold for one in shop.tickets() if one.id == ticket.id] == [1]


def test_a_sale_is_taken_back_once(shop: Shop, all_at_once: Rush) -> None:
    sold = shop.sell(shop.tickets()[0], 1)
    by, now = shop.voucher.manager, moment(shop.voucher, OPENS)
    heard = all_at_once(*(Job("reverse", (sold.sale_id, f"page {place}"), by, now) for place in range(4)))
    assert Counter(heard) == {"reversed": 1, "reversed before": 3}
    assert shop.tickets()[0].sold == 0


def test_tickets_are_issued_once_whoever_issues_them(
    voucher: Voucher, session: Session, all_at_once: Rush
) -> None:
    voucher.crowd(session, 20)
    voucher.to_the_end(session)
    all_at_once(*[Job("issue", voucher.round_id, voucher.manager, moment(voucher, 23))] * 4)
    assert session.scalar(select(func.sum(Ticket.units))) == 10
    assert len(mails(session, "ticket")) == 10


def test_at_the_deadline_a_unit_is_sold_or_free_never_both(shop: Shop, all_at_once: Rush) -> None:
    # The last sale of the last day, judged as in time, while the job of the night is running already.
    numbers = [one.number for one in shop.tickets()[:5]]
    night = Job("forfeit", shop.voucher.round_id, shop.voucher.manager, moment(shop.voucher, OVER))
    heard = all_at_once(night, night, *scans(shop, *((one, 1, one) for one in numbers)))
    sold = sum(one == "sold 1" for one in heard)
    assert standing(shop.session, shop.voucher.round_id).free == 10 - sold
    assert sum(int(one.split()[1]) for one in heard if one.startswith("freed")) == 10 - sold


def test_two_who_promote_never_offer_more_than_the_stock(
    voucher: Voucher, session: Session, all_at_once: Rush
) -> None:
    shop = Shop(voucher, session, people=16, units=1)
    for place, ticket in enumerate(shop.tickets()[:7]):
        shop.sell(ticket, 1, f"page {place}")
    shop.end()
    job = Job("promote", voucher.round_id, voucher.manager, moment(voucher, OVER))
    assert Counter(all_at_once(*[job] * 4)) == {"offered 3": 1, "offered 0": 3}
    assert session.scalar(select(func.sum(Offer.units))) == 3
    assert len(mails(session, "offer")) == 3 and held(session, voucher.round_id) == 10


def test_who_accepts_on_two_phones_has_one_ticket(
    voucher: Voucher, session: Session, all_at_once: Rush
) -> None:
    shop = Shop(voucher, session, people=16, units=1)
    shop.end()
    shop.promote()
    now = moment(voucher, OVER + 1)
    wishes = [(number_of(session, one), one.id) for one in shop.offers()]
    heard = all_at_once(*(Job("accept", wish, more=now) for wish in wishes[:2] * 3))
    assert sorted(Counter(heard).values()) == [3, 3]
    assert session.scalar(select(func.count(Ticket.id)).where(Ticket.offer_id.is_not(None))) == 2
    assert held(session, voucher.round_id) == 10


def test_a_ticket_is_sold_or_void_but_its_units_are_not_lost(
    shop: Shop, session: Session, all_at_once: Rush
) -> None:
    ticket, voucher = shop.tickets()[0], shop.voucher
    by, at = voucher.manager, voucher.at(OPENS)
    disqualifying.ask_disqualification(session, ticket.entry.receipt, "ineligible", by=by, now=at)
    out = Job("disqualify", ticket.entry.receipt, voucher.reviewer, moment(voucher, OPENS))
    all_at_once(out, *scans(shop, *((ticket.number, 1, f"counter {place}") for place in range(3))))
    assert held(session, voucher.round_id) == 10
