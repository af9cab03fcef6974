"""Giving a booking up, and what a decision on its case means for it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from domain.booking import gate
from domain.booking.models import OPEN_STATES, Booking, Service, Slot
from domain.booking.refusals import NotHeld, PlaceGone, TooLateToCancel
from domain.booking.telling import tell_cancellation
from domain.cases.models import Case, Decision
from domain.cases.operations import close_return
from domain.cases.steps import take_step
from domain.cases.untold import drop_untold, is_untold
from domain.database import writing
from domain.history import Actor, record
from domain.refusals import NotFound


def cancel(
    session: Session,
    case_number: str,
    *,
    by: Actor,
    now: datetime,
    reason: str = "",
    within: timedelta = timedelta(),
) -> Booking:
    """Give a booking and its places up; again returns the same, without a second mail.

    A resident may until ``cancel_until``: TooLateToCancel; also what was rejected no longer than ``within`` ago and
    not told yet. NotFound; NotHeld once it was used.
    """
    with writing(session):
        booking = locked(session, case_number)
        is_secret = not by.is_staff and _stop_telling(session, booking.case, within, now)
        if not booking.holds:
            if is_secret:
                _overtake(session, booking, by, now)
            return booking
        check_in_time(booking, by, now)
        to = "cancelled_by_staff" if by.is_staff else "cancelled_by_user"
        end(session, booking, to, by=by, now=now, reason=reason)
        tell_cancellation(session, booking, reason, now)
    return booking


def confirm_held(session: Session, case: Case, by: Actor, now: datetime) -> None:
    """Confirm the booking of a case that was just approved; the caller is inside ``writing``."""
    confirming = update(Booking).where(Booking.case_id == case.id, Booking.state == "held")
    confirmed = session.scalar(
        confirming.values(state="confirmed").returning(Booking.id),
        execution_options={"synchronize_session": False},
    )
    if confirmed is not None:
        record(session, "confirm", "booking", confirmed, by=by, now=now, case_id=case.id)


def release_for_rejection(session: Session, case: Case, by: Actor, now: datetime) -> None:
    """Give back what a case holds that was just rejected; the caller is inside ``writing``."""
    _release(session, case, "cancelled_by_staff", by, now)


def release_for_withdrawal(session: Session, case: Case, by: Actor, now: datetime) -> None:
    """Give back what a case holds that was just withdrawn; TooLateToCancel for a resident after the deadline."""
    booking = booking_of_case(session, case)
    if booking is not None and booking.holds:
        check_in_time(booking, by, now)
    _release(session, case, "cancelled_by_staff" if by.is_staff else "cancelled_by_user", by, now)


def unconfirm(session: Session, case: Case, by: Actor, now: datetime) -> None:
    """Let the booking of a case wait again whose approval is taken back; NotHeld once it was used or given up."""
    booking = booking_of_case(session, case)
    if booking is None:
        return
    waiting = update(Booking).where(Booking.id == booking.id, Booking.state == "confirmed")
    changed = session.scalar(
        waiting.values(state="held").returning(Booking.id), execution_options={"synchronize_session": False}
    )
    if changed is None:
        raise NotHeld
    record(session, "receive_again", "booking", booking.id, by=by, now=now, case_id=case.id)


def hold_again(session: Session, case: Case, by: Actor, now: datetime) -> None:
    """Hold again what a case held whose rejection is taken back; PlaceGone where others have it by now."""
    booking = booking_of_case(session, case)
    if booking is None:
        return
    if not gate.take_back(session, booking, now):
        raise PlaceGone
    record(session, "receive_again", "booking", booking.id, by=by, now=now, case_id=case.id)


def locked(session: Session, case_number: str) -> Booking:
    """Return a booking whose case nobody else can change until the transaction ends; NotFound."""
    lock = select(Case).where(Case.number == case_number).with_for_update(key_share=True)
    case = session.scalar(lock, execution_options={"populate_existing": True})
    booking = None if case is None else booking_of_case(session, case)
    if booking is None:
        raise NotFound
    return booking


def booking_of_case(session: Session, case: Case) -> Booking | None:
    """Return the booking of a case as it is in the database now, or None for other kinds."""
    place = joinedload(Booking.slot).joinedload(Slot.service).joinedload(Service.facility)
    wanted = select(Booking).where(Booking.case_id == case.id).options(place)
    return session.scalar(wanted, execution_options={"populate_existing": True})


def check_in_time(booking: Booking, by: Actor, now: datetime) -> None:
    """Refuse what was used already, and a resident after the deadline."""
    if booking.state not in OPEN_STATES:
        raise NotHeld
    if not by.is_staff and now >= booking.slot.cancel_until:
        raise TooLateToCancel(booking.slot.cancel_until, booking.slot.service.facility.phone)


def end(session: Session, booking: Booking, to: str, *, by: Actor, now: datetime, reason: str) -> None:
    """End a booking whose case is locked, and its case with it; the caller is inside ``writing``."""
    case = booking.case
    take_step(session, case, "cancel", by=by, now=now)
    close_return(session, case, "withdrawn", now)
    drop_untold(session, case)
    if not gate.release(session, booking, to, now):
        raise NotHeld
    record(session, to, "booking", booking.id, by=by, now=now, case_id=case.id, given_reason=bool(reason))


def _stop_telling(session: Session, case: Case, within: timedelta, now: datetime) -> bool:
    """Keep a decision from being told that nobody knows of; False where there is none, or its mail has just left."""
    if not is_untold(session, case, within=within, now=now):
        return False
    if not drop_untold(session, case) and case.email:
        return False
    untold = update(Decision).where(Decision.case_id == case.id, Decision.undone_at.is_(None))
    session.execute(untold.values(undone_at=now), execution_options={"synchronize_session": False})
    return True


def _overtake(session: Session, booking: Booking, by: Actor, now: datetime) -> None:
    """Let a family give up what was rejected without its knowing: the places are free already."""
    case = booking.case
    take_step(session, case, "overtake", by=by, now=now, values={"decided_at": None})
    booking.state = "cancelled_by_user"
    session.flush()
    record(session, "cancelled_by_user", "booking", booking.id, by=by, now=now, case_id=case.id)
    tell_cancellation(session, booking, "", now)


def _release(session: Session, case: Case, to: str, by: Actor, now: datetime) -> None:
    booking = booking_of_case(session, case)
    if booking is not None and gate.release(session, booking, to, now):
        record(session, to, "booking", booking.id, by=by, now=now, case_id=case.id)
