"""Cancelling, moving, closing days and changing capacities."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain import decisions
from domain.booking.models import Booking, Slot
from domain.booking.operations import (
    book,
    bookings_touched,
    cancel,
    cancel_for_closure,
    close_days,
    move,
    reconcile,
    reopen_days,
    set_capacity,
)
from domain.booking.refusals import (
    AlreadyBooked,
    BelowTaken,
    Closed,
    Full,
    HouseholdLimit,
    TooLateToCancel,
    WrongAge,
)
from domain.history import RESIDENT
from domain.notices.models import Mail
from domain.refusals import NotFound
from forms.definition import Text
from tests.domain.booking.playroom import (
    FRIDAY,
    NOW,
    SATURDAY,
    TOMORROW,
    Playroom,
    family,
    holding,
    open_playroom,
    slot_at,
)


def booked(session: Session, room: Playroom, number: int, day: date, hour: int = 10) -> str:
    """Book for a family; return the case's number."""
    wish = family(room, number, slot_at(session, room, day, hour).id)
    return book(session, wish, by=RESIDENT, now=NOW).case.number


def kinds_of_mail(session: Session) -> list[str]:
    return list(session.scalars(select(Mail.kind).order_by(Mail.id)))


def test_cancelling_gives_places_and_limits_back(session: Session) -> None:
    room = open_playroom(session, limits={"week": 1})
    number = booked(session, room, 1, TOMORROW)
    booking = cancel(session, number, by=RESIDENT, now=NOW)
    assert (booking.state, booking.case.state) == ("cancelled_by_user", "withdrawn")
    assert slot_at(session, room, TOMORROW).taken == 0
    assert booked(session, room, 1, TOMORROW) != number
    assert reconcile(session) == []


def test_cancelling_again_says_the_same_and_writes_no_second_mail(session: Session) -> None:
    room = open_playroom(session)
    number = booked(session, room, 1, TOMORROW)
    for _ in range(2):
        assert cancel(session, number, by=RESIDENT, now=NOW).state == "cancelled_by_user"
    assert kinds_of_mail(session) == ["receipt", "cancellation"]


def test_after_the_deadline_a_resident_is_told_to_call_and_staff_may_cancel(session: Session) -> None:
    room = open_playroom(session, cancel_until={"days_before": 1, "at": "09:00"})
    number = booked(session, room, 1, TOMORROW)
    with pytest.raises(TooLateToCancel) as caught:
        cancel(session, number, by=RESIDENT, now=NOW)
    assert str(caught.value.reason) == "インターネットでの取消し・変更は5/12 9:00までです。"
    assert "000-555-0110" in str(caught.value.next_step)
    assert cancel(session, number, by=room.clerk, now=NOW).state == "cancelled_by_staff"


def test_cancelling_an_unknown_number_is_not_found(session: Session) -> None:
    open_playroom(session)
    with pytest.raises(NotFound):
        cancel(session, "0000000000", by=RESIDENT, now=NOW)


def test_moving_takes_the_new_places_and_gives_back_the_old(session: Session) -> None:
    room = open_playroom(session, limits={"day": 1, "week": 1})
    number = booked(session, room, 1, TOMORROW)
    new = slot_at(session, room, FRIDAY)
    booking = move(session, number, new.id, by=RESIDENT, now=NOW)
    assert (booking.case.number, booking.slot_id) == (number, new.id)
    assert slot_at(session, room, TOMORROW).taken == 0
    assert slot_at(session, room, FRIDAY).taken == 2
    assert kinds_of_mail(session) == ["receipt", "move"]
    assert reconcile(session) == []


def test_a_refused_move_leaves_the_booking_where_it_is(session: Session) -> None:
    room = open_playroom(session, capacity=2)
    number = booked(session, room, 1, TOMORROW)
    booked(session, room, 2, FRIDAY)
    with pytest.raises(Full) as caught:
        move(session, number, slot_at(session, room, FRIDAY).id, by=RESIDENT, now=NOW)
    assert len(caught.value.nearest) == 3
    assert slot_at(session, room, TOMORROW).taken == 2
    assert reconcile(session) == []


def test_a_move_minds_limits_doubles_and_ages(session: Session) -> None:
    room = open_playroom(session, limits={"day": 1}, ages={"to_months": 25})
    number = booked(session, room, 1, TOMORROW)
    booked(session, room, 1, FRIDAY)
    with pytest.raises(AlreadyBooked):
        move(session, number, slot_at(session, room, FRIDAY).id, by=RESIDENT, now=NOW)
    with pytest.raises(HouseholdLimit):
        move(session, number, slot_at(session, room, FRIDAY, 13).id, by=RESIDENT, now=NOW)
    with pytest.raises(WrongAge):
        move(session, number, slot_at(session, room, date(2026, 6, 1)).id, by=RESIDENT, now=NOW)
    assert reconcile(session) == []


def test_moving_to_the_same_slot_changes_nothing(session: Session) -> None:
    room = open_playroom(session, capacity=2)
    number = booked(session, room, 1, TOMORROW)
    move(session, number, slot_at(session, room, TOMORROW).id, by=RESIDENT, now=NOW)
    assert kinds_of_mail(session) == ["receipt"]


