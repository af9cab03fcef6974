"""Anything at any time after the draw: whatever is tried in whatever order, no unit is sold twice and none is lost."""

from __future__ import annotations

import itertools
from typing import Any, ClassVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import case, func, select

from domain.history import RESIDENT
from domain.lottery import disqualifying
from domain.lottery.models import Entry
from domain.lottery.record_models import Award, StatusChange
from domain.lottery.sale import forfeiting, promoting, selling
from domain.lottery.sale.models import Offer, Sale, Ticket
from domain.refusals import Refusal
from tests.domain.hall import Hall
from tests.domain.lottery.shop import OPENS, Shop, held, number_of
from tests.domain.lottery.voucher import Voucher, person, plan

WHICH = st.integers(0, 30)
EXAMPLES, STEPS, STOCK = 5, 15, 10
_numbers = itertools.count()


class Sales(RuleBasedStateMachine):
    """A sale in which everything is tried; what is refused has changed nothing."""

    hall: ClassVar[Hall]

    def __init__(self) -> None:
        super().__init__()
        self.voucher = Voucher(self.hall, slug=f"sale-{next(_numbers)}")
        self.session = self.hall.session()
        self.shop = Shop(self.voucher, self.session, people=7, units=3)
        self.first, self.opened_at, self.days = self.voucher.round_id, self.voucher.opens_at, float(OPENS)

    def teardown(self) -> None:
        """Let the database go."""
        self.session.close()

    @property
    def now(self) -> Any:
        """The moment it is."""
        return self.opened_at + (self.voucher.at(self.days) - self.voucher.opens_at)

    def tried(self, operation: Any, *given: Any, **more: Any) -> None:
        """Try something; whether it is refused does not matter here."""
        try:
            operation(self.session, *given, now=self.now, **more)
        except Refusal:
            self.session.rollback()

    def one_of(self, model: Any, which: int) -> Any:
        """Return one of the rows of the first round; None where there is none."""
        self.session.rollback()
        wanted = select(model).order_by(model.id)
        if model is Sale:
            wanted = wanted.join(Ticket, Ticket.id == Sale.ticket_id)
        rounds = (Ticket if model is Sale else model).round_id == self.first
        found = self.session.scalars(wanted.where(rounds)).all()
        return found[which % len(found)] if found else None

    @rule(which=WHICH, units=st.integers(1, 4), key=st.integers(0, 40))
    def sell(self, which: int, units: int, key: int) -> None:
        """Somebody buys, perhaps by a page that was sent before."""
        ticket, by = self.one_of(Ticket, which), self.voucher.reviewer
        given = self.voucher.campaign_id, ticket.number, units
        self.tried(selling.sell, *given, key=f"{self.voucher.slug} {key}", by=by)

    @rule(which=WHICH)
    def reverse(self, which: int) -> None:
        """Somebody brings back."""
        sale = self.one_of(Sale, which)
        if sale is not None:
            key = f"{self.voucher.slug} back {next(_numbers)}"
            self.tried(selling.reverse, sale.id, key=key, by=self.voucher.reviewer)

    @rule(which=WHICH, is_yes=st.booleans())
    def answer(self, which: int, is_yes: bool) -> None:
        """A runner-up answers, perhaps too late or again."""
        offer = self.one_of(Offer, which)
        if offer is not None:
            number = number_of(self.session, offer)
            self.tried(promoting.accept if is_yes else promoting.decline, number, offer.id, by=RESIDENT)

    @rule(which=WHICH)
    def disqualify(self, which: int) -> None:
        """Two people disqualify an entry."""
        receipt = self.one_of(Entry, which).receipt
        self.tried(disqualifying.ask_disqualification, receipt, "ineligible", by=self.voucher.manager)
        self.tried(disqualifying.disqualify, receipt, by=self.voucher.reviewer)

    @rule(days=st.sampled_from([1.0, 8.0, 15.0]))
    def wait_for_the_night(self, days: float) -> None:
        """Time passes, and the job of the night runs."""
        self.days += days
        self.tried(forfeiting.forfeit, self.first, by=self.voucher.manager)
        self.tried(promoting.promote, self.first, by=self.voucher.manager)

    @rule(which=st.integers(0, 6), units=st.integers(1, 3))
    def draw_a_second_round(self, which: int, units: int) -> None:
        """Somebody of the first round enters the second, which is drawn at once."""
        if self.voucher.round_id != self.first:
            return
        self.voucher.opens_at = self.now
        self.voucher.round_id = self.voucher.announced(plan(self.now, f"{self.voucher.slug}-2"))
        try:
            self.voucher.enter(self.session, person(which, units=units))
        except Refusal:
            self.session.rollback()
        self.voucher.enter(self.session, person(99))
        self.opened_at, self.days = self.voucher.opens_at, 23.0
        self.voucher.to_the_end(self.session)

    @invariant()
    def no_unit_is_lost_or_there_twice(self) -> None:
        """What somebody has, may have, or is free, is the stock."""
        assert held(self.session, self.first) == STOCK

    @invariant()
    def a_ticket_has_sold_what_its_rows_say(self) -> None:
        """Sales less reversals are what the ticket counts."""
        signed = func.sum(case((Sale.reverses_id.is_(None), Sale.units), else_=-Sale.units))
        wanted = select(Ticket.sold, signed).join(Sale, Sale.ticket_id == Ticket.id)
        mine = wanted.where(Ticket.round_id == self.first).group_by(Ticket.id, Ticket.sold)
        assert all(sold == counted for sold, counted in self.session.execute(mine))

    @invariant()
    def nobody_has_more_than_was_asked_for(self) -> None:
        """Tickets and open offers of an entry never come to more than its request."""
        rights = func.sum(case((Ticket.closed == "", Ticket.units), else_=Ticket.sold))
        wanted = select(Entry.units, rights).join(Ticket, Ticket.entry_id == Entry.id)
        mine = wanted.where(Ticket.round_id == self.first).group_by(Entry.id, Entry.units)
        assert all(has <= asked for asked, has in self.session.execute(mine))

    @invariant()
    def nobody_has_more_than_the_cap_in_both_rounds(self) -> None:
        """What a person may buy or has bought in both rounds is within the cap."""
        persons: dict[str, int] = {}
        for entry in self.session.scalars(
            select(Entry).where(Entry.round_id.in_((self.first, self.voucher.round_id)))
        ):
            persons[entry.person] = persons.get(entry.person, 0) + self.rights(entry)
        assert all(units <= self.voucher.sale.cap for units in persons.values())

    @invariant()
    def lines_of_the_record_have_no_gap(self) -> None:
        """The chain has every line once."""
        wanted = select(StatusChange.position).where(StatusChange.round_id == self.first)
        found = self.session.scalars(wanted.order_by(StatusChange.position)).all()
        assert list(found) == list(range(1, len(found) + 1))

    def rights(self, entry: Entry) -> int:
        """Return what an entry may buy or has bought; in the second round what was drawn."""
        if entry.round_id != self.first:
            return self.session.scalar(select(Award.granted).where(Award.entry_id == entry.id)) or 0
        tickets = self.session.scalars(select(Ticket).where(Ticket.entry_id == entry.id))
        return sum(one.sold if one.closed else one.units for one in tickets)


def test_whatever_is_tried_no_unit_is_sold_twice_and_none_is_lost(hall: Hall) -> None:
    machine = type("SalesHere", (Sales,), {"hall": hall})
    run_state_machine_as_test(
        machine, settings=settings(max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None)
    )
