"""What is left of a lottery when its cases are deleted: the public record, and nothing of anybody."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from domain import decisions
from domain.cases.models import Case
from domain.database import writing
from domain.history import RESIDENT
from domain.lottery import disqualifying, objecting
from domain.lottery.models import Entry
from domain.lottery.record_models import Award, StatusChange
from domain.lottery.recording import status_of
from domain.procedures.models import Procedure
from domain.retention.operations import delete_released, release
from domain.retention.queries import plan
from tests.domain.lottery.test_campaign import files_of
from tests.domain.lottery.test_record import verdicts
from tests.domain.lottery.voucher import Voucher
from tests.domain.retention.archive import left_of

YEARS_LATER = timedelta(days=800)


def kept_for_a_month(voucher: Voucher, session: Session) -> Procedure:
    """Keep cases of the campaign for a month after their end."""
    with writing(session):
        session.execute(update(Procedure).where(Procedure.slug == "voucher").values(retention_months=1))
    return session.scalars(select(Procedure).where(Procedure.slug == "voucher")).one()


def due(voucher: Voucher, session: Session, now: datetime) -> int:
    """Return how many cases may be deleted."""
    return plan(session, kept_for_a_month(voucher, session), now).cases


def test_nobody_of_a_list_is_forgotten_before_the_sale_is_over(voucher: Voucher, session: Session) -> None:
    receipts = voucher.crowd(session, 3)
    voucher.freeze(session)
    number = voucher.entry(session, receipts[0]).case.number
    decisions.withdraw(session, number, by=RESIDENT, now=voucher.at(12))
    assert due(voucher, session, voucher.at(70)) == 0
    assert due(voucher, session, voucher.at(120)) == 1


def test_the_record_can_be_checked_when_everybody_is_forgotten(
    voucher: Voucher, session: Session, tmp_path: Path
) -> None:
    receipts = voucher.crowd(session, 6)
    voucher.freeze(session)
    voucher_id, by = voucher.round_id, voucher.reviewer
    objection = objecting.raise_objection(
        session, voucher_id, "山田です", receipts[0], by=RESIDENT, now=voucher.at(12)
    )
    objecting.answer_objection(session, objection, "確認しました", by=by, now=voucher.at(12))
    disqualifying.ask_disqualification(
        session, receipts[1], "ineligible", by=voucher.manager, now=voucher.at(12)
    )
    disqualifying.disqualify(session, receipts[1], by=by, now=voucher.at(12))
    voucher.sow(session)
    voucher.draw(session)
    voucher.publish(session)
    now = voucher.at(0) + YEARS_LATER
    found = plan(session, kept_for_a_month(voucher, session), now)
    assert found.cases == 6 and found.ended_before is not None
    release(session, "voucher", seen=6, before=found.ended_before, by=voucher.manager, now=now)
    delete_released(session, tmp_path, now=now)
    counts = [session.scalar(select(func.count(model.id))) for model in (Case, Entry, Award)]
    assert counts == [0, 0, 0] and left_of(session, "山田です", "花子1", "somebody@example.jp") == []
    assert session.scalars(select(StatusChange.entry_id)).one() is None
    assert status_of(session, voucher.round(session)).count(b"disqualified") == 1
    assert set(verdicts(files_of(session, voucher)).values()) == {True}
