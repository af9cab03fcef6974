"""Two at the same instant: one freeze, one draw, one mail each, one entry a person."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.lottery import freezing
from domain.lottery.models import Entry, RoundStep
from domain.lottery.record_models import Award
from tests.domain.conftest import Rush
from tests.domain.hall import mails
from tests.domain.lottery.voucher import Voucher
from tests.domain.rush import Job


def test_of_two_freezes_one_is_done(voucher: Voucher, session: Session, all_at_once: Rush) -> None:
    voucher.crowd(session, 20)
    voucher.search(session)
    now = voucher.at(11)
    freezing.ask_freeze(session, voucher.round_id, by=voucher.manager, now=now)
    others = (voucher.hall.actor("reviewer"), voucher.hall.actor("clerk")) * 2
    heard = all_at_once(*(Job("freeze", voucher.round_id, by, (("now", now),)) for by in others))
    assert Counter(heard) == {"froze 20": 1, "NotInPhase": 3}


def test_of_several_draws_one_counts(voucher: Voucher, session: Session, all_at_once: Rush) -> None:
    voucher.crowd(session, 30)
    voucher.freeze(session)
    voucher.sow(session)
    job = Job("draw", voucher.round_id, voucher.manager, (("now", voucher.at(21)),))
    assert Counter(all_at_once(*[job] * 4)) == {"drew 10": 1, "AlreadyDone": 3}
    assert session.scalar(select(func.count(Award.id))) == 30
    assert session.scalar(select(func.count(RoundStep.id)).where(RoundStep.kind == "drawn")) == 1


def test_nobody_is_told_twice_however_many_publish(
    voucher: Voucher, session: Session, all_at_once: Rush
) -> None:
    voucher.crowd(session, 30)
    voucher.freeze(session)
    voucher.sow(session)
    voucher.draw(session)
    all_at_once(*[Job("publish", voucher.round_id, voucher.manager, (("now", voucher.at(22)),))] * 4)
    told = Counter(mail.case_id for mail in mails(session, "result"))
    assert len(told) == 30 and set(told.values()) == {1}


def test_one_person_on_several_phones_has_one_entry(
    voucher: Voucher, session: Session, all_at_once: Rush
) -> None:
    wishes = [(voucher.campaign_id, voucher.round_id, 7, f"phone {number}") for number in range(4)]
    heard = all_at_once(*(Job("enter", wish, more=(("now", voucher.at(1)),)) for wish in wishes))
    assert Counter(one.split()[0] for one in heard) == {"entered": 1, "AlreadyEntered": 3}
    assert session.scalar(select(func.count(Entry.id))) == 1


def test_who_enters_while_the_list_is_frozen_is_looked_at_first_or_hears_that_it_is_too_late(
    voucher: Voucher, session: Session, all_at_once: Rush
) -> None:
    # The last cards are keyed in while the list is being frozen; judged as if sent in time.
    voucher.crowd(session, 5)
    voucher.search(session)
    freezing.ask_freeze(session, voucher.round_id, by=voucher.manager, now=voucher.at(11))
    freeze = Job("freeze", voucher.round_id, voucher.reviewer, (("now", voucher.at(11)),))
    wishes = [(voucher.campaign_id, voucher.round_id, number, f"card {number}") for number in range(50, 54)]
    heard = all_at_once(freeze, *(Job("enter", wish, more=(("now", voucher.at(9)),)) for wish in wishes))
    entered = sum(one.startswith("entered") for one in heard)
    assert (heard[0], entered) in (("froze 5", 0), ("NotSearched", 4))
    frozen = 0 if entered else 5
    assert session.scalar(select(func.count(Entry.id)).where(Entry.state == "valid")) == frozen
    assert (voucher.round(session).frozen_count or 0) == frozen
