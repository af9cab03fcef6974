"""Two rounds of a campaign, end to end: the cap holds over both, and who won first is shut out where the call says so."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.history import RESIDENT
from domain.lottery.models import Entry
from domain.lottery.record_models import Award
from domain.lottery.refusals import EarlierWinner, OverCap
from domain.lottery.sale import forfeiting, promoting
from domain.lottery.sale.models import Ticket
from domain.lottery.sale.queries import standing
from tests.domain.hall import Hall
from tests.domain.lottery.shop import OVER, Shop, held, number_of
from tests.domain.lottery.voucher import SALE, Voucher, person, plan, terms


def second(voucher: Voucher, stock: int = 10) -> Voucher:
    """Announce a second round, fifty days after the first."""
    opens_at = voucher.at(50)
    planned = plan(opens_at, f"{voucher.slug}-2", terms=terms(opens_at, stock))
    round_id = voucher.announced(planned)
    voucher.opens_at, voucher.round_id = opens_at, round_id
    return voucher


def units_of(session: Session, number: int) -> int:
    """Return what a person may buy or has bought, in all rounds."""
    mine = select(Ticket).join(Entry).where(Entry.person == person(number).person)
    return sum(one.sold if one.closed else one.units for one in session.scalars(mine))


def test_who_has_the_cap_is_not_in_the_second_round(voucher: Voucher, session: Session) -> None:
    shop = Shop(voucher, session, people=2, units=3)
    for place, ticket in enumerate(shop.tickets()):
        shop.sell(ticket, ticket.units, f"page {place}")
    second(voucher)
    with pytest.raises(OverCap):
        voucher.enter(session, person(0, units=1))


def test_who_bought_nothing_may_win_again(voucher: Voucher, session: Session) -> None:
    shop = Shop(voucher, session, people=2, units=3)
    shop.end()
    second(voucher)
    voucher.enter(session, person(0, units=3))
    assert voucher.to_the_end(session).granted == 3


def test_who_bought_one_of_three_may_win_two_more(voucher: Voucher, session: Session) -> None:
    shop = Shop(voucher, session, people=2, units=3)
    ticket = next(one for one in shop.tickets() if one.entry.person == person(0).person)
    shop.sell(ticket, 1)
    shop.end()
    second(voucher)
    voucher.enter(session, person(0, units=2))
    again = Shop(voucher, session, people=0)
    assert [one.units for one in again.tickets() if one.round_id == voucher.round_id] == [2]
    assert units_of(session, 0) == 3


def test_earlier_winners_are_shut_out_where_the_call_says_so(hall: Hall, session: Session) -> None:
    voucher = Voucher(hall, replace(SALE, excludes_earlier_winners=True), slug="strict")
    shop = Shop(voucher, session, people=12, units=1)
    winners = {one.entry.person for one in shop.tickets()}
    numbers = [number for number in range(12) if person(number).person in winners]
    losers = [number for number in range(12) if number not in numbers]
    second(voucher)
    with pytest.raises(EarlierWinner):
        voucher.enter(session, person(numbers[0], units=1))
    voucher.enter(session, person(losers[0], units=1))
    assert voucher.to_the_end(session).granted == 1


def test_what_a_runner_up_took_counts_in_the_next_round(voucher: Voucher, session: Session) -> None:
    shop = Shop(voucher, session, people=12, units=1)
    shop.end()
    shop.promote()
    offer = shop.offers()[0]
    who, number = offer.entry.person, number_of(session, offer)
    promoting.accept(session, number, offer.id, by=RESIDENT, now=voucher.at(OVER + 1))
    place = next(one for one in range(12) if person(one).person == who)
    second(voucher)
    with pytest.raises(OverCap):
        voucher.enter(session, person(place, units=3))
    voucher.enter(session, person(place, units=2))
    assert voucher.freeze(session).units == 2


def test_what_is_in_a_frozen_list_is_not_offered_besides(voucher: Voucher, session: Session) -> None:
    Shop(voucher, session, people=11, units=1)
    loser = session.scalars(select(Entry).join(Award).where(Award.granted == 0)).one()
    place = next(one for one in range(11) if person(one).person == loser.person)
    first = voucher.round_id
    second(voucher)
    voucher.enter(session, person(place, units=3))
    voucher.freeze(session)
    forfeiting.forfeit(session, first, by=voucher.manager, now=voucher.at(12))
    assert promoting.promote(session, first, by=voucher.manager, now=voucher.at(12)) == 0
    assert standing(session, first).free == held(session, first) == 10