def test_a_resident_moving_to_a_weekend_waits_for_approval(session: Session) -> None:
    room = open_playroom(session, approval="weekends")
    number = booked(session, room, 1, FRIDAY)
    booking = move(session, number, slot_at(session, room, SATURDAY).id, by=RESIDENT, now=NOW)
    assert (booking.state, booking.case.state, booking.case.decided_at) == ("held", "received", None)
    booking = move(session, number, slot_at(session, room, FRIDAY).id, by=RESIDENT, now=NOW)
    assert (booking.state, booking.case.state) == ("confirmed", "approved")
    assert reconcile(session) == []


def test_approval_confirms_and_rejection_releases(session: Session) -> None:
    room = open_playroom(session, approval="always", limits={"month": 3})
    yes, no = (booked(session, room, number, TOMORROW) for number in (1, 2))
    decisions.approve(session, yes, revision=1, by=room.clerk, now=NOW)
    decisions.reject(session, no, "定員のため", revision=1, by=room.clerk, now=NOW)
    states = dict(session.execute(select(Booking.household, Booking.state)).all())
    assert states == {"09000000001": "confirmed", "09000000002": "cancelled_by_staff"}
    assert slot_at(session, room, TOMORROW).taken == 2
    assert reconcile(session) == []


def test_capacity_below_what_is_taken_lists_the_latest_bookings(session: Session) -> None:
    room = open_playroom(session)
    numbers = [booked(session, room, number, TOMORROW) for number in (1, 2, 3)]
    slot_id = slot_at(session, room, TOMORROW).id
    surplus = set_capacity(session, slot_id, open_capacity=3, by=room.clerk, now=NOW)
    assert [booking.case.number for booking in surplus] == numbers[:0:-1]
    assert len(holding(session, slot_id)) == 3
    with pytest.raises(Full):
        book(session, family(room, 4, slot_id), by=RESIDENT, now=NOW)


def test_the_hard_capacity_follows_up_and_never_goes_below_what_is_taken(session: Session) -> None:
    room = open_playroom(session, capacity=4, hard=5)
    booked(session, room, 1, TOMORROW)
    slot_id = slot_at(session, room, TOMORROW).id
    assert set_capacity(session, slot_id, open_capacity=8, by=room.clerk, now=NOW) == []
    assert slot_at(session, room, TOMORROW).hard_capacity == 8
    with pytest.raises(BelowTaken):
        set_capacity(session, slot_id, open_capacity=0, hard_capacity=1, by=room.clerk, now=NOW)


def test_closing_days_lists_bookings_and_cancels_none(session: Session) -> None:
    room = open_playroom(session)
    number = booked(session, room, 1, TOMORROW)
    closing = close_days(
        session,
        room.facility_id,
        first_on=TOMORROW,
        last_on=TOMORROW,
        reason=Text("台風"),
        by=room.clerk,
        now=NOW,
    )
    assert [booking.case.number for booking in closing.bookings] == [number]
    assert [booking.state for booking in closing.bookings] == ["confirmed"]
    with pytest.raises(Closed):
        booked(session, room, 2, TOMORROW)


def test_cancelling_for_a_closure_tells_everyone_and_names_other_slots(session: Session) -> None:
    room = open_playroom(session)
    for number in (1, 2):
        booked(session, room, number, TOMORROW)
    days = {"first_on": TOMORROW, "last_on": TOMORROW}
    closing = close_days(session, room.facility_id, **days, reason=Text("台風"), by=room.clerk, now=NOW)
    cancelled = cancel_for_closure(session, closing.closure_id, by=room.clerk, now=NOW)
    assert [booking.state for booking in cancelled] == ["cancelled_by_closure"] * 2
    assert bookings_touched(session, closing.closure_id) == []
    assert cancel_for_closure(session, closing.closure_id, by=room.clerk, now=NOW) == []
    facts = session.scalars(select(Mail.facts).where(Mail.kind == "closure")).all()
    assert [len(one["others"]) for one in facts] == [3, 3]
    assert reconcile(session) == []


def test_reopened_days_can_be_booked_unless_another_closure_shuts_them(session: Session) -> None:
    room = open_playroom(session)
    spans = [(TOMORROW, FRIDAY), (FRIDAY, SATURDAY)]
    closings = [
        close_days(
            session,
            room.facility_id,
            first_on=first,
            last_on=last,
            reason=Text("工事"),
            by=room.clerk,
            now=NOW,
        )
        for first, last in spans
    ]
    reopen_days(session, closings[0].closure_id, by=room.clerk, now=NOW)
    assert booked(session, room, 1, TOMORROW)
    with pytest.raises(Closed):
        booked(session, room, 1, FRIDAY)
    closed = select(func.count(Slot.id)).where(Slot.closed_reason.is_not(None))
    assert session.scalar(closed) == 4


def test_cancelling_a_used_booking_is_refused(session: Session) -> None:
    room = open_playroom(session)
    number = booked(session, room, 1, TOMORROW)
    with pytest.raises(TooLateToCancel):
        cancel(session, number, by=RESIDENT, now=NOW + timedelta(days=2))
