"""Anything at any time by anybody: whatever is tried in whatever order, a campaign stays fair and can be checked."""

from __future__ import annotations

import itertools
from collections import defaultdict
from typing import Any, ClassVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select

from domain import decisions
from domain.clock import day_of
from domain.history import RESIDENT
from domain.lottery import changing, disqualifying, drawing, freezing, leaving, objecting, publishing, seeding
from domain.lottery.caps import is_given_up
from domain.lottery.duplicates.models import DuplicateGroup
from domain.lottery.duplicates.search import find_duplicates, has_news, is_open, open_groups
from domain.lottery.duplicates.verdicts import decide_duplicates
from domain.lottery.excluding import invalidate, restore
from domain.lottery.models import Entry, Round, RoundStep
from domain.lottery.record_models import Award, Objection, RecordFile, SeedValue, StatusChange
from domain.lottery.recording import refresh_record
from domain.lottery.rounds import standing_of, terms_of
from domain.refusals import Refusal
from tests.domain.hall import Hall
from tests.domain.lottery.test_record import verdicts
from tests.domain.lottery.voucher import DICE, DRAND, Voucher, person, plan

PEOPLE = st.integers(0, 5)
UNITS = st.sampled_from([1, 2, 3, 3, 4])
CROWD = st.lists(st.tuples(PEOPLE, UNITS, st.booleans()), min_size=3, max_size=8)
JUDGING = st.sampled_from([(invalidate, "duplicate", "二重"), (restore,)])
OFFICE = st.sampled_from(["manager", "reviewer"])
EXAMPLES, STEPS, _numbers = 12, 30, itertools.count()


