"""What limits of a procedure do to its cases, and what is promised at receipt."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.orm import Session

from domain.applications.operations import apply
from domain.applications.reconciling import reconcile
from domain.cases.operations import ReturnItem, give_back
from domain.decisions import expire_overdue, withdraw
from domain.history import RESIDENT, TOWN
from domain.procedures.describing import describe, details_of
from domain.procedures.refusals import Closed, FullNow
from tests.domain.applications.concert import NOW, applied, clerk_of, open_concert, procedure_of, wish


def limit(session: Session, concert: int, **said: object) -> None:
    details = replace(details_of(session, procedure_of(session, concert)), **said)  # type: ignore[arg-type]
    describe(session, concert, details, by=TOWN, now=NOW)


def test_a_new_limit_counts_what_is_there_already(session: Session) -> None:
    concert = open_concert(session, most_cases=None, most_sum=None, sum_field="")
    applied(session, concert, people="3")
    number = applied(session, concert, people="2").number
    withdraw(session, number, by=RESIDENT, now=NOW)
    limit(session, concert, most_cases=9, most_sum=4, sum_field="people")
    after = procedure_of(session, concert)
    assert (after.cases_taken, after.sum_taken) == (1, 3)
    assert reconcile(session) == []


def test_a_limit_below_what_is_taken_takes_nothing_more(session: Session) -> None:
    concert = open_concert(session)
    applied(session, concert, people="3")
    applied(session, concert, people="1")
    limit(session, concert, most_cases=1)
    with pytest.raises(FullNow):
        applied(session, concert, people="1")


def test_the_promised_day_is_an_open_one(session: Session) -> None:
    concert = open_concert(session, due_days=11)  # 23 May 2026 is a Saturday
    assert applied(session, concert).due_on == date(2026, 5, 25)


def test_paper_counts_from_its_day_and_is_in_time_by_it(session: Session) -> None:
    concert = open_concert(session, due_days=1, closes_at=NOW.replace(hour=9))
    wanted = wish(session, concert, 1)
    with pytest.raises(Closed):
        apply(session, wanted, by=RESIDENT, now=NOW)
    posted = wish(session, concert, 2, dated_on=date(2026, 5, 11))
    case = apply(session, posted, by=clerk_of(session), now=NOW).case
    assert (case.dated_on, case.due_on, case.received_at) == (date(2026, 5, 11), date(2026, 5, 12), NOW)


def test_a_case_that_expires_gives_its_place_back(session: Session) -> None:
    concert = open_concert(session)
    case = applied(session, concert, people="2")
    items, by = [ReturnItem("phone", "wrong")], clerk_of(session)
    give_back(session, case.number, items, due_on=date(2026, 5, 13), revision=1, by=by, now=NOW)
    assert expire_overdue(session, now=NOW.replace(day=14)) == [case.number]
    after = procedure_of(session, concert)
    assert (after.cases_taken, after.sum_taken) == (0, 0)
