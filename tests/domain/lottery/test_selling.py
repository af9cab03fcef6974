"""Tickets and the counter: issued once, sold in part, once for each scan, taken back as a row of its own."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.lottery import disqualifying
from domain.lottery.refusals import AlreadyDone, NotInPhase
from domain.lottery.sale import selling, tickets
from domain.lottery.sale.models import Sale, Ticket
from domain.lottery.sale.numbers import new_ticket_number
from domain.lottery.sale.queries import LABEL, day_total, labels, standing
from domain.lottery.sale.refusals import NotYetSold, SoldOut, TooLate, UnknownTicket, VoidTicket
from tests.domain.hall import mails
from tests.domain.lottery.shop import LAST, OPENS, Shop, held
from tests.domain.lottery.voucher import Voucher, person


@pytest.fixture
def shop(voucher: Voucher, session: Session) -> Shop:
    """Give the counter of a campaign in which eight won one, and two of them one more."""
    return Shop(voucher, session, people=8)


@pytest.fixture
def ticket(shop: Shop) -> Ticket:
    """Give a ticket for two."""
    return next(one for one in shop.tickets() if one.units == 2)


def test_every_award_has_one_ticket_and_its_mail(shop: Shop, session: Session) -> None:
    issued = shop.tickets()
    assert sum(one.units for one in issued) == 10
    told = mails(session, "ticket")
    assert len(told) == len(issued)
    assert {one.number for one in issued} == {
        lot["ticket"].replace("-", "") for mail in told for lot in mail.facts["lots"]
    }
    with pytest.raises(AlreadyDone):
        tickets.issue_tickets(
            session, shop.voucher.round_id, by=shop.voucher.manager, now=shop.voucher.at(24)
        )


def test_no_ticket_before_the_result_is_public(voucher: Voucher, session: Session) -> None:
    voucher.crowd(session, 3)
    voucher.freeze(session)
    voucher.sow(session)
    voucher.draw(session)
    with pytest.raises(NotInPhase):
        tickets.issue_tickets(session, voucher.round_id, by=voucher.manager, now=voucher.at(22))


def test_a_family_gets_one_mail_with_a_ticket_for_each(voucher: Voucher, session: Session) -> None:
    voucher.enter(session, person(1), person(2))
    voucher.to_the_end(session)
    assert tickets.issue_tickets(session, voucher.round_id, by=voucher.manager, now=voucher.at(23)) == 2
    (mail,) = mails(session, "ticket")
    assert len(mail.facts["lots"]) == 2


def test_two_of_three_are_sold_and_then_the_last(voucher: Voucher, session: Session) -> None:
    shop = Shop(voucher, session, people=3, units=3)
    ticket = next(one for one in shop.tickets() if one.units == 3)
    assert shop.sell(ticket, 2, "a").left == 1
    with pytest.raises(SoldOut) as refused:
        shop.sell(ticket, 2, "b")
    assert "あと1冊" in str(refused.value.reason)
    assert shop.sell(ticket, 1, "c").left == 0


def test_a_scan_sent_twice_is_one_sale(shop: Shop, ticket: Ticket, session: Session) -> None:
    first, again = shop.sell(ticket, 2), shop.sell(ticket, 2)
    assert (first.is_repeat, again.is_repeat) == (False, True)
    assert first.sale_id == again.sale_id
    assert len(session.scalars(select(Sale)).all()) == 1


def test_the_next_persons_ticket_on_an_old_page_is_another_sale(shop: Shop) -> None:
    first, second = shop.tickets()[:2]
    assert shop.sell(first, 1, "page").sale_id != shop.sell(second, 1, "page").sale_id


def test_why_nothing_is_sold_is_said(shop: Shop, ticket: Ticket) -> None:
    with pytest.raises(UnknownTicket) as slip:
        shop.sell(ticket.number[:-1] + str((int(ticket.number[-1]) + 1) % 10))
    assert slip.value.is_slip
    with pytest.raises(UnknownTicket) as stranger:
        shop.sell(new_ticket_number())
    assert not stranger.value.is_slip
    with pytest.raises(NotYetSold):
        shop.sell(ticket, now=shop.voucher.at(23))
    with pytest.raises(TooLate):
        shop.sell(ticket, now=shop.voucher.at(LAST + 2))


def test_a_sale_taken_back_is_a_row_of_its_own_and_can_be_sold_again(shop: Shop, ticket: Ticket) -> None:
    sold, voucher, session = shop.sell(ticket, 2), shop.voucher, shop.session
    for key in ("x", "y"):
        back = selling.reverse(session, sold.sale_id, key=key, by=voucher.manager, now=voucher.at(OPENS))
    assert back.is_repeat
    rows = session.scalars(select(Sale).order_by(Sale.id)).all()
    assert [(one.units, one.reverses_id) for one in rows] == [(2, None), (2, sold.sale_id)]
    assert shop.sell(ticket, 2, "again").left == 0
    today = day_total(session, voucher.campaign_id, voucher.at(OPENS).date())
    assert (today.sales, today.units, today.people) == (1, 2, 1)


def test_after_the_deadline_a_sale_is_not_taken_back(shop: Shop, ticket: Ticket) -> None:
    sold = shop.sell(ticket, 1)
    shop.end()
    with pytest.raises(TooLate):
        selling.reverse(shop.session, sold.sale_id, key="x", by=shop.voucher.manager, now=shop.voucher.at(42))


def test_nothing_is_sold_to_who_was_disqualified(shop: Shop, ticket: Ticket, session: Session) -> None:
    voucher, receipt = shop.voucher, ticket.entry.receipt
    shop.sell(ticket, 1)
    disqualifying.ask_disqualification(
        session, receipt, "false_claim", by=voucher.manager, now=voucher.at(OPENS)
    )
    disqualifying.disqualify(session, receipt, by=voucher.reviewer, now=voucher.at(OPENS))
    with pytest.raises(VoidTicket):
        shop.sell(ticket, 1, "b")
    now = standing(session, voucher.round_id)
    assert now.free == 1 and held(session, voucher.round_id) == 10


def test_a_hidden_address_gets_no_label(shop: Shop, session: Session) -> None:
    hidden = shop.tickets()[0]
    hidden.entry.case.hides_address = True
    session.commit()
    rows = list(labels(session, shop.voucher.round_id, None))
    assert len(rows) == len(shop.tickets()) - 1 and {len(row) for row in rows} == {len(LABEL)}
    assert not any(row[2] == hidden.entry.name for row in rows)


def test_who_collects_for_a_person_is_a_field(shop: Shop, ticket: Ticket, session: Session) -> None:
    by, now = shop.voucher.reviewer, shop.voucher.at(OPENS)
    selling.name_proxy(session, ticket.id, " 佐藤 一郎 ", by=by, now=now)
    assert session.get_one(Ticket, ticket.id, populate_existing=True).proxy == "佐藤 一郎"
