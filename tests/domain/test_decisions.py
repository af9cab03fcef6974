"""Deciding on cases and on the bookings they hold."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select

from domain.booking.models import Slot
from domain.booking.operations import reconcile
from domain.bulk import approve_many
from domain.cases.models import Decision, Return
from domain.cases.operations import ReturnItem, give_back
from domain.cases.rules import NotAllowed
from domain.decisions import (
    NOT_CORRECTED,
    NoReason,
    approve,
    expire_overdue,
    reject,
    withdraw,
)
from domain.history import RESIDENT, Event
from domain.refusals import ChangedMeanwhile, NotFound, Refusal
from tests.domain.hall import Hall, booking_of, case_of, mails


def taken(hall: Hall) -> int:
    with hall.session() as session:
        assert list(reconcile(session)) == []
        return sum(session.scalars(select(Slot.taken)))


def test_an_approval_confirms_the_booking_and_tells_it_once(hall: Hall) -> None:
    with hall.session() as session:
        number = hall.book_pending(session)
        assert approve(session, number, revision=1, by=hall.actor(), now=hall.now)
        case, told = case_of(session, number), mails(session, "approval")
        assert (case.state, booking_of(session, number).state) == ("approved", "confirmed")
        assert case.decided_at == hall.now
        assert len(told) == 1
        assert told[0].facts["children"] == 1
        assert session.scalars(select(Decision.outcome)).one() == "approved"
    assert taken(hall) == 1


def test_approving_twice_answers_the_same_without_a_second_mail(hall: Hall) -> None:
    with hall.session() as session:
        number = hall.book_pending(session)
        approve(session, number, revision=1, by=hall.actor(), now=hall.now)
        assert not approve(session, number, revision=1, by=hall.actor("manager"), now=hall.now)
        assert not approve(session, number, revision=2, by=hall.actor("manager"), now=hall.now)
        assert len(mails(session, "approval")) == 1
        assert len(session.scalars(select(Decision)).all()) == 1


def test_many_who_approve_at_once_send_one_mail(hall: Hall) -> None:
    with hall.session() as session:
        number = hall.book_pending(session)
    start = Barrier(5)

    def approves(_: int) -> bool:
        with hall.session() as session:
            start.wait()
            return approve(session, number, revision=1, by=hall.actor(), now=hall.now)

    with ThreadPoolExecutor(5) as pool:
        assert sum(pool.map(approves, range(5))) == 1
    with hall.session() as session:
        assert len(mails(session, "approval")) == 1
        assert len(session.scalars(select(Decision)).all()) == 1


@pytest.mark.parametrize("attempt", range(4))
def test_approving_while_the_family_withdraws_leaves_one_truth(hall: Hall, attempt: int) -> None:
    with hall.session() as session:
        number = hall.book_pending(session)
    start = Barrier(2)

    def acts(staff_acts: bool) -> bool:
        with hall.session() as session:
            start.wait()
            try:
                if staff_acts:
                    return approve(session, number, revision=1, by=hall.actor(), now=hall.now)
                return withdraw(session, number, revision=1, by=RESIDENT, now=hall.now)
            except Refusal:
                return False

    with ThreadPoolExecutor(2) as pool:
        approved, withdrawn = pool.map(acts, (True, False))
    assert approved != withdrawn
    with hall.session() as session:
        truth = (case_of(session, number).state, booking_of(session, number).state)
        kinds = {mail.kind for mail in mails(session)} - {"receipt"}
    if approved:
        assert (truth, kinds) == (("approved", "confirmed"), {"approval"})
    else:
        assert (truth, kinds) == (("withdrawn", "cancelled_by_user"), {"cancellation"})
    assert taken(hall) == int(approved)


def test_a_rejection_gives_the_places_back_and_says_why(hall: Hall) -> None:
    with hall.session() as session:
        number = hall.book_pending(session)
        assert reject(session, number, " 市外の方です ", revision=1, by=hall.actor(), now=hall.now)
        assert not reject(session, number, "again", revision=2, by=hall.actor(), now=hall.now)
        assert booking_of(session, number).state == "cancelled_by_staff"
        (mail,) = mails(session, "rejection")
        assert (mail.facts["reason"], mail.facts["children"]) == ("市外の方です", 1)
    assert taken(hall) == 0


def test_a_rejection_needs_a_reason(hall: Hall) -> None:
    with hall.session() as session:
        number = hall.apply(session)
        with pytest.raises(NoReason):
            reject(session, number, "　", revision=1, by=hall.actor(), now=hall.now)
        assert case_of(session, number).state == "received"


def test_what_was_rejected_is_not_approved(hall: Hall) -> None:
    with hall.session() as session:
        number = hall.apply(session)
        reject(session, number, "期限切れ", revision=1, by=hall.actor(), now=hall.now)
        with pytest.raises(NotAllowed):
            approve(session, number, revision=2, by=hall.actor(), now=hall.now)


def test_a_decision_on_an_old_view_is_refused(hall: Hall) -> None:
    with hall.session() as session:
        number = hall.apply(session)
        with pytest.raises(ChangedMeanwhile):
            approve(session, number, revision=7, by=hall.actor(), now=hall.now)
        assert mails(session) == []


def test_a_withdrawal_gives_the_places_back(hall: Hall) -> None:
    with hall.session() as session:
        number = hall.book_pending(session)
        assert withdraw(session, number, by=RESIDENT, now=hall.now)
        assert not withdraw(session, number, by=RESIDENT, now=hall.now)
        assert case_of(session, number).state == "withdrawn"
        assert len(mails(session, "cancellation")) == 1
    assert taken(hall) == 0


def test_a_resident_does_not_withdraw_what_is_in_review(hall: Hall) -> None:
    with hall.session() as session:
        number = hall.apply(session, "in_review")
        with pytest.raises(NotAllowed):
            withdraw(session, number, by=RESIDENT, now=hall.now)
        assert withdraw(session, number, by=hall.actor(), now=hall.now)


def test_a_bulk_approval_answers_row_by_row(hall: Hall) -> None:
    with hall.session() as session:
        good, stale, rejected, again = (hall.apply(session) for _ in range(4))
        reject(session, rejected, "理由", revision=1, by=hall.actor(), now=hall.now)
        approve(session, again, revision=1, by=hall.actor(), now=hall.now)
        rows = [(good, 1), (stale, 9), (rejected, 2), (again, 1), ("0000000000", 1)]
        results = approve_many(
            session, rows, departments={hall.world.childcare}, by=hall.actor(), now=hall.now
        )
    assert [type(one.refusal) for one in results] == [
        type(None),
        ChangedMeanwhile,
        NotAllowed,
        type(None),
        NotFound,
    ]
    with hall.session() as session:
        assert case_of(session, good).state == "approved"
        assert case_of(session, stale).state == "received"
        assert len(mails(session, "approval")) == 2


def test_a_bulk_approval_stays_in_its_departments(hall: Hall) -> None:
    with hall.session() as session:
        number = hall.apply(session)
        (result,) = approve_many(
            session, [(number, 1)], departments={hall.world.office}, by=hall.actor(), now=hall.now
        )
        assert isinstance(result.refusal, NotFound)
        assert case_of(session, number).state == "received"


def test_without_a_mail_address_nothing_is_sent_and_that_is_recorded(hall: Hall) -> None:
    with hall.session() as session:
        number = hall.apply(session, email="")
        approve(session, number, revision=1, by=hall.actor(), now=hall.now)
        assert mails(session) == []
        assert "no_mail_address" in session.scalars(select(Event.verb)).all()


def test_what_was_not_corrected_in_time_expires_and_gives_the_places_back(hall: Hall) -> None:
    with hall.session() as session:
        number = hall.book_pending(session)
        items = [ReturnItem("name", "wrong", "氏名をご確認ください。")]
        due_on = hall.later(days=14).date()
        give_back(session, number, items, due_on=due_on, revision=1, by=hall.actor(), now=hall.now)
        assert expire_overdue(session, now=hall.later(days=14)) == []
        assert expire_overdue(session, now=hall.later(days=15)) == [number]
        assert case_of(session, number).state == "expired"
        assert not booking_of(session, number).holds
        assert [NOT_CORRECTED in mail.facts["reason"] for mail in mails(session, "cancellation")] == [True]
        assert session.scalars(select(Return.outcome)).one() == "expired"
        assert reconcile(session, now=hall.now) == []