class Campaign(RuleBasedStateMachine):
    """A campaign in which everything is tried; what is refused has changed nothing."""

    hall: ClassVar[Hall]
    published: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self.voucher = Voucher(self.hall, slug=f"fuzz-{next(_numbers)}")
        self.session = self.hall.session()
        self.days = 0.5
        self.rounds = [self.voucher.round_id]
        self.frozen: dict[int, tuple[str, bytes, frozenset[str]]] = {}
        self.awarded: dict[int, dict[str, int]] = {}

    def teardown(self) -> None:
        """Check every record that was published."""
        for round_id in self.awarded:
            refresh_record(self.session, round_id, now=self.now)
            wanted = select(RecordFile).where(RecordFile.round_id == round_id)
            files = {file.name: file.data for file in self.session.scalars(wanted)}
            assert set(verdicts(files).values()) == {True}, verdicts(files)
        type(self).published += len(self.awarded)
        self.session.close()

    @property
    def now(self) -> Any:
        """The moment it is."""
        return self.voucher.at(self.days)

    def tried(self, operation: Any, *given: Any, **more: Any) -> None:
        """Try something; whether it is refused does not matter here."""
        try:
            operation(self.session, *given, **more)
        except Refusal:
            self.session.rollback()

    def some_entry(self, number: int) -> Entry | None:
        """Return one of the entries of the round."""
        wanted = select(Entry).where(Entry.round_id == self.voucher.round_id).order_by(Entry.id)
        found = self.session.scalars(wanted).all()
        return found[number % len(found)] if found else None

    @initialize(crowd=CROWD)
    def begin(self, crowd: list[tuple[int, int, bool]]) -> None:
        """Some apply at once."""
        self.many_apply(crowd)

    @rule(crowd=CROWD)
    def many_apply(self, crowd: list[tuple[int, int, bool]]) -> None:
        """Many apply, some of them twice."""
        for who, units, is_card in crowd:
            self.enter(who, 0, units, is_card, is_linked=False)

    @rule(who=PEOPLE, other=PEOPLE, units=UNITS, is_card=st.booleans(), is_linked=st.booleans())
    def enter(self, who: int, other: int, units: int, is_card: bool, is_linked: bool) -> None:
        """Somebody applies, online or by a card."""
        people = [person(who, units=units), *([person(other, units=units)] if is_linked else [])]
        more = {"channel": "post", "dated_on": day_of(self.now)} if is_card else {}
        self.tried(
            lambda session: self.voucher.enter(session, *people, days=self.days, is_linked=is_linked, **more)
        )

    @rule(number=st.integers(0, 20), who=PEOPLE, units=UNITS, office=OFFICE, by_staff=st.booleans())
    def change(self, number: int, who: int, units: int, office: str, by_staff: bool) -> None:
        """Somebody changes an application."""
        entry = self.some_entry(number)
        if entry is not None:
            wanted = self.voucher.application(self.session, person(who, units=units))
            by = self.hall.actor(office) if by_staff else RESIDENT
            revision, case = entry.case.revision, entry.case.number
            self.tried(changing.change, case, wanted, revision=revision, by=by, now=self.now)

    @rule(number=st.integers(0, 20), is_all=st.booleans())
    def withdraw(self, number: int, is_all: bool) -> None:
        """Somebody withdraws an application, or one person of it."""
        entry = self.some_entry(number)
        if entry is not None and is_all:
            self.tried(decisions.withdraw, entry.case.number, by=RESIDENT, now=self.now)
        elif entry is not None:
            self.tried(leaving.withdraw_entry, entry.case.number, entry.receipt, by=RESIDENT, now=self.now)

    @rule(number=st.integers(0, 20), office=OFFICE, deed=JUDGING)
    def judge(self, number: int, office: str, deed: tuple[Any, ...]) -> None:
        """The desk leaves an entry out, or takes it in again."""
        entry = self.some_entry(number)
        if entry is not None:
            self.tried(deed[0], entry.receipt, *deed[1:], by=self.hall.actor(office), now=self.now)

    @rule(number=st.integers(0, 20), asks=OFFICE, confirms=OFFICE)
    def disqualify(self, number: int, asks: str, confirms: str) -> None:
        """Two people, or one, disqualify an entry."""
        entry = self.some_entry(number)
        if entry is not None:
            receipt, asked, confirmed = entry.receipt, self.hall.actor(asks), self.hall.actor(confirms)
            self.tried(disqualifying.ask_disqualification, receipt, "ineligible", by=asked, now=self.now)
            self.tried(disqualifying.disqualify, receipt, by=confirmed, now=self.now)

    @rule(is_answered=st.booleans())
    def object(self, is_answered: bool) -> None:
        """Somebody objects to the list; the office answers, or does not."""
        self.tried(objecting.raise_objection, self.voucher.round_id, "なぜですか", by=RESIDENT, now=self.now)
        if is_answered:
            self.answer_all()

    @rule(is_decided=st.booleans(), keeps_all=st.booleans())
    def compare(self, is_decided: bool, keeps_all: bool) -> None:
        """The desk searches for duplicates; it decides on what it finds, or does not."""
        round_id, by = self.voucher.round_id, self.voucher.reviewer
        find_duplicates(self.session, round_id, by=by, now=self.now)
        waiting = self.session.scalars(select(DuplicateGroup).where(*is_open(round_id)))
        for group in waiting.all() if is_decided else ():
            here = [one.entry_id for one in group.members if one.entry.round_id == round_id]
            keep, more = here[: None if keeps_all else 1], {"reason": "確かめた", "by": by, "now": self.now}
            self.tried(decide_duplicates, group.id, keep=keep, **more)

    @rule(asks=OFFICE, confirms=OFFICE)
    def freeze(self, asks: str, confirms: str) -> None:
        """Two people, or one, freeze the list; never one that nobody has looked through."""
        round_id, by = self.voucher.round_id, self.hall.actor(confirms)
        is_unseen = has_news(self.session, round_id) or open_groups(self.session, round_id) > 0
        self.tried(freezing.ask_freeze, round_id, by=self.hall.actor(asks), now=self.now)
        self.tried(freezing.freeze, round_id, by=by, now=self.now)
        assert round_id in self.frozen or not (is_unseen and self.voucher.round(self.session).commitment)

    @rule(name=st.sampled_from(["dice", "drand"]), turn=st.integers(0, 9))
    def sow(self, name: str, turn: int) -> None:
        """Somebody enters a value."""
        value = DICE[turn:] + DICE[:turn] if name == "dice" else DRAND[turn:] + DRAND[:turn]
        by = self.hall.actor("reviewer")
        self.tried(seeding.enter_value, self.voucher.round_id, name, value, by=by, now=self.now)

    @rule()
    def draw(self) -> None:
        """Somebody draws."""
        self.tried(drawing.draw, self.voucher.round_id, by=self.voucher.manager, now=self.now)

    @rule()
    def publish(self) -> None:
        """Somebody publishes."""
        self.tried(publishing.publish, self.voucher.round_id, by=self.voucher.manager, now=self.now)

    @rule(days=st.sampled_from([0.2, 1.0, 4.0, 10.0]))
    def wait(self, days: float) -> None:
        """Time passes."""
        self.days += days

    @rule(steps=st.integers(1, 5))
    def go_on_as_planned(self, steps: int) -> None:
        """Do what comes next, each step at its time."""
        for _ in range(steps):
            self.take_next_step()

    def take_next_step(self) -> None:
        """Do the one thing that comes next."""
        standing = standing_of(self.session, self.voucher.round(self.session))
        if standing.frozen_at is None:
            self.days = min(max(self.days, 11), 16)
            self.compare(is_decided=True, keeps_all=False)
            self.freeze("manager", "reviewer")
        elif not standing.has_seed:
            self.days = max(self.days, 20.05)
            self.sow("dice", 3)
            self.days = max(self.days, 20.15)
            self.sow("drand", 3)
        elif standing.drawn_at is None:
            self.days = max(self.days, 21)
            self.answer_all()
            self.draw()
        elif standing.published_at is None:
            self.publish()
        elif len(self.rounds) < 3:
            self.start_another_round()

    def start_another_round(self) -> None:
        """Announce the next round."""
        number = len(self.rounds) + 1
        self.voucher.opens_at, self.days = self.voucher.at(self.days + 30), 0.5
        planned = plan(self.voucher.opens_at, f"{self.voucher.slug}-{number}")
        self.voucher.round_id = self.voucher.announced(planned)
        self.rounds.append(self.voucher.round_id)

    def answer_all(self) -> None:
        """Answer every objection."""
        wanted, by = select(Objection.id), self.voucher.reviewer
        for objection in self.session.scalars(
            wanted.where(Objection.round_id == self.voucher.round_id)
        ).all():
            self.tried(objecting.answer_objection, objection, "確認しました", by=by, now=self.now)

    @invariant()
    def the_frozen_list_never_changes(self) -> None:
        """Rules, list and commitment stay what they were in the moment of the freeze; nobody is in it twice."""
        for found in self.every_round():
            if found.commitment:
                mine_file = RecordFile.round_id == found.id, RecordFile.name == "entries.csv"
                listed = self.session.scalars(select(RecordFile.data).where(*mine_file)).one()
                mine = Entry.round_id == found.id, Entry.state == "valid"
                valid = self.session.execute(select(Entry.receipt, Entry.person).where(*mine)).all()
                now = (found.commitment, listed, frozenset(row.receipt for row in valid))
                assert self.frozen.setdefault(found.id, now) == now
                assert len({row.person for row in valid}) == len(valid)

    @invariant()
    def nothing_is_awarded_before_the_seed_nor_twice(self) -> None:
        """Awards come with one draw, after the seed, and stay as they are."""
        for found in self.every_round():
            columns = Entry.receipt, Award.rank, Award.granted
            wanted = select(*columns).join(Award).where(Award.round_id == found.id)
            awards = {row.receipt: (row.rank, row.granted) for row in self.session.execute(wanted)}
            assert not awards or found.seed
            drawn = self.step(found, "drawn")
            if drawn is not None and drawn.done_at is not None:
                assert self.awarded.setdefault(found.id, awards) == awards  # type: ignore[arg-type]
                assert sum(granted for _, granted in awards.values()) <= terms_of(found).allocation.budget

    @invariant()
    def nobody_gets_more_than_the_cap_in_all_rounds(self) -> None:
        """The cap holds over all rounds."""
        wanted = select(Entry.person, func.sum(Award.granted)).join(Award, Award.entry_id == Entry.id)
        mine = Award.round_id.in_(self.rounds), ~is_given_up(Award.entry_id)
        for _, granted in self.session.execute(wanted.where(*mine).group_by(Entry.person)):
            assert granted <= self.voucher.sale.cap

    @invariant()
    def every_step_comes_after_the_one_before(self) -> None:
        """Freeze, end of objections, values, draw, publication: in this order, and two people at the freeze."""
        for found in self.every_round():
            standing, frozen = standing_of(self.session, found), self.step(found, "frozen")
            values = select(SeedValue.entered_at).where(SeedValue.round_id == found.id)
            entered = self.session.scalars(values.order_by(SeedValue.id)).all()
            assert not entered or (standing.objections_until and standing.objections_until <= entered[0])
            assert standing.drawn_at is None or (found.seed and standing.drawn_at >= entered[-1])
            assert standing.published_at is None or standing.drawn_at is not None
            assert frozen is None or frozen.done_at is None or frozen.asked_by_id != frozen.done_by_id

    @invariant()
    def lines_after_the_freeze_are_numbered_without_a_gap(self) -> None:
        """The chain has every line once."""
        lines: dict[int, list[int]] = defaultdict(list)
        wanted = select(StatusChange.round_id, StatusChange.position).order_by(StatusChange.position)
        for row in self.session.execute(wanted.where(StatusChange.round_id.in_(self.rounds))):
            lines[row.round_id].append(row.position)
        assert all(found == list(range(1, len(found) + 1)) for found in lines.values())

    def every_round(self) -> list[Round]:
        """Return the rounds as the database has them now."""
        self.session.rollback()
        return list(self.session.scalars(select(Round).where(Round.id.in_(self.rounds))))

    def step(self, found: Round, kind: str) -> RoundStep | None:
        """Return a step of a round."""
        mine = RoundStep.round_id == found.id, RoundStep.kind == kind
        return self.session.scalar(select(RoundStep).where(*mine))


def test_a_campaign_stays_fair_whatever_is_tried(hall: Hall) -> None:
    machine = type("Tried", (Campaign,), {"hall": hall, "published": 0})
    limits = settings(max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None)
    run_state_machine_as_test(machine, settings=limits)
    assert machine.published > 0, "no example came to a draw"
