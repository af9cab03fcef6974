"""Many cases at once: what becomes of each, in few statements, without a deadlock."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from domain.approvals import prospects
from domain.booking.operations import reconcile
from domain.bulk import TOGETHER, approve_many, complete_many, reject_many, review_many, undo_many
from domain.cases.models import Case, Decision
from domain.cases.rules import EndsByItself, NotAllowed, NotToldYet
from domain.decisions import NoReason, approve
from domain.refusals import ChangedMeanwhile, NotFound
from tests.databases import counted
from tests.domain.hall import Hall, booking_of, case_of, mails

WITHIN = timedelta(minutes=5)


def applied(hall: Hall, many: int) -> list[tuple[str, int]]:
    with hall.session() as session:
        return [(hall.apply(session), 1) for _ in range(many)]


def test_many_are_rejected_for_one_reason_and_their_places_come_back(hall: Hall) -> None:
    with hall.session() as session:
        booked, plain = hall.book_pending(session), hall.apply(session)
        rows = [(booked, 1), (plain, 1), ("0000000000", 1), (plain, 1)]
        results = reject_many(
            session, rows, " 定員のため ", departments=None, by=hall.actor(), now=hall.now, wait=WITHIN
        )
        assert [(one.number, type(one.refusal)) for one in results] == [
            (booked, type(None)),
            (plain, type(None)),
            ("0000000000", NotFound),
        ]
        assert booking_of(session, booked).state == "cancelled_by_staff"
        told = mails(session, "rejection")
        assert {mail.facts["reason"] for mail in told} == {"定員のため"}
        assert {mail.due_at for mail in told} == {hall.now + WITHIN}
        assert reconcile(session) == []
        assert session.scalars(select(Decision.reason)).all() == ["定員のため"] * 2


def test_a_bulk_rejection_needs_a_reason(hall: Hall) -> None:
    with hall.session() as session, pytest.raises(NoReason):
        reject_many(session, [], "　", departments=None, by=hall.actor(), now=hall.now)


def test_many_are_taken_into_review(hall: Hall) -> None:
    (fresh, stale) = applied(hall, 2)
    with hall.session() as session:
        number = hall.apply(session, "approved")
        rows = [fresh, (stale[0], 9), (number, 1)]
        results = review_many(session, rows, departments=None, by=hall.actor(), now=hall.now)
        assert [type(one.refusal) for one in results] == [type(None), ChangedMeanwhile, NotAllowed]
        assert case_of(session, fresh[0]).state == "in_review"
        assert mails(session) == []


def test_many_are_completed_once_their_applicants_were_told(hall: Hall) -> None:
    ((told, _), (fresh, _), (waiting, _)) = applied(hall, 3)
    with hall.session() as session:
        approve(session, told, revision=1, by=hall.actor(), now=hall.later(minutes=-5))
        approve(session, fresh, revision=1, by=hall.actor(), now=hall.now)
        rows = [(told, 2), (fresh, 2), (waiting, 1)]
        seal = {"departments": None, "by": hall.actor(), "now": hall.now}
        seen = prospects(session, rows, None, "complete", told_until=hall.now - WITHIN)
        results = complete_many(session, rows, within=WITHIN, **seal)
        for one in (seen, results):
            assert [type(row.refusal) for row in one] == [type(None), NotToldYet, NotAllowed]
        assert case_of(session, told).state == "completed"


def test_a_preview_says_what_is_not_for_a_kind_of_procedure(hall: Hall) -> None:
    with hall.session() as session:
        number = hall.book_pending(session)
        (row,) = prospects(session, [(number, 1)], None, "complete")
        assert isinstance(row.refusal, EndsByItself)


def test_a_bulk_approval_is_taken_back_row_by_row(hall: Hall) -> None:
    rows = applied(hall, 3)
    with hall.session() as session:
        approve_many(session, rows, departments=None, by=hall.actor(), now=hall.now, wait=WITHIN)
        case_of(session, rows[0][0])
        results = undo_many(
            session,
            [*rows, ("0000000000", 1)],
            within=WITHIN,
            departments=None,
            by=hall.actor(),
            now=hall.now,
        )
        assert [one.ok for one in results] == [True, True, True, False]
        assert mails(session, "approval") == []
        assert set(session.scalars(select(Case.state))) == {"in_review"}


def test_cases_are_read_and_moved_together(hall: Hall) -> None:
    few, many = applied(hall, 10), applied(hall, TOGETHER)
    seen = []
    for rows in (few, many):
        with hall.session() as session, counted(hall.engine) as statements:
            approve_many(session, rows, departments=None, by=hall.actor(), now=hall.now)
        seen.append(len([one for one in statements if one.startswith(("SELECT", "UPDATE"))]))
    assert seen[1] == seen[0]


def test_those_who_approve_the_same_cases_at_once_decide_each_once(hall: Hall) -> None:
    rows = applied(hall, 12)
    start = Barrier(4)

    def approves(place: int) -> None:
        with hall.session() as session:
            start.wait()
            mine = rows if place % 2 else rows[::-1]
            approve_many(session, mine, departments=None, by=hall.actor(), now=hall.now)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(approves, range(4)))
    with hall.session() as session:
        assert len(session.scalars(select(Decision)).all()) == len(mails(session, "approval")) == 12


def test_one_who_was_faster_wins_over_a_bulk_rejection(hall: Hall) -> None:
    ((number, revision),) = applied(hall, 1)
    with hall.session() as session:
        approve(session, number, revision=revision, by=hall.actor("manager"), now=hall.now)
        (result,) = reject_many(
            session, [(number, revision)], "理由", departments=None, by=hall.actor(), now=hall.now
        )
    assert isinstance(result.refusal, NotAllowed)
