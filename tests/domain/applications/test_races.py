"""Two thumbs at the same instant: applications pass the gate once each, on both databases."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from domain.applications import operations
from domain.applications.operations import apply
from domain.applications.reconciling import reconcile
from domain.cases.gate import Ask
from domain.cases.models import Case
from domain.cases.paper_models import CaseMessage, SavedForm
from domain.database import writing
from domain.history import RESIDENT
from domain.notices.models import Mail
from domain.procedures.models import Procedure
from domain.refusals import Refusal
from tests.domain.applications.concert import (
    NOW,
    applied,
    clerk_of,
    open_concert,
    procedure_of,
    wish,
)
from tests.domain.conftest import Rush
from tests.domain.rush import CROWD, Job, said


@pytest.fixture(autouse=True)
def balanced(session: Session) -> Iterator[None]:
    """After every race what is taken is what the cases add up to."""
    yield
    assert reconcile(session) == []


def wishes(procedure_id: int, count: int = CROWD, **typed: str) -> list[Job]:
    """Return applications of several people."""
    return [Job("apply", (procedure_id, number, typed)) for number in range(count)]


def test_the_last_place_goes_to_one(session: Session, all_at_once: Rush) -> None:
    concert = open_concert(session, most_cases=1)
    answers = all_at_once(*wishes(concert, people="1"))
    assert said(answers) == {"applied": 1, "FullNow": CROWD - 1}
    assert procedure_of(session, concert).cases_taken == 1


def test_the_sum_is_never_passed(session: Session, all_at_once: Rush) -> None:
    concert = open_concert(session, most_cases=None, most_sum=7)
    answers = all_at_once(*wishes(concert, people="3"))
    assert said(answers) == {"applied": 2, "MoreThanLeft": CROWD - 2}
    assert procedure_of(session, concert).sum_taken == 6


def test_without_a_limit_everybody_gets_a_number(session: Session, all_at_once: Rush) -> None:
    concert = open_concert(session, most_cases=None, most_sum=None)
    assert said(all_at_once(*wishes(concert))) == {"applied": CROWD}
    assert procedure_of(session, concert).cases_taken == CROWD


def test_a_double_tap_gets_one_answer(session: Session, all_at_once: Rush) -> None:
    concert = open_concert(session)
    answers = all_at_once(*[Job("apply", (concert, 1, {}))] * CROWD)
    assert len(set(answers)) == 1 and said(answers) == {"applied": CROWD}
    assert session.scalar(select(func.count(Mail.id))) == 1


def test_a_double_tap_for_the_last_place_never_hears_full(session: Session, all_at_once: Rush) -> None:
    concert = open_concert(session, most_cases=1)
    jobs = wishes(concert, 4, people="1")
    answers = all_at_once(*(job for job in jobs for _ in "ab"))
    taps = list(zip(answers[::2], answers[1::2], strict=True))
    assert all(first == second for first, second in taps)
    assert said([first for first, _ in taps]) == {"applied": 1, "FullNow": 3}


def test_withdrawing_twice_gives_back_once(session: Session, all_at_once: Rush) -> None:
    concert = open_concert(session)
    applied(session, concert, people="2")
    number = applied(session, concert, people="3").number
    answers = all_at_once(*[Job("withdraw", number)] * CROWD)
    assert said(answers) == {"withdrawn": CROWD} and Counter(answers)["withdrawn"] == 1
    after = procedure_of(session, concert)
    assert (after.cases_taken, after.sum_taken) == (1, 2)


def test_rejecting_while_withdrawing_gives_back_once(session: Session, all_at_once: Rush) -> None:
    concert = open_concert(session)
    by, jobs = clerk_of(session), []
    for _ in range(4):
        number = applied(session, concert, people="2").number
        jobs += [Job("reject", number, by, (("revision", 1),)), Job("withdraw", number)]
    all_at_once(*jobs)
    session.rollback()
    assert set(session.scalars(select(Case.state))) <= {"rejected", "withdrawn"}
    after = procedure_of(session, concert)
    assert (after.cases_taken, after.sum_taken) == (0, 0)


def test_places_that_come_back_go_to_others_and_no_further(session: Session, all_at_once: Rush) -> None:
    concert = open_concert(session, most_cases=4, most_sum=None)
    numbers = [applied(session, concert, people="1").number for _ in range(4)]
    others = [Job("apply", (concert, 100 + number, {"people": "1"})) for number in range(4)]
    answers = all_at_once(*others, *(Job("withdraw", number) for number in numbers))
    after = procedure_of(session, concert)
    assert after.cases_taken == said(answers)["applied"] <= 4


def test_a_message_sent_twice_arrives_once(session: Session, all_at_once: Rush) -> None:
    number = applied(session, open_concert(session)).number
    answers = all_at_once(*[Job("ask", (number, "the key of the page"))] * CROWD)
    assert Counter(answers) == {"asked": 1, "asked before": CROWD - 1}
    session.rollback()
    assert session.scalar(select(func.count(CaseMessage.id))) == 1
    assert session.scalars(select(Case.unread)).all() == [1]


def test_a_form_saved_twice_is_saved_once(session: Session, all_at_once: Rush) -> None:
    version = procedure_of(session, open_concert(session)).live_version_id
    answers = all_at_once(*[Job("save", (version, "the key of the page"))] * CROWD)
    assert set(answers) == {"saved"}
    session.rollback()
    assert session.scalar(select(func.count(SavedForm.id))) == 1


@pytest.mark.parametrize("balanced", [None])
def test_negative_control_without_the_gate_the_same_rush_oversells(
    session: Session, town_engine: Engine, monkeypatch: pytest.MonkeyPatch, balanced: None
) -> None:
    """Prove that the races above can fail: look at what the page has read, then insert."""
    concert = open_concert(session, most_cases=1)
    monkeypatch.setattr(operations, "let_in", let_in_carelessly)
    with ThreadPoolExecutor(4) as people:
        list(people.map(lambda number: apply_late(town_engine, concert, number), range(4)))
    session.rollback()
    assert session.scalar(select(func.count(Case.id))) > 1  # type: ignore[operator]
    assert reconcile(session) != []


def let_in_carelessly(session: Session, procedure_id: int, ask: Ask) -> bool:
    return bool(session.info["seen"] < 1)


def apply_late(engine: Engine, procedure_id: int, number: int) -> None:
    with Session(engine, autoflush=False) as session:
        session.info["seen"] = session.get_one(Procedure, procedure_id).cases_taken
        wanted = wish(session, procedure_id, number)
        time.sleep(0.3)
        try:
            apply(session, wanted, by=RESIDENT, now=NOW)
        except Refusal:
            return


def test_reconcile_repairs_the_counts_and_lists_what_holds_after_its_end(session: Session) -> None:
    concert = open_concert(session)
    case_id = applied(session, concert, people="3").id
    with writing(session):
        session.get_one(Procedure, concert).cases_taken = 5
        session.get_one(Case, case_id).state = "rejected"
    kinds = [(one.kind, one.written, one.counted) for one in reconcile(session)]
    assert kinds == [("cases_taken", 5, 1), ("ended_but_held", 1, 0)]
    reconcile(session, repair=True, now=NOW)
    assert procedure_of(session, concert).cases_taken == 1
    with writing(session):
        session.get_one(Case, case_id).state = "received"
