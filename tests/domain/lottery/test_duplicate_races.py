"""At the duplicates desk of several people at once: one decides, one search's groups are there, and the freeze waits."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.history import Actor
from domain.lottery.duplicates.models import DuplicateGroup
from domain.lottery.duplicates.search import find_duplicates
from domain.lottery.duplicates.verdicts import decide_duplicates, reopen_duplicates
from domain.lottery.freezing import ask_freeze
from domain.lottery.models import Entry
from tests.domain.conftest import Rush
from tests.domain.lottery.voucher import Voucher, person
from tests.domain.rush import Job

HANA = person(1)


def cards(voucher: Voucher, session: Session, count: int = 2) -> list[int]:
    """Take so many cards of one person; return the ids of their entries."""
    posted = {"channel": "post", "dated_on": voucher.at(1).date()}
    found = [voucher.enter(session, HANA, **posted) for _ in range(count)]
    return [entry.id for one in found for entry in one.entries]


def searched(voucher: Voucher, session: Session) -> int:
    """Search, and return the group's id."""
    find_duplicates(session, voucher.round_id, by=voucher.manager, now=voucher.at(10.5))
    return session.scalars(select(DuplicateGroup.id)).one()


def job(voucher: Voucher, verb: str, wish: object, by: Actor) -> Job:
    """Return what somebody does on the day after the deadline."""
    return Job(verb, wish, by, (("now", voucher.at(11)),))


def test_of_many_who_decide_at_once_one_does(voucher: Voucher, session: Session, all_at_once: Rush) -> None:
    ids = cards(voucher, session, 4)
    group = searched(voucher, session)
    deciding = [job(voucher, "decide_duplicates", (group, (one,)), voucher.reviewer) for one in ids]
    heard = all_at_once(*deciding)
    assert heard.count("AlreadyDecided") == 3
    assert session.scalar(select(func.count(Entry.id)).where(Entry.state == "received")) == 1


def test_many_searches_at_once_find_a_group_once(
    voucher: Voucher, session: Session, all_at_once: Rush
) -> None:
    cards(voucher, session, 3)
    heard = all_at_once(*[job(voucher, "find_duplicates", voucher.round_id, voucher.reviewer)] * 4)
    assert sorted(heard) == ["0 found", "0 found", "0 found", "1 found"]
    assert session.scalar(select(func.count()).select_from(DuplicateGroup)) == 1


def test_the_freeze_waits_for_a_decision_made_in_the_same_instant(
    voucher: Voucher, session: Session, all_at_once: Rush
) -> None:
    first, second = cards(voucher, session)
    group, now = searched(voucher, session), voucher.at(11)
    decide_duplicates(session, group, keep=(first,), reason="同じ方", by=voucher.manager, now=now)
    ask_freeze(session, voucher.round_id, by=voucher.manager, now=now)
    reopen_duplicates(session, group, by=voucher.manager, now=now)
    deciding = job(voucher, "decide_duplicates", (group, (first,)), voucher.manager)
    said, frozen = all_at_once(deciding, job(voucher, "freeze", voucher.round_id, voucher.reviewer))
    states = {entry.id: entry.state for entry in session.scalars(select(Entry))}
    assert said.startswith("kept") and "confirmed" not in said
    assert (frozen, states[first]) in (("froze 1", "valid"), ("DuplicatesOpen", "received"))
    assert states[second] == "invalid"
