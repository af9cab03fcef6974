"""The gate of a procedure: how many, how much, when; and giving back exactly once."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session

from domain.cases.gate import Ask, amount_in, count_anew, hold_again, let_go, let_in
from domain.cases.models import Case
from domain.clock import moment_of
from domain.database import writing
from domain.procedures.models import Procedure
from domain.procedures.refusals import MoreThanLeft
from forms.fields.people import PersonName
from tests.domain.applications.concert import NOW, applied, open_concert, procedure_of


def asking(session: Session, procedure_id: int, amount: int = 1, **when: Any) -> bool:
    with writing(session):
        found = let_in(session, procedure_id, Ask(amount, when.get("since", NOW), when.get("until", NOW)))
    return found


def test_it_takes_no_more_cases_than_it_may(session: Session) -> None:
    concert = open_concert(session, most_cases=1)
    assert [asking(session, concert), asking(session, concert)] == [True, False]


def test_it_takes_no_larger_sum_than_it_may(session: Session) -> None:
    concert = open_concert(session, most_sum=5)
    assert [asking(session, concert, amount) for amount in (3, 3, 2, 1)] == [True, False, True, False]
    assert procedure_of(session, concert).sum_taken == 5


def test_without_limits_it_only_counts(session: Session) -> None:
    concert = open_concert(session, most_cases=None, most_sum=None)
    assert all(asking(session, concert) for _ in range(3))
    assert procedure_of(session, concert).cases_taken == 3


def test_it_is_open_from_its_opening_until_just_before_its_closing(session: Session) -> None:
    hour = timedelta(hours=1)
    concert = open_concert(session, opens_at=NOW, closes_at=NOW + hour)
    moments = (NOW - timedelta(seconds=1), NOW, NOW + hour - timedelta(seconds=1), NOW + hour)
    answers = [asking(session, concert, since=at, until=at) for at in moments]
    assert answers == [False, True, True, False]


def test_paper_is_in_time_on_the_day_that_the_procedure_closes(session: Session) -> None:
    day = moment_of(NOW.date(), NOW.replace(hour=0, minute=0).time())
    concert = open_concert(session, closes_at=NOW - timedelta(hours=1))
    assert not asking(session, concert, since=NOW, until=NOW)
    assert asking(session, concert, since=day, until=day + timedelta(days=1))


def test_giving_back_happens_once(session: Session) -> None:
    concert = open_concert(session)
    number = applied(session, concert, people="3").number
    with writing(session):
        case = session.get_one(Case, 1)
        assert (let_go(session, case), let_go(session, case)) == (True, False)
    after = procedure_of(session, concert)
    assert (number, after.cases_taken, after.sum_taken) == (case.number, 0, 0)


def test_an_end_that_is_taken_back_needs_its_place_again(session: Session) -> None:
    concert = open_concert(session, most_sum=4)
    first = applied(session, concert, people="3").id
    with writing(session):
        let_go(session, session.get_one(Case, first))
        hold_again(session, session.get_one(Case, first))
    assert procedure_of(session, concert).sum_taken == 3
    with writing(session):
        let_go(session, session.get_one(Case, first))
    applied(session, concert, people="2")
    with pytest.raises(MoreThanLeft), writing(session):
        hold_again(session, session.get_one(Case, first))
    assert session.get_one(Case, first).held is None


def test_other_answers_are_counted_anew(session: Session) -> None:
    concert = open_concert(session, most_sum=4)
    case_id = applied(session, concert, people="3").id
    with writing(session):
        count_anew(session, session.get_one(Case, case_id), {"people": Decimal(1)})
    assert procedure_of(session, concert).sum_taken == 1
    with pytest.raises(MoreThanLeft), writing(session):
        count_anew(session, session.get_one(Case, case_id), {"people": Decimal(9)})
    assert procedure_of(session, concert).sum_taken == 1


@pytest.mark.parametrize(
    "answer, amount",
    [
        (None, 0),
        (Decimal("2.5"), 3),
        (Decimal(-2), 0),
        (Decimal("1e30"), 1_000_000_000),
        ((PersonName("山田", "花"), PersonName("山田", "実")), 2),
        (True, 0),
        ("5", 5),
        ("five", 0),
    ],
)
def test_what_an_answer_adds_to_the_sum(answer: object, amount: int) -> None:
    procedure = Procedure(most_sum=10, sum_field="people")
    assert amount_in(procedure, {"people": answer}) == amount


def test_nothing_is_summed_without_a_limit() -> None:
    assert amount_in(Procedure(most_sum=None, sum_field="people"), {"people": Decimal(3)}) == 0
