"""The order of events: nothing early, nothing twice, nothing alone, and every change after the freeze in public."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from domain import decisions
from domain.clock import day_of
from domain.database import writing
from domain.history import RESIDENT
from domain.lottery import disqualifying, drawing, freezing, objecting, seeding, setup
from domain.lottery.models import Entry
from domain.lottery.record_models import Award, RecordFile, StatusChange
from domain.lottery.recording import file_of, refresh_record
from domain.lottery.refusals import (
    AlreadyDone,
    EarlierRoundOpen,
    FourEyes,
    NothingAsked,
    NotInPhase,
    NotYet,
    ObjectionsOpen,
    OutOfOrder,
    RecordBroken,
    ResultIsThere,
    SeedTooSoon,
    WrongTerms,
    WrongValue,
)
from tests.domain.lottery.voucher import DICE, DRAND, Voucher, person, plan


def test_a_freeze_needs_two_people(voucher: Voucher, session: Session) -> None:
    voucher.crowd(session, 2)
    voucher.search(session)
    now = voucher.at(11)
    with pytest.raises(NothingAsked):
        freezing.freeze(session, voucher.round_id, by=voucher.reviewer, now=now)
    freezing.ask_freeze(session, voucher.round_id, by=voucher.reviewer, now=now)
    with pytest.raises(FourEyes):
        freezing.freeze(session, voucher.round_id, by=voucher.reviewer, now=now)
    freezing.freeze(session, voucher.round_id, by=voucher.manager, now=now)
    with pytest.raises(NotInPhase):
        freezing.freeze(session, voucher.round_id, by=voucher.manager, now=now)


def test_nothing_is_frozen_while_people_may_still_apply(voucher: Voucher, session: Session) -> None:
    with pytest.raises(NotInPhase):
        freezing.ask_freeze(session, voucher.round_id, by=voucher.manager, now=voucher.at(9))


def test_a_freeze_so_late_that_the_seed_may_be_known_is_refused_until_it_is_put_off(
    voucher: Voucher, session: Session
) -> None:
    now = voucher.at(18)
    with pytest.raises(SeedTooSoon):
        freezing.ask_freeze(session, voucher.round_id, by=voucher.manager, now=now)
    setup.postpone(session, voucher.round_id, 7, "台風のため", by=voucher.manager, now=now)
    voucher.freeze(session, 18)
    assert b'"postponed":["' in (file_of(session, voucher.round_id, "rules.json") or b"")


def test_values_come_in_order_in_time_and_in_form(voucher: Voucher, session: Session) -> None:
    voucher.crowd(session, 2)
    voucher.freeze(session)

    def enter(name: str, typed: str, days: float) -> str:
        return seeding.enter_value(
            session, voucher.round_id, name, typed, by=voucher.reviewer, now=voucher.at(days)
        )

    with pytest.raises(NotYet):
        enter("dice", DICE, 12)
    with pytest.raises(NotYet):
        enter("dice", DICE, 19)
    with pytest.raises(OutOfOrder):
        enter("drand", DRAND, 20.1)
    with pytest.raises(WrongValue):
        enter("dice", DICE[1:], 20.01)
    assert enter("dice", "０１２３４ 56789 01234 56789", 20.01) == DICE
    with pytest.raises(AlreadyDone):
        enter("dice", DICE, 20.02)
    assert enter("drand", DRAND.upper(), 20.1) == DRAND
    assert len(voucher.round(session).seed) == 64


def test_dice_thrown_after_the_last_source_is_known_do_not_count(voucher: Voucher, session: Session) -> None:
    voucher.freeze(session)
    said = seeding.enter_value(
        session, voucher.round_id, "dice", DICE, by=voucher.reviewer, now=voucher.at(20.2)
    )
    assert said == "none"


def test_a_fallback_counts_only_after_its_own_time(voucher: Voucher, session: Session) -> None:
    voucher.freeze(session)
    seeding.enter_value(session, voucher.round_id, "dice", DICE, by=voucher.reviewer, now=voucher.at(20.01))
    drawn = "01.02.03.04.05.06-07/01.02.03.04.05.06.07-08.09/0123/4567"
    more = {"is_fallback": True, "by": voucher.reviewer}
    with pytest.raises(NotYet):
        seeding.enter_value(session, voucher.round_id, "drand", drawn, now=voucher.at(21), **more)
    said = seeding.enter_value(session, voucher.round_id, "drand", drawn, now=voucher.at(23), **more)
    assert said == drawn
    voucher_drawn = drawing.draw(session, voucher.round_id, by=voucher.manager, now=voucher.at(23))
    assert voucher_drawn.entries == 0
    assert b'"fallbacks":["drand"]' in (file_of(session, voucher.round_id, "seed.json") or b"")


def test_a_mistyped_value_is_corrected_by_another_person(voucher: Voucher, session: Session) -> None:
    voucher.freeze(session)
    voucher.sow(session, drand="cd" * 32)
    before, now = voucher.round(session).seed, voucher.at(20.5)
    with pytest.raises(FourEyes):
        seeding.correct_value(session, voucher.round_id, "drand", DRAND, "誤記", by=voucher.reviewer, now=now)
    with pytest.raises(NothingAsked):
        seeding.correct_value(session, voucher.round_id, "dice", DICE, "誤記", by=voucher.manager, now=now)
    seeding.correct_value(session, voucher.round_id, "drand", DRAND, "誤記", by=voucher.manager, now=now)
    assert voucher.round(session).seed != before


def test_nothing_is_drawn_without_a_seed_before_its_time_or_twice(voucher: Voucher, session: Session) -> None:
    voucher.crowd(session, 4)
    voucher.freeze(session)
    with pytest.raises(NotInPhase):
        voucher.draw(session)
    voucher.sow(session)
    with pytest.raises(NotYet):
        drawing.draw(session, voucher.round_id, by=voucher.manager, now=voucher.at(20.5))
    voucher.draw(session)
    with pytest.raises(AlreadyDone):
        voucher.draw(session)
    assert session.scalar(select(func.count(Award.id))) == 4


def test_nothing_is_drawn_while_an_objection_waits(voucher: Voucher, session: Session) -> None:
    [receipt] = voucher.crowd(session, 1)
    voucher.freeze(session)
    objection = objecting.raise_objection(
        session, voucher.round_id, "番号がありません", receipt, by=RESIDENT, now=voucher.at(12)
    )
    with pytest.raises(NotInPhase):
        objecting.raise_objection(session, voucher.round_id, "遅い", by=RESIDENT, now=voucher.at(19))
    voucher.sow(session)
    with pytest.raises(ObjectionsOpen):
        voucher.draw(session)
    objecting.answer_objection(
        session, objection, "名簿にあります", by=voucher.reviewer, now=voucher.at(20.5)
    )
    assert voucher.draw(session).entries == 1


def test_a_draw_that_was_cut_short_comes_to_the_same(voucher: Voucher, session: Session) -> None:
    receipts = voucher.crowd(session, 6)
    voucher.freeze(session)
    voucher.sow(session)

    def stop(done: int, of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        drawing.draw(session, voucher.round_id, by=voucher.manager, now=voucher.at(21), progress=stop)
    with pytest.raises(ResultIsThere):
        number = voucher.entry(session, receipts[0]).case.number
        decisions.withdraw(session, number, by=RESIDENT, now=voucher.at(21))
    assert voucher.draw(session).granted == 10
    assert session.scalar(select(func.count(Award.id))) == 6


def test_a_list_that_was_tampered_with_is_not_drawn(voucher: Voucher, session: Session) -> None:
    voucher.crowd(session, 3)
    voucher.freeze(session)
    voucher.sow(session)
    with writing(session):
        session.execute(
            update(RecordFile).where(RecordFile.name == "entries.csv").values(data=b"receipt,tier\n")
        )
    with pytest.raises(RecordBroken):
        voucher.draw(session)


def test_a_practice_draw_leaves_nothing_behind(voucher: Voucher, session: Session) -> None:
    voucher.crowd(session, 8)
    voucher.freeze(session)
    found = drawing.dry_run(session, voucher.round_id, "練習")
    assert found.granted == 10 and session.scalar(select(func.count(Award.id))) == 0


def test_who_leaves_after_the_freeze_is_passed_over_and_nobody_else_moves(
    voucher: Voucher, session: Session
) -> None:
    receipts = voucher.crowd(session, 8)
    voucher.freeze(session)
    number = voucher.entry(session, receipts[3]).case.number
    decisions.withdraw(session, number, by=RESIDENT, now=voucher.at(12))
    assert voucher.entry(session, receipts[3]).state == "valid"
    voucher.sow(session)
    voucher.draw(session)
    mine = select(Award.granted).join(Entry).where(Entry.receipt == receipts[3])
    assert session.scalar(mine) == 0 and session.scalar(select(func.sum(Award.granted))) == 10


def test_a_disqualification_needs_two_people_and_is_chained(voucher: Voucher, session: Session) -> None:
    receipts = voucher.crowd(session, 3)
    voucher.freeze(session)
    now = voucher.at(12)
    for receipt in receipts[:2]:
        disqualifying.ask_disqualification(session, receipt, "false_claim", by=voucher.manager, now=now)
        with pytest.raises(FourEyes):
            disqualifying.disqualify(session, receipt, by=voucher.manager, now=now)
        disqualifying.disqualify(session, receipt, by=voucher.reviewer, now=now)
    with pytest.raises(NothingAsked):
        disqualifying.disqualify(session, receipts[0], by=voucher.reviewer, now=now)
    lines = session.scalars(select(StatusChange).order_by(StatusChange.position)).all()
    assert [line.receipt for line in lines] == receipts[:2]
    assert refresh_record(session, voucher.round_id, now=now)
    written = (file_of(session, voucher.round_id, "status.csv") or b"").decode().split("\n")
    assert written[2].endswith(lines[1].chain)


def test_a_cap_holds_over_all_rounds(voucher: Voucher, session: Session) -> None:
    voucher.crowd(session, 3, units=2)
    voucher.to_the_end(session)
    first, voucher.round_id = (
        voucher.round_id,
        voucher.announced(plan(voucher.at(50), "voucher-2026-2")),
    )
    voucher.opens_at = voucher.at(50)
    post = {"channel": "post", "dated_on": day_of(voucher.at(1))}
    for number in range(5):
        voucher.enter(session, person(number, units=3), **post)
    outcome = voucher.freeze(session)
    assert (outcome.entries, outcome.cut) == (5, 3) and outcome.units == 3 * 1 + 2 * 3
    assert first != voucher.round_id


def test_a_round_waits_for_the_result_of_the_one_before(voucher: Voucher, session: Session) -> None:
    second = voucher.announced(plan(voucher.at(0.5), "voucher-2026-2"))
    with pytest.raises(EarlierRoundOpen):
        freezing.ask_freeze(session, second, by=voucher.manager, now=voucher.at(11))


def test_rules_that_cannot_be_trusted_are_not_announced(voucher: Voucher, session: Session) -> None:
    weak = plan(voucher.at(50), "weak")
    drand = weak.terms.sources[1]
    rules = weak.terms.to_json() | {
        "sources": [
            {**drand.to_json(), "kind": "numbers3", "fallback": "numbers3"},
            weak.terms.sources[0].to_json(),
        ]
    }
    terms = type(weak.terms).from_json(rules)
    with pytest.raises(WrongTerms) as refused:
        voucher.announced(plan(voucher.at(50), "weak", terms=terms, draws_at=voucher.at(62)))
    said = " ".join(map(str, refused.value.problems))
    assert "9ビット" in said and "最後の出どころ" in said and "異議の受付" not in said


def test_what_was_announced_is_fixed(voucher: Voucher, session: Session) -> None:
    with pytest.raises(NotInPhase):
        setup.set_round(
            session,
            voucher.campaign_id,
            plan(voucher.at(0) + timedelta(days=1)),
            round_id=voucher.round_id,
            by=voucher.manager,
            now=voucher.at(1),
        )
