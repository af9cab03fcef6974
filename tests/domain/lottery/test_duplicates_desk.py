"""The duplicates desk: what is found waits for a person, who decides once, and everybody who is concerned hears of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from domain.history import RESIDENT, Event
from domain.lottery.disqualifying import disqualify
from domain.lottery.duplicates.models import DuplicateGroup
from domain.lottery.duplicates.queries import group_lines, likely, next_group, side_by_side
from domain.lottery.duplicates.refusals import AlreadyDecided, DuplicatesOpen, NoReason, NotThese
from domain.lottery.duplicates.search import Found, find_duplicates, has_news, open_groups
from domain.lottery.duplicates.verdicts import Decided, decide_duplicates, reopen_duplicates
from domain.lottery.leaving import withdraw_entry
from domain.lottery.models import Entry
from domain.lottery.people import Applicant
from domain.lottery.receipts import shown
from domain.lottery.record_models import Disqualification
from tests.domain.hall import mails
from tests.domain.lottery.voucher import Voucher, person, plan

HANA = person(1, name="髙﨑 花子", kana="タカサキ ハナコ")
AGAIN = replace(HANA, name="高崎 花子", address="京町2-2-2 ハイツ101", postal_code="520-0002", units=1)


def entered(voucher: Voucher, session: Session, *who: Applicant, days: float = 1, **more: Any) -> str:
    """Let somebody apply, and return the receipt of the first."""
    return voucher.enter(session, *who, days=days, **more).entries[0].receipt


def card_of(voucher: Voucher, session: Session, who: Applicant, days: float = 2) -> str:
    """Take a postcard without a mail address; return its receipt."""
    return entered(voucher, session, who, days=days, channel="post", dated_on=voucher.at(1).date(), email="")


def twice(voucher: Voucher, session: Session) -> tuple[str, str]:
    """Let Hana apply on the web, and send a card besides; a stranger applies, too."""
    voucher.enter(session, person(7))
    return entered(voucher, session, HANA), card_of(voucher, session, AGAIN)


def search(voucher: Voucher, session: Session, days: float = 3) -> Found:
    """Search the round."""
    return find_duplicates(session, voucher.round_id, by=voucher.reviewer, now=voucher.at(days))


def group_id(session: Session) -> int:
    """Return the id of the only group."""
    session.expire_all()
    return session.scalars(select(DuplicateGroup.id)).one()


def decide(
    voucher: Voucher, session: Session, *keep: str, days: float = 4, reason: str = "同じ方", **more: int
) -> Decided:
    """Let the reviewer keep the entries with these receipts."""
    ids = [voucher.entry(session, one).id for one in keep]
    by, now = voucher.reviewer, voucher.at(days)
    return decide_duplicates(session, group_id(session), keep=ids, reason=reason, by=by, now=now, **more)


def test_two_entries_of_one_person_wait_for_a_decision(voucher: Voucher, session: Session) -> None:
    twice(voucher, session)
    assert search(voucher, session) == Found(entries=3, groups=1, fresh=1)
    [line] = group_lines(session, voucher.round_id)
    assert set(line.names) == {"髙﨑 花子", "高崎 花子"} and set(line.channels) == {"web", "post"}
    assert next_group(session, voucher.round_id) == line.id


def test_searching_again_leaves_a_group_as_it_is(voucher: Voucher, session: Session) -> None:
    twice(voucher, session)
    search(voucher, session)
    before = group_id(session)
    assert search(voucher, session, days=3.5) == Found(entries=3, groups=1, fresh=0)
    assert group_id(session) == before


def test_a_third_entry_makes_one_group_of_three(voucher: Voucher, session: Session) -> None:
    twice(voucher, session)
    search(voucher, session)
    card_of(voucher, session, replace(AGAIN, phone=""), days=3.2)
    assert search(voucher, session, days=3.5).groups == 1
    assert len(group_lines(session, voucher.round_id)[0].names) == 3


def test_the_rule_proposes_and_a_person_decides(voucher: Voucher, session: Session) -> None:
    web, card = twice(voucher, session)
    search(voucher, session)
    side = side_by_side(session, voucher.round_id, group_id(session))
    assert {one.entry.receipt: one.is_proposed for one in side.here} == {web: True, card: False}
    assert side.reason.startswith("氏名・ふりがな・生年月日・住所・電話番号が同じ、先に申し込んだもの")


def test_who_is_dropped_is_out_of_the_list_and_told(voucher: Voucher, session: Session) -> None:
    web, card = twice(voucher, session)
    search(voucher, session)
    decided = decide(voucher, session, card)
    assert decided.kept == (card,) and decided.dropped == (web,)
    entry = voucher.entry(session, web)
    assert (entry.state, entry.reason) == ("invalid", "duplicate")
    [mail] = mails(session, "entry_invalid")
    assert mail.case_id == entry.case_id and mail.facts["stands"] == [shown(card)]
    assert voucher.entry(session, card).state == "received"


def test_who_has_no_mail_address_is_named_to_be_told_by_post(voucher: Voucher, session: Session) -> None:
    web, card = twice(voucher, session)
    search(voucher, session)
    assert decide(voucher, session, web).untold == (voucher.entry(session, card).case.number,)
    assert mails(session, "entry_invalid") == []


def test_a_decision_is_in_the_history_with_who_and_which(voucher: Voucher, session: Session) -> None:
    web, card = twice(voucher, session)
    search(voucher, session)
    decide(voucher, session, web, reason="電話で本人に確認")
    line = session.scalars(select(Event).where(Event.verb == "decide_duplicates")).one()
    assert line.staff_id == voucher.reviewer.staff_id
    assert line.detail == {"kept": [web], "dropped": [card]}
    assert session.scalars(select(DuplicateGroup.reason)).one() == "電話で本人に確認"


def test_a_decision_needs_a_reason(voucher: Voucher, session: Session) -> None:
    web, _ = twice(voucher, session)
    search(voucher, session)
    with pytest.raises(NoReason):
        decide(voucher, session, web, reason="　")


def test_a_group_is_decided_once(voucher: Voucher, session: Session) -> None:
    web, card = twice(voucher, session)
    search(voucher, session)
    decide(voucher, session, web)
    with pytest.raises(AlreadyDecided):
        decide(voucher, session, card)


def test_what_was_decided_is_not_found_again(voucher: Voucher, session: Session) -> None:
    web, card = twice(voucher, session)
    search(voucher, session)
    decide(voucher, session, web, card, reason="別の方")
    assert search(voucher, session, days=5).groups == 0
    assert open_groups(session, voucher.round_id) == 0


def test_two_people_with_one_key_both_stand_after_the_freeze(voucher: Voucher, session: Session) -> None:
    one, other = (card_of(voucher, session, person(1, name=name)) for name in ("山田 花", "山田 華"))
    search(voucher, session)
    decide(voucher, session, one, other, reason="双子")
    assert voucher.freeze(session).entries == 2


def test_nobody_can_decide_for_an_entry_that_is_gone_meanwhile(voucher: Voucher, session: Session) -> None:
    web, _ = twice(voucher, session)
    search(voucher, session)
    number = voucher.entry(session, web).case.number
    withdraw_entry(session, number, web, by=RESIDENT, now=voucher.at(3.5))
    assert open_groups(session, voucher.round_id) == 0
    with pytest.raises(AlreadyDecided):
        decide(voucher, session, web)


def test_two_of_one_application_are_judged_one_by_one(voucher: Voucher, session: Session) -> None:
    first, second = (one.receipt for one in voucher.enter(session, HANA, AGAIN).entries)
    search(voucher, session)
    assert decide(voucher, session, first).dropped == (second,)
    assert [voucher.entry(session, one).state for one in (first, second)] == ["received", "invalid"]


def test_one_mail_tells_an_application_of_all_that_are_dropped(voucher: Voucher, session: Session) -> None:
    family = voucher.enter(session, HANA, AGAIN).case.id
    card = card_of(voucher, session, replace(HANA, phone=""))
    search(voucher, session)
    decide(voucher, session, card)
    [mail] = mails(session, "entry_invalid")
    assert mail.case_id == family and len(mail.facts["lots"]) == 2


def test_the_list_is_not_frozen_while_a_group_waits(voucher: Voucher, session: Session) -> None:
    web, _ = twice(voucher, session)
    search(voucher, session)
    with pytest.raises(DuplicatesOpen):
        voucher.freeze(session)
    decide(voucher, session, web)
    assert voucher.freeze(session).entries == 2


def test_who_came_after_the_search_was_not_looked_at(voucher: Voucher, session: Session) -> None:
    twice(voucher, session)
    assert has_news(session, voucher.round_id)
    search(voucher, session)
    assert not has_news(session, voucher.round_id)
    voucher.enter(session, person(30), days=5)
    assert has_news(session, voucher.round_id)


def test_a_decision_can_be_taken_back_before_the_freeze(voucher: Voucher, session: Session) -> None:
    web, card = twice(voucher, session)
    search(voucher, session)
    decide(voucher, session, card)
    reopen_duplicates(session, group_id(session), by=voucher.manager, now=voucher.at(5))
    assert voucher.entry(session, web).state == "received"
    assert open_groups(session, voucher.round_id) == 1 and not has_news(session, voucher.round_id)
    assert len(mails(session, "entry")) == 3  # two receipts, and that the first one counts again
    decide(voucher, session, web, days=6)


def test_after_the_draw_another_person_must_confirm(voucher: Voucher, session: Session) -> None:
    web = entered(voucher, session, HANA)
    card = card_of(voucher, session, person(7))
    voucher.to_the_end(session)
    told = replace(HANA, phone="")  # it turns out that the card was hers
    session.execute(update(Entry).where(Entry.receipt == card).values(person=told.person, **told.keys))
    session.commit()
    search(voucher, session, days=23)
    decided = decide(voucher, session, web, days=23)
    assert decided.must_be_confirmed and not mails(session, "entry_invalid")
    asked = session.scalars(select(Disqualification)).one()
    assert (asked.reason, asked.note) == ("duplicate", "同じ方")
    disqualify(session, card, by=voucher.manager, now=voucher.at(23.1))
    assert [mail.facts["lots"][0]["receipt"] for mail in mails(session, "entry_invalid")] == []
    assert voucher.entry(session, card).state == "valid" and open_groups(session, voucher.round_id) == 0


def test_a_winner_of_an_earlier_round_who_is_spelt_otherwise_is_found(
    voucher: Voucher, session: Session
) -> None:
    winner = entered(voucher, session, HANA)
    voucher.to_the_end(session)
    voucher.round_id = voucher.announced(plan(voucher.at(30), "voucher-2026-2"))
    again = entered(voucher, session, AGAIN, days=31)
    assert search(voucher, session, days=32).groups == 1
    side = side_by_side(session, voucher.round_id, group_id(session))
    assert [(one.entry.receipt, one.granted) for one in side.earlier] == [(winner, 2)]
    before = voucher.entry(session, winner)
    with pytest.raises(NotThese):
        decide(voucher, session, winner=before.id, days=33)
    decide(voucher, session, again, winner=before.id, days=33)
    assert voucher.entry(session, again).person == voucher.entry(session, winner).person


def test_a_card_is_compared_with_what_is_there(voucher: Voucher, session: Session) -> None:
    web, card = twice(voucher, session)
    [(entry, likeness)] = likely(session, [voucher.entry(session, card)])
    assert entry.receipt == web and likeness.is_candidate
    assert likely(session, voucher.enter(session, person(40)).entries) == []
