"""Taking a decision back while its mail waits."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select, update

from domain.booking.models import Slot
from domain.booking.operations import move, reconcile
from domain.booking.refusals import PlaceGone
from domain.cases.models import Decision
from domain.cases.queries import case_page
from domain.cases.rules import NotAllowed
from domain.cases.untold import undo_until
from domain.decisions import approve, reject
from domain.history import Event
from domain.notices.worker import lease
from domain.refusals import ChangedMeanwhile, Refusal
from domain.undoing import TooLateToUndo, undo
from tests.domain.hall import Hall, booking_of, case_of, mails
from tests.town import slot_of

WITHIN = timedelta(minutes=5)


def decided(hall: Hall, number: str, outcome: str = "approve") -> None:
    with hall.session() as session:
        known = {"revision": case_of(session, number).revision, "by": hall.actor(), "wait": WITHIN}
        if outcome == "approve":
            approve(session, number, now=hall.now, **known)  # type: ignore[arg-type]
        else:
            reject(session, number, "満員のため", now=hall.now, **known)  # type: ignore[arg-type]


def pending(hall: Hall) -> str:
    with hall.session() as session:
        return hall.book_pending(session)


def taken_back(hall: Hall, number: str, seconds: float = 60) -> str:
    with hall.session() as session:
        return undo(session, number, within=WITHIN, by=hall.actor(), now=hall.later(seconds=seconds))


def test_a_decision_is_told_only_when_it_cannot_be_taken_back_any_more(hall: Hall) -> None:
    number = pending(hall)
    decided(hall, number)
    with hall.session() as session:
        assert mails(session, "approval")[0].due_at == hall.now + WITHIN
        assert mails(session, "receipt")[0].due_at == hall.now
        assert len(lease(session, by="me", now=hall.later(seconds=299), most=9)) == 1  # the receipt
        assert len(lease(session, by="me", now=hall.later(seconds=300), most=9)) == 1


def test_an_approval_that_waits_tells_the_session_that_staff_have_moved_it_to(hall: Hall) -> None:
    number = pending(hall)
    decided(hall, number)
    with hall.session() as session:
        other = slot_of(session, hall.world.hiroba, hall.world.day(5), "10:00")
        move(session, number, other.id, by=hall.actor("clerk"), now=hall.later(minutes=1))
        approval, moved = mails(session, "approval")[0], mails(session, "move")[0]
        assert approval.facts["starts_at"] == other.starts_at.isoformat() == moved.facts["starts_at"]
        assert approval.due_at == hall.now + WITHIN
        assert moved.facts["is_pending"]  # the household hears of no approval before its mail
    assert taken_back(hall, number) == "approved"
    with hall.session() as session:
        assert mails(session, "approval") == [] and reconcile(session) == []


def test_a_move_after_the_approval_was_told_says_that_it_is_settled(hall: Hall) -> None:
    number = pending(hall)
    decided(hall, number)
    with hall.session() as session:
        lease(session, by="me", now=hall.later(minutes=5), most=9)
        other = slot_of(session, hall.world.hiroba, hall.world.day(5), "10:00")
        move(session, number, other.id, by=hall.actor("clerk"), now=hall.later(minutes=6))
        assert "is_pending" not in mails(session, "move")[0].facts
        assert mails(session, "approval")[0].facts["starts_at"] != other.starts_at.isoformat()


def test_an_approval_is_taken_back_with_its_mail_and_its_booking_waits_again(hall: Hall) -> None:
    number = pending(hall)
    decided(hall, number)
    assert taken_back(hall, number) == "approved"
    with hall.session() as session:
        case = case_of(session, number)
        assert (case.state, case.decided_at) == ("in_review", None)
        assert booking_of(session, number).state == "held"
        assert mails(session, "approval") == []
        assert session.scalars(select(Decision.undone_at)).one() == hall.later(seconds=60)
        assert "undo" in session.scalars(select(Event.verb)).all()
        assert reconcile(session) == []


def test_a_rejection_is_taken_back_and_its_places_are_held_again(hall: Hall) -> None:
    number = pending(hall)
    decided(hall, number, "reject")
    assert taken_back(hall, number) == "rejected"
    with hall.session() as session:
        booking = booking_of(session, number)
        assert (booking.state, booking.ended_at, booking.slot.taken) == ("held", None, 1)
        assert reconcile(session) == []
        assert mails(session, "rejection") == []
    decided(hall, number)
    with hall.session() as session:
        assert booking_of(session, number).state == "confirmed"


def test_a_rejection_stands_where_others_have_the_place_by_now(hall: Hall) -> None:
    number = pending(hall)
    decided(hall, number, "reject")
    with hall.session() as session:
        session.execute(update(Slot).values(open_capacity=0))
        session.commit()
    with pytest.raises(PlaceGone):
        taken_back(hall, number)
    with hall.session() as session:
        assert case_of(session, number).state == "rejected"
        assert len(mails(session, "rejection")) == 1
        assert session.scalars(select(Decision.undone_at)).one() is None
        assert reconcile(session) == []


def test_a_family_that_booked_again_is_not_booked_twice(hall: Hall) -> None:
    number = pending(hall)
    decided(hall, number, "reject")
    again = pending(hall)
    with pytest.raises(PlaceGone):
        taken_back(hall, number)
    with hall.session() as session:
        assert booking_of(session, again).holds
        assert reconcile(session) == []


def test_after_its_time_a_decision_stands(hall: Hall) -> None:
    number = pending(hall)
    decided(hall, number)
    with pytest.raises(TooLateToUndo):
        taken_back(hall, number, seconds=300)
    with hall.session() as session:
        assert case_of(session, number).state == "approved"


def test_a_case_without_mail_is_undone_too_but_not_one_that_nobody_decided(hall: Hall) -> None:
    with hall.session() as session:
        silent, waiting = hall.apply(session, email=""), hall.apply(session)
    decided(hall, silent)
    assert taken_back(hall, silent) == "approved"
    with pytest.raises(NotAllowed):
        taken_back(hall, waiting)


def test_what_changed_meanwhile_is_not_undone(hall: Hall) -> None:
    number = pending(hall)
    decided(hall, number)
    with hall.session() as session, pytest.raises(ChangedMeanwhile):
        undo(session, number, revision=1, within=WITHIN, by=hall.actor(), now=hall.now)


@pytest.mark.parametrize("attempt", range(6))
def test_the_worker_and_the_undo_never_both_win(hall: Hall, attempt: int) -> None:
    number = pending(hall)
    decided(hall, number)
    with hall.session() as session:
        (mail,) = mails(session, "approval")
        mail_id = mail.id
    start = Barrier(2)

    def acts(sends: bool) -> bool:
        with hall.session() as session:
            start.wait()
            try:
                if sends:
                    return mail_id in lease(session, by="worker", now=hall.later(minutes=5), most=9)
                return bool(undo(session, number, within=WITHIN, by=hall.actor(), now=hall.now))
            except Refusal:
                return False

    with ThreadPoolExecutor(2) as pool:
        sent, undone = pool.map(acts, (True, False))
    assert sent != undone
    with hall.session() as session:
        state = case_of(session, number).state
        assert (state, len(mails(session, "approval"))) == (("in_review", 0) if undone else ("approved", 1))


@pytest.mark.parametrize("attempt", range(3))
def test_many_who_undo_at_once_undo_it_once(hall: Hall, attempt: int) -> None:
    number = pending(hall)
    decided(hall, number, "reject")
    start = Barrier(4)

    def acts(_: int) -> bool:
        start.wait()
        try:
            return bool(taken_back(hall, number))
        except Refusal:
            return False

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(acts, range(4))) == 1
    with hall.session() as session:
        assert booking_of(session, number).slot.taken == 1
        assert reconcile(session) == []


def test_the_page_knows_until_when_a_decision_can_be_taken_back(hall: Hall) -> None:
    number = pending(hall)
    decided(hall, number)

    def until(seconds: float) -> object:
        with hall.session() as session:
            page = case_page(session, number)
            assert page is not None
            return undo_until(page.case, page.decisions, page.mails, WITHIN, hall.later(seconds=seconds))

    assert until(10) == hall.now + WITHIN
    assert until(300) is None
    with hall.session() as session:
        lease(session, by="worker", now=hall.later(minutes=5), most=9)
    assert until(10) is None
