"""Booking a slot, on both databases."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.booking.models import Booking
from domain.booking.operations import book, book_many, close_days, reconcile
from domain.booking.refusals import (
    AlreadyBooked,
    Closed,
    Full,
    HouseholdLimit,
    NoChild,
    NotEligible,
    NotOpenYet,
    PartyTooBig,
    PartyTooLarge,
    TooLate,
    WrongAge,
)
from domain.cases.models import Case, Decision
from domain.clock import TOKYO
from domain.history import RESIDENT, Event
from domain.notices.models import Mail
from domain.refusals import NotFound, Refusal
from forms.definition import Text
from tests.domain.booking.playroom import (
    FRIDAY,
    NOW,
    SATURDAY,
    TODAY,
    TOMORROW,
    TWO_YEARS_OLD,
    Playroom,
    family,
    holding,
    open_playroom,
    slot_at,
)


def refused(session: Session, room: Playroom, slot_id: int, **wish: object) -> Refusal:
    """Return what a family hears that must not get in."""
    with pytest.raises(Refusal) as caught:
        book(session, family(room, 99, slot_id, **wish), by=RESIDENT, now=NOW)  # type: ignore[arg-type]
    assert reconcile(session) == []
    return caught.value


def test_a_booking_takes_places_and_makes_a_decided_case(session: Session) -> None:
    room = open_playroom(session)
    slot = slot_at(session, room, TOMORROW)
    booking = book(session, family(room, 1, slot.id, adults=2), by=RESIDENT, now=NOW)
    assert (booking.state, booking.places, booking.ages) == ("confirmed", 3, [24])
    assert (booking.case.state, booking.case.applicant_name) == ("approved", "佐藤 1子")
    slot = slot_at(session, room, TOMORROW)
    assert (slot.taken, slot.web_taken) == (3, 3)
    assert session.scalars(select(Decision.decided_by_id)).all() == [None]
    assert reconcile(session) == []


def test_a_booking_writes_its_receipt_and_history_in_the_same_transaction(session: Session) -> None:
    room = open_playroom(session)
    booking = book(session, family(room, 1, slot_at(session, room, TOMORROW).id), by=RESIDENT, now=NOW)
    mail = session.scalars(select(Mail).where(Mail.case_id == booking.case_id)).one()
    assert (mail.kind, mail.facts["children"]) == ("receipt", 1)
    verbs = session.scalars(select(Event.verb).where(Event.case_id == booking.case_id)).all()
    assert {"admit", "book"} <= set(verbs)


def test_a_booking_that_needs_approval_is_held_and_holds_its_places(session: Session) -> None:
    room = open_playroom(session, approval="weekends")
    slot = slot_at(session, room, SATURDAY)
    booking = book(session, family(room, 1, slot.id), by=RESIDENT, now=NOW)
    assert (booking.state, booking.case.state) == ("held", "received")
    assert slot_at(session, room, SATURDAY).taken == 2
    weekday = book(session, family(room, 1, slot_at(session, room, FRIDAY).id), by=RESIDENT, now=NOW)
    assert weekday.state == "confirmed"


def test_the_same_submission_again_gets_the_same_booking(session: Session) -> None:
    room = open_playroom(session, capacity=2)
    wish = family(room, 1, slot_at(session, room, TOMORROW).id)
    first = book(session, wish, by=RESIDENT, now=NOW).id
    assert book(session, wish, by=RESIDENT, now=NOW).id == first
    assert len(session.scalars(select(Case)).all()) == 1


def test_full_names_the_three_nearest_free_slots(session: Session) -> None:
    room = open_playroom(session, capacity=2)
    slot = slot_at(session, room, FRIDAY)
    book(session, family(room, 1, slot.id), by=RESIDENT, now=NOW)
    refusal = refused(session, room, slot.id)
    assert isinstance(refusal, Full)
    near = [(line.day, line.starts_at.astimezone(TOKYO).hour) for line in refusal.nearest]
    assert near == [(FRIDAY, 13), (FRIDAY - timedelta(days=1), 13), (FRIDAY - timedelta(days=1), 10)]


def test_a_party_larger_than_what_is_left_hears_how_many_are_left(session: Session) -> None:
    room = open_playroom(session, capacity=5)
    slot = slot_at(session, room, TOMORROW)
    book(session, family(room, 1, slot.id), by=RESIDENT, now=NOW)
    refusal = refused(session, room, slot.id, adults=3)
    assert isinstance(refusal, PartyTooLarge)
    assert str(refusal.reason) == "この回の残りは3人で、4人分には足りません。"
    assert len(refusal.nearest) == 3


def test_before_its_release_a_slot_says_when_it_opens(session: Session) -> None:
    room = open_playroom(session)
    refusal = refused(session, room, slot_at(session, room, date(2026, 5, 23)).id)
    assert isinstance(refusal, NotOpenYet)
    assert str(refusal.reason) == "この回は5/13 0:00から予約できます。"


def test_after_its_close_the_web_is_too_late_and_the_phone_is_not(session: Session) -> None:
    room = open_playroom(session, closes={"days_before": 1, "at": "09:00"})
    slot = slot_at(session, room, TOMORROW)
    refusal = refused(session, room, slot.id)
    assert isinstance(refusal, TooLate)
    assert "000-555-0110" in str(refusal.next_step)
    assert book(session, family(room, 1, slot.id, channel="phone"), by=room.clerk, now=NOW).id


def test_nobody_books_a_slot_that_is_over(session: Session) -> None:
    room = open_playroom(session)
    slot = slot_at(session, room, TODAY)
    with pytest.raises(TooLate):
        book(session, family(room, 1, slot.id, channel="phone"), by=room.clerk, now=NOW + timedelta(hours=2))


def test_a_closed_slot_says_why(session: Session) -> None:
    room = open_playroom(session)
    days = {"first_on": TOMORROW, "last_on": TOMORROW}
    close_days(session, room.facility_id, **days, reason=Text("台風"), by=room.clerk, now=NOW)
    refusal = refused(session, room, slot_at(session, room, TOMORROW).id)
    assert isinstance(refusal, Closed)
    assert str(refusal.reason) == "この回は休みです（台風）。"


def test_a_household_books_a_slot_only_once(session: Session) -> None:
    room = open_playroom(session)
    slot = slot_at(session, room, TOMORROW)
    book(session, family(room, 99, slot.id), by=RESIDENT, now=NOW)
    assert isinstance(refused(session, room, slot.id), AlreadyBooked)


@pytest.mark.parametrize(
    ("per", "other"), [("day", TOMORROW), ("week", date(2026, 5, 17)), ("month", date(2026, 5, 22))]
)
def test_a_household_has_a_limit(session: Session, per: str, other: date) -> None:
    room = open_playroom(session, limits={per: 1})
    book(session, family(room, 99, slot_at(session, room, TOMORROW).id), by=RESIDENT, now=NOW)
    refusal = refused(session, room, slot_at(session, room, other, 13).id)
    assert isinstance(refusal, HouseholdLimit)
    assert (refusal.per, refusal.most) == (per, 1)


def test_a_limit_of_the_week_begins_anew_on_monday(session: Session) -> None:
    room = open_playroom(session, limits={"week": 1})
    sunday, monday = date(2026, 5, 17), date(2026, 5, 18)
    for day in (sunday, monday):
        book(session, family(room, 1, slot_at(session, room, day).id), by=RESIDENT, now=NOW)
    assert reconcile(session) == []


@pytest.mark.parametrize(
    ("wish", "reason"),
    [
        ({"births": ()}, NoChild),
        ({"adults": 4}, PartyTooBig),
        ({"residence": "elsewhere"}, NotEligible),
        ({"births": (date(2018, 1, 1),)}, WrongAge),
    ],
)
def test_who_may_not_come_hears_why(session: Session, wish: dict[str, object], reason: type) -> None:
    room = open_playroom(session, most_per_party=4, who=["resident"])
    assert isinstance(refused(session, room, slot_at(session, room, TOMORROW).id, **wish), reason)


def test_a_wrong_age_names_the_child_and_its_age_on_the_day(session: Session) -> None:
    room = open_playroom(session, ages={"from_months": 0, "to_months": 24})
    births = (date(2025, 1, 1), TWO_YEARS_OLD)
    refusal = refused(session, room, slot_at(session, room, TOMORROW).id, births=births)
    assert isinstance(refusal, WrongAge)
    assert str(refusal.reason).startswith("2人目のお子さんは、利用日（5/13）に2歳0か月で")


def test_the_web_has_its_quota_and_others_the_rest(session: Session) -> None:
    room = open_playroom(session, capacity=6, web_quota=2)
    slot = slot_at(session, room, TOMORROW)
    book(session, family(room, 1, slot.id), by=RESIDENT, now=NOW)
    assert isinstance(refused(session, room, slot.id), Full)
    for number in (2, 3):
        book(session, family(room, number, slot.id, channel="phone"), by=room.clerk, now=NOW)
    slot = slot_at(session, room, TOMORROW)
    assert (slot.taken, slot.web_taken) == (6, 2)


def test_unfilled_web_places_flow_to_walk_ins_on_the_day_only(session: Session) -> None:
    room = open_playroom(session, capacity=6, web_quota=4)
    slot = slot_at(session, room, TOMORROW)
    book(session, family(room, 1, slot.id, channel="counter"), by=room.clerk, now=NOW)
    assert isinstance(refused(session, room, slot.id, channel="counter"), Full)
    on_the_day = NOW + timedelta(hours=23)
    for number in (2, 3):
        book(session, family(room, number, slot.id, channel="counter"), by=room.clerk, now=on_the_day)
    assert slot_at(session, room, TOMORROW).taken == 6


def test_staff_may_override_release_capacity_and_limits_up_to_the_hard_capacity(session: Session) -> None:
    room = open_playroom(session, capacity=2, hard=4, limits={"month": 1})
    slot = slot_at(session, room, date(2026, 5, 30))
    for number in (1, 2):
        wish = family(room, number, slot.id, channel="staff", override=True)
        book(session, wish, by=room.clerk, now=NOW)
    with pytest.raises(Full):
        wish = family(room, 3, slot.id, channel="staff", override=True)
        book(session, wish, by=room.clerk, now=NOW)
    again = family(room, 1, slot_at(session, room, TOMORROW).id, channel="staff", override=True)
    assert book(session, again, by=room.clerk, now=NOW).id
    assert reconcile(session) == []


def test_only_staff_may_override(session: Session) -> None:
    room = open_playroom(session)
    with pytest.raises(PermissionError):
        book(session, family(room, 1, 1, override=True), by=RESIDENT, now=NOW)


def test_walk_ins_without_a_phone_do_not_count_as_one_household(session: Session) -> None:
    room = open_playroom(session, limits={"day": 1})
    slot_id = slot_at(session, room, TOMORROW).id
    wishes = [family(room, number, slot_id, channel="counter") for number in (1, 2)]
    nameless = [type(one)(one.submission, one.slot_id, one.party, "") for one in wishes]
    answers = book_many(session, nameless, by=room.clerk, now=NOW)
    assert all(isinstance(answer, Booking) for answer in answers)


def test_a_batch_answers_every_request_in_its_order(session: Session) -> None:
    room = open_playroom(session, capacity=4)
    first, second = (slot_at(session, room, day).id for day in (TOMORROW, FRIDAY))
    wishes = [
        family(room, 1, second),
        family(room, 2, first),
        family(room, 3, first, adults=2),
        family(room, 4, first),
        family(room, 2, first),
        family(room, 5, 12345),
    ]
    answers = book_many(session, wishes, by=RESIDENT, now=NOW)
    kinds = [type(answer) for answer in answers]
    assert kinds == [Booking, Booking, PartyTooLarge, Booking, Full, NotFound]
    assert reconcile(session) == []


def test_a_place_that_comes_back_within_a_batch_is_given_on(session: Session) -> None:
    room = open_playroom(session, capacity=2, limits={"day": 1})
    book(session, family(room, 1, slot_at(session, room, TOMORROW, 13).id), by=RESIDENT, now=NOW)
    slot_id = slot_at(session, room, TOMORROW).id
    wishes = [family(room, 1, slot_id), family(room, 2, slot_id)]
    over_limit, next_one = book_many(session, wishes, by=RESIDENT, now=NOW)
    assert isinstance(over_limit, HouseholdLimit)
    assert isinstance(next_one, Booking)
    assert len(holding(session, slot_id)) == 1
    assert reconcile(session) == []


def test_the_same_key_twice_in_a_batch_is_one_booking(session: Session) -> None:
    room = open_playroom(session)
    wish = family(room, 1, slot_at(session, room, TOMORROW).id)
    first, second = book_many(session, [wish, wish], by=RESIDENT, now=NOW)
    assert isinstance(first, Booking)
    assert first is second
    assert reconcile(session) == []


def test_a_slot_of_another_procedure_is_not_found(session: Session) -> None:
    room = open_playroom(session)
    stranger = Playroom(room.facility_id, room.service_id, 999, room.version_id, 1, room.clerk)
    with pytest.raises(NotFound):
        book(session, family(stranger, 1, slot_at(session, room, TOMORROW).id), by=RESIDENT, now=NOW)
