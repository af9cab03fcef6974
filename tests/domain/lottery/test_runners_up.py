"""What nobody buys goes to who stands next: at the deadline, in rank order, with an answer in time, never above the stock."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.database import writing
from domain.history import RESIDENT
from domain.lottery import disqualifying
from domain.lottery.models import Entry
from domain.lottery.record_models import Award
from domain.lottery.recording import file_of, refresh_record
from domain.lottery.refusals import NotInPhase
from domain.lottery.sale import promoting
from domain.lottery.sale.models import Ticket
from domain.lottery.sale.queries import answers_of, rounds_to_end, standing
from domain.lottery.sale.refusals import AnsweredOtherwise, OfferOver
from tests.domain.hall import mails
from tests.domain.lottery.shop import LAST, OPENS, OVER, Shop, held, number_of
from tests.domain.lottery.voucher import Voucher


@pytest.fixture
def shop(voucher: Voucher, session: Session) -> Shop:
    """Give the counter of a campaign in which ten of sixteen won one each."""
    return Shop(voucher, session, people=16, units=1)


def accept(shop: Shop, offer: object, days: float = OVER + 1) -> Ticket:
    """Let a runner-up take an offer."""
    number = number_of(shop.session, offer)  # type: ignore[arg-type]
    now = shop.voucher.at(days)
    return promoting.accept(shop.session, number, offer.id, by=RESIDENT, now=now)  # type: ignore[attr-defined]


def decline(shop: Shop, offer: object, days: float = OVER + 1) -> None:
    """Let a runner-up decline an offer."""
    number = number_of(shop.session, offer)  # type: ignore[arg-type]
    promoting.decline(shop.session, number, offer.id, by=RESIDENT, now=shop.voucher.at(days))  # type: ignore[attr-defined]


def test_nothing_is_forfeited_on_the_last_day(shop: Shop) -> None:
    assert shop.end(LAST).tickets == 0
    assert shop.promote(LAST) == 0


def test_what_is_forfeited_is_offered_in_rank_order(shop: Shop, session: Session) -> None:
    bought = shop.tickets()[:7]
    for place, ticket in enumerate(bought):
        shop.sell(ticket, 1, f"page {place}")
    assert shop.end().units == 3
    assert shop.promote() == 3
    ranks = shop.ranks([one.entry_id for one in shop.offers()])
    assert ranks == sorted(ranks) and min(ranks) > 8
    assert len(mails(session, "offer")) == 3 and held(session, shop.voucher.round_id) == 10


def test_again_forfeits_and_offers_nothing_more(shop: Shop) -> None:
    shop.end()
    assert shop.promote() == 6 and shop.promote() == 0
    assert (shop.end().tickets, shop.promote()) == (0, 0)


def test_of_a_ticket_bought_in_part_the_rest_becomes_free(voucher: Voucher, session: Session) -> None:
    shop = Shop(voucher, session, people=4, units=3)
    ticket = next(one for one in shop.tickets() if one.units == 3)
    shop.sell(ticket, 2)
    assert shop.end().units == 8
    assert (ticket.entry.receipt, "expired", "not_bought") not in shop.statuses()
    assert len(shop.statuses()) == 3


def test_who_accepts_has_a_ticket_and_a_line_in_the_record(shop: Shop, session: Session) -> None:
    shop.end()
    shop.promote()
    offer = shop.offers()[0]
    ticket = accept(shop, offer)
    assert accept(shop, offer).number == ticket.number
    assert shop.statuses()[-1] == (offer.entry.receipt, "accepted", "offered")
    assert shop.sell(ticket, 1, now=shop.voucher.at(OVER + 2)).left == 0
    assert len(mails(session, "ticket")) == 11


def test_who_declines_or_says_nothing_makes_room_for_the_next(voucher: Voucher, session: Session) -> None:
    shop = Shop(voucher, session, people=16, units=1)
    for place, ticket in enumerate(shop.tickets()[:8]):
        shop.sell(ticket, 1, f"page {place}")
    shop.end()
    assert shop.promote() == 2
    first, _ = shop.offers()
    decline(shop, first)
    with pytest.raises(AnsweredOtherwise):
        accept(shop, first)
    assert shop.promote(OVER + 1) == 1
    with pytest.raises(OfferOver):
        accept(shop, shop.offers()[1], OVER + 20)
    assert shop.end(OVER + 20).offers == 2
    assert shop.promote(OVER + 20) == 2
    entries = [one.entry_id for one in shop.offers()]
    assert len(set(entries)) == 5
    assert {one[2] for one in shop.statuses()} == {"not_bought", "declined", "no_answer"}
    assert held(session, voucher.round_id) == 10


def test_it_goes_on_until_nobody_is_left(shop: Shop, session: Session) -> None:
    days = OVER
    shop.end(days)
    while shop.promote(days):
        days += 20
        shop.end(days)
    assert len(shop.offers()) == 6
    assert standing(session, shop.voucher.round_id).free == 10


def test_who_has_not_answered_yet_is_offered_more_in_the_same_offer(
    voucher: Voucher, session: Session
) -> None:
    shop = Shop(voucher, session, people=11, units=1)
    loser = session.scalars(select(Entry).join(Award).where(Award.granted == 0)).one()
    with writing(session):
        loser.units = 2
    winners = [one.entry.receipt for one in shop.tickets()[:2]]
    for place, receipt in enumerate(winners):
        now = voucher.at(OPENS + place)
        disqualifying.ask_disqualification(session, receipt, "ineligible", by=voucher.manager, now=now)
        disqualifying.disqualify(session, receipt, by=voucher.reviewer, now=now)
        assert shop.promote(OPENS + place) == 1
    (offer,) = shop.offers()
    assert offer.units == 2 and held(session, voucher.round_id) == 10
    assert accept(shop, offer, OPENS + 2).units == 2


def test_units_of_who_is_disqualified_go_to_the_next(shop: Shop, session: Session) -> None:
    voucher, winner = shop.voucher, shop.tickets()[0].entry.receipt
    for verb, by in (("ask_disqualification", voucher.manager), ("disqualify", voucher.reviewer)):
        more = ("false_claim",) if verb.startswith("ask") else ()
        getattr(disqualifying, verb)(session, winner, *more, by=by, now=voucher.at(OPENS))
    assert shop.promote(OPENS) == 1
    assert held(session, voucher.round_id) == 10


def test_an_offer_to_who_is_disqualified_goes_to_the_next(shop: Shop, session: Session) -> None:
    voucher = shop.voucher
    shop.end()
    shop.promote()
    receipt = shop.offers()[0].entry.receipt
    by, now = voucher.manager, voucher.at(OVER)
    disqualifying.ask_disqualification(session, receipt, "ineligible", by=by, now=now)
    disqualifying.disqualify(session, receipt, by=voucher.reviewer, now=now)
    assert standing(session, voucher.round_id).free == 5
    assert held(session, voucher.round_id) == 10


def test_nothing_is_offered_before_the_result_is_public(voucher: Voucher, session: Session) -> None:
    voucher.crowd(session, 12)
    voucher.freeze(session)
    with pytest.raises(NotInPhase):
        promoting.promote(session, voucher.round_id, by=voucher.manager, now=voucher.at(12))


def test_the_public_record_tells_what_became_of_each(shop: Shop, session: Session) -> None:
    shop.end()
    shop.promote()
    accept(shop, shop.offers()[0])
    assert refresh_record(session, shop.voucher.round_id, now=shop.voucher.at(50))
    said = (file_of(session, shop.voucher.round_id, "status.csv") or b"").decode()
    assert said.count(",expired,") == 10 and said.count(",accepted,") == 1


def test_the_daily_job_looks_at_rounds_with_something_to_do(shop: Shop, session: Session) -> None:
    assert [one.id for one in rounds_to_end(session, shop.voucher.at(OPENS))] == [shop.voucher.round_id]
    shop.end()
    shop.promote()
    assert answers_of(session, shop.voucher.round_id) == {"": (6, 6)}
