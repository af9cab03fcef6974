"""Entering, changing and leaving a round: who is taken, who is told what, and what a repeat does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain import decisions
from domain.cases.models import Case
from domain.cases.rules import DecidedByDraw
from domain.clock import day_of
from domain.database import writing
from domain.history import RESIDENT
from domain.lottery import changing, entering, excluding, leaving, people
from domain.lottery.models import Entry
from domain.lottery.queries import intake_of
from domain.lottery.receipts import is_receipt
from domain.lottery.refusals import (
    AlreadyEntered,
    NobodyEnters,
    NothingAsked,
    NotInPhase,
    NotOpenYet,
    OverCap,
    TooLate,
)
from tests.domain.hall import case_of, mails
from tests.domain.lottery.voucher import Voucher, person


def test_who_applies_gets_a_receipt_and_a_mail_with_it(voucher: Voucher, session: Session) -> None:
    entered = voucher.enter(session, person())
    [entry] = entered.entries
    assert is_receipt(entry.receipt) and entry.units == 2 and entry.tier == "resident"
    [mail] = mails(session, "entry")
    assert mail.facts["lots"][0]["receipt"].replace("-", "") == entry.receipt


def test_a_family_applies_in_one_go(voucher: Voucher, session: Session) -> None:
    entered = voucher.enter(session, person(1), person(2), person(3))
    assert [entry.position for entry in entered.entries] == [0, 1, 2]
    assert len({entry.receipt for entry in entered.entries}) == 3
    assert len(mails(session, "entry")) == 1


def test_a_linked_family_shares_a_label(voucher: Voucher, session: Session) -> None:
    entered = voucher.enter(session, person(1), person(2), is_linked=True)
    assert {entry.linked for entry in entered.entries} == {entered.entries[0].receipt}


def test_the_same_page_sent_again_finds_the_same_receipts(voucher: Voucher, session: Session) -> None:
    first = voucher.enter(session, person(), key="twice")
    again = voucher.enter(session, person(), key="twice")
    assert again.is_repeat and [one.receipt for one in again.entries] == [
        one.receipt for one in first.entries
    ]
    assert session.scalar(select(func.count(Entry.id))) == 1


def test_nobody_enters_before_it_opens_or_after_it_has_closed(voucher: Voucher, session: Session) -> None:
    with pytest.raises(NotOpenYet):
        voucher.enter(session, person(), days=-0.1)
    with pytest.raises(TooLate):
        voucher.enter(session, person(), days=10)


def test_a_card_is_judged_by_its_postmark(voucher: Voucher, session: Session) -> None:
    late, last = voucher.at(12), day_of(voucher.at(10) - timedelta(seconds=1))
    voucher.enter(session, person(1), days=12, channel="post", dated_on=last)
    with pytest.raises(TooLate):
        voucher.enter(session, person(2), days=12, channel="post", dated_on=day_of(late))


def test_nothing_is_taken_once_the_list_is_frozen(voucher: Voucher, session: Session) -> None:
    voucher.enter(session, person(1))
    voucher.freeze(session)
    with pytest.raises(TooLate):
        voucher.enter(session, person(2), days=11.1, channel="post", dated_on=day_of(voucher.at(9)))


def test_one_person_enters_once_online_however_the_name_is_written(
    voucher: Voucher, session: Session
) -> None:
    voucher.enter(session, person(name="髙橋 花子"))
    with pytest.raises(AlreadyEntered):
        voucher.enter(session, person(name="高橋 花子", address="別の書き方", phone=""))
    with pytest.raises(AlreadyEntered) as refused:
        voucher.enter(session, person(7), person(7))
    assert refused.value.position == 1


def test_a_card_of_somebody_who_is_online_is_taken_for_the_duplicates_desk(
    voucher: Voucher, session: Session
) -> None:
    voucher.enter(session, person())
    entered = voucher.enter(session, person(), channel="post", dated_on=day_of(voucher.at(1)))
    assert not entered.entries[0].is_sole


def test_more_than_the_cap_is_refused(voucher: Voucher, session: Session) -> None:
    with pytest.raises(OverCap) as refused:
        voucher.enter(session, person(units=4))
    assert refused.value.left == 3
    with pytest.raises(NobodyEnters):
        voucher.enter(session, *(person(number) for number in range(11)))


def test_many_come_at_once_with_a_line_for_each(voucher: Voucher, session: Session) -> None:
    people = [person(1), person(2), person(1), person(3, units=9)]
    wanted = [voucher.application(session, one) for one in people]
    told: list[tuple[int, int]] = []
    lines = entering.enter_many(
        session,
        voucher.round_id,
        wanted,
        by=RESIDENT,
        now=voucher.at(1),
        progress=lambda done, of: told.append((done, of)),
    )
    assert [type(line.refusal).__name__ for line in lines] == [
        "NoneType",
        "NoneType",
        "AlreadyEntered",
        "OverCap",
    ]
    assert told[-1] == (4, 4)
    again = entering.enter_many(session, voucher.round_id, wanted, by=RESIDENT, now=voucher.at(1))
    assert again[0].is_repeat and again[0].receipts == lines[0].receipts


def test_a_change_keeps_the_receipt(voucher: Voucher, session: Session) -> None:
    entered = voucher.enter(session, person(1), person(2))
    receipts, number = [one.receipt for one in entered.entries], entered.case.number
    other = voucher.application(session, person(1, units=3))
    changing.change(session, number, other, revision=1, by=RESIDENT, now=voucher.at(2))
    assert voucher.entry(session, receipts[0]).units == 3
    assert voucher.entry(session, receipts[1]).state == "withdrawn"
    assert case_of(session, number).answers["books"] == "3" or case_of(session, number).answers["books"] == 3
    with pytest.raises(TooLate):
        changing.change(session, number, other, revision=2, by=RESIDENT, now=voucher.at(10))


def test_a_change_cannot_take_in_somebody_who_has_entered(voucher: Voucher, session: Session) -> None:
    voucher.enter(session, person(1))
    mine = voucher.enter(session, person(2)).case.number
    other = voucher.application(session, person(2), person(1))
    with pytest.raises(AlreadyEntered):
        changing.change(session, mine, other, revision=1, by=RESIDENT, now=voucher.at(2))


def test_who_withdraws_can_enter_again_and_is_in_the_list_once(voucher: Voucher, session: Session) -> None:
    number = voucher.enter(session, person()).case.number
    assert decisions.withdraw(session, number, by=RESIDENT, now=voucher.at(2))
    voucher.enter(session, person())
    assert voucher.freeze(session).entries == 1
    assert case_of(session, number).state == "withdrawn"


def test_one_of_a_family_withdraws(voucher: Voucher, session: Session) -> None:
    entered = voucher.enter(session, person(1), person(2))
    number, receipt = entered.case.number, entered.entries[1].receipt
    leaving.withdraw_entry(session, number, receipt, by=RESIDENT, now=voucher.at(2))
    assert intake_of(session, voucher.round_id).entries == 1
    assert case_of(session, number).state == "received"


def test_who_has_left_a_family_stays_out_when_the_others_change(voucher: Voucher, session: Session) -> None:
    entered = voucher.enter(session, person(1), person(2), person(3))
    receipts, number = [one.receipt for one in entered.entries], entered.case.number
    leaving.withdraw_entry(session, number, receipts[1], by=RESIDENT, now=voucher.at(2))
    other = voucher.application(session, *(person(one, units=3) for one in (1, 2, 3)))
    changing.change(session, number, other, revision=1, by=RESIDENT, now=voucher.at(3))
    found = [voucher.entry(session, one) for one in receipts]
    assert [one.state for one in found] == ["received", "withdrawn", "received"]
    assert [one.units for one in found] == [3, 2, 3]


def test_everybody_keeps_the_own_receipt_when_one_is_not_named_any_more(
    voucher: Voucher, session: Session
) -> None:
    entered = voucher.enter(session, person(1), person(2), person(3))
    first, second, third = [one.receipt for one in entered.entries]
    other = voucher.application(session, person(1), person(3), person(4))
    changing.change(session, entered.case.number, other, revision=1, by=RESIDENT, now=voucher.at(2))
    assert voucher.entry(session, third).name == person(3).name
    assert [voucher.entry(session, one).state for one in (first, second)] == ["received", "withdrawn"]
    assert session.scalar(select(Entry.receipt).where(Entry.name == person(4).name)) not in (first, second)


@pytest.mark.parametrize(
    ("before", "wanted", "seats"),
    [
        ("ab", "ab", [0, 1]),
        ("abc", "ac", [0, 2]),
        ("abc", "acd", [0, 2, None]),
        ("ab", "xb", [0, 1]),
        ("ab", "abc", [0, 1, None]),
        ("abc", "cx", [2, 1]),
        ("abc", "cba", [2, 1, 0]),
    ],
)
def test_a_person_keeps_the_seat(before: str, wanted: str, seats: list[int | None]) -> None:
    assert people.seated(before, wanted) == seats


def test_a_duplicate_is_taken_in_again_at_its_own_desk_only(voucher: Voucher, session: Session) -> None:
    entry = voucher.enter(session, person()).entries[0]
    with writing(session):
        entry.state, entry.reason = "invalid", "duplicate"
    with pytest.raises(NothingAsked):
        excluding.restore(session, entry.receipt, by=voucher.reviewer, now=voucher.at(2))
    with pytest.raises(NothingAsked):
        excluding.invalidate(
            session, entry.receipt, "duplicate", "同じ方", by=voucher.reviewer, now=voucher.at(2)
        )


def test_an_invalid_entry_is_told_and_can_be_restored(voucher: Voucher, session: Session) -> None:
    receipt = voucher.enter(session, person()).entries[0].receipt
    excluding.invalidate(session, receipt, "ineligible", "市外の方", by=voucher.reviewer, now=voucher.at(2))
    assert mails(session, "entry_invalid")[0].facts["lots"][0]["because"] == "ineligible"
    assert intake_of(session, voucher.round_id).entries == 0
    excluding.restore(session, receipt, by=voucher.reviewer, now=voucher.at(2))
    voucher.freeze(session)
    with pytest.raises(NotInPhase):
        excluding.invalidate(
            session, receipt, "defect", "冊数がない", by=voucher.reviewer, now=voucher.at(12)
        )


def test_a_person_does_not_decide_what_a_draw_decides(voucher: Voucher, session: Session) -> None:
    number = voucher.enter(session, person()).case.number
    with pytest.raises(DecidedByDraw):
        decisions.approve(session, number, revision=1, by=voucher.reviewer, now=voucher.at(2))
    assert session.scalars(select(Case.state)).one() == "received"


def test_both_channels_are_one_pool_and_the_share_is_known(voucher: Voucher, session: Session) -> None:
    voucher.crowd(session, 3)
    voucher.enter(session, person(50), channel="post", dated_on=day_of(voucher.at(1)))
    found = intake_of(session, voucher.round_id)
    assert (found.entries, found.units, found.online_share) == (4, 8, 0.75)
