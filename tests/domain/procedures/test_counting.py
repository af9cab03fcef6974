"""What is taken of a procedure's limits, counted from its cases, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from domain.cases.models import Case
from domain.database import writing
from domain.history import TOWN
from domain.procedures.counting import lock_cases, lock_newer_cases, recount
from domain.procedures.describing import describe, numbers_of
from domain.procedures.finding import Wish, find
from domain.procedures.models import Procedure
from forms.definition import Form, Text
from tests.domain.hall import FORM, Hall, case_of
from tests.domain.procedures.test_describing import WHOLE, slugs, work


def test_a_limit_counts_what_is_taken_already(hall: Hall) -> None:
    with hall.session() as session:
        id_ = work(hall, session, books())
        for state, wanted in TAKEN:
            number = hall.apply(session)
            with writing(session):
                case = case_of(session, number)
                case.state, case.answers = state, {**case.answers, "books": wanted}
        limited = replace(WHOLE, most_cases=5, most_sum=20, sum_field="books")
        describe(session, id_, limited, by=TOWN, now=hall.now)
        row = session.get_one(Procedure, id_)
        assert (row.cases_taken, row.sum_taken) == (5, 1 + 2 + 3 + 4 + 5)
        assert session.scalars(select(Case.held).order_by(Case.id)).all() == [1, 2, 3, 4, 5, None, None, None]
        assert slugs(session, "届出") == ["work"] and find(session, Wish(open=True), now=hall.now).total == 2


TAKEN = (
    ("received", "1"),
    ("in_review", "2"),
    ("returned", "3"),
    ("approved", "4"),
    ("completed", "5"),
    ("rejected", "6"),
    ("withdrawn", "7"),
    ("expired", "8"),
)


def test_a_limit_set_while_cases_come_in_counts_each_once(hall: Hall) -> None:
    with hall.session() as session:
        id_ = work(hall, session)

    def go(number: int) -> None:
        with hall.session() as session:
            if number % 3:
                hall.apply(session)
            else:
                describe(session, id_, replace(WHOLE, most_cases=50), by=TOWN, now=hall.now)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(go, range(9)))
    with hall.session() as session:
        describe(session, id_, WHOLE, by=TOWN, now=hall.now)
        assert session.get_one(Procedure, id_).cases_taken == 6


@pytest.mark.parametrize("town_url", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
def test_who_counts_does_not_wait_for_who_changes_a_newer_case(hall: Hall) -> None:
    with hall.session() as counting, hall.session() as changing:
        id_ = work(hall, counting)
        hall.apply(counting)
        with writing(counting):
            lock_cases(counting, id_)
            newer = update(Case).where(Case.number == hall.apply(changing)).values(revision=2)
            assert lock_newer_cases(counting, id_)
        with writing(counting), writing(changing):
            changing.execute(newer)
            assert not lock_newer_cases(counting, id_)


@pytest.mark.parametrize(
    "key, given, amount", [("children", [{}, {}], 2), ("books", "2.5", 3), ("books", None, 0)]
)
def test_what_is_summed_is_a_number_or_how_many_are_listed(
    hall: Hall, key: str, given: object, amount: int
) -> None:
    with hall.session() as session:
        id_ = work(hall, session, books())
        number = hall.apply(session)
        with writing(session):
            case = case_of(session, number)
            case.answers = {**case.answers, key: given}
            procedure = session.get_one(Procedure, id_)
            procedure.most_sum, procedure.sum_field = 9, key
            session.flush()
            recount(session, procedure)
        assert (procedure.sum_taken, case_of(session, number).held) == (amount, amount)


def books() -> Form:
    """Return the hall's form with a number question."""
    first, second = FORM.to_json()["pages"]
    asked = {"key": "books", "kind": "number", "label": "冊数", "required": False}
    return Form.from_json(
        {**FORM.to_json(), "pages": [first, {**second, "fields": [*second["fields"], asked]}]}
    )


def test_only_number_questions_can_be_summed_up(hall: Hall) -> None:
    with hall.session() as session:
        row = session.get_one(Procedure, work(hall, session, books()))
        assert numbers_of(row) == {"books": Text("冊数")}
