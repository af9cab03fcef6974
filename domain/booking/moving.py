"""Moving a booking to another slot: take the new places, give back the old ones, in one transaction."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from domain.booking import gate
from domain.booking.giving_up import check_in_time, locked
from domain.booking.judging import objection, shortage
from domain.booking.marks import WEB
from domain.booking.models import Booking, Slot
from domain.booking.queries import booking_of, nearest_free, slot_of
from domain.booking.refusals import AlreadyBooked, BeingDecided, HouseholdLimit, NoRoom
from domain.booking.rules import Rules
from domain.booking.telling import tell_move
from domain.cases.models import Case
from domain.cases.steps import decide, take_step
from domain.cases.untold import is_untold
from domain.database import writing
from domain.history import TOWN, Actor, record
from domain.refusals import NotFound, Refusal


def move(
    session: Session,
    case_number: str,
    slot_id: int,
    *,
    by: Actor,
    now: datetime,
    within: timedelta = timedelta(),
) -> Booking:
    """Move a booking to another slot of its service; case and number stay, refused it stays where it is.

    A resident may until the old slot's ``cancel_until``, but not while a decision of no longer than ``within`` ago
    is not told yet: BeingDecided. Where the new day needs approval and a resident
    moves, the booking is held and its case received again.
    """
    try:
        with writing(session):
            booking = locked(session, case_number)
            if not by.is_staff and is_untold(session, booking.case, within=within, now=now):
                raise BeingDecided
            if booking.slot_id != slot_id:
                _move(session, booking, slot_of(session, slot_id), by, now)
    except NoRoom as refusal:
        _name_nearest(session, refusal, case_number, slot_id, now)
        raise
    return booking


def _move(session: Session, booking: Booking, after: Slot, by: Actor, now: datetime) -> None:
    before, rules = booking.slot, booking.slot.service.rule_set
    if after.service_id != before.service_id:
        raise NotFound
    check_in_time(booking, by, now)
    phone = before.service.facility.phone
    refusal = objection(rules, after.ages_of(rules), booking.party, after.day, residence=None, phone=phone)
    if refusal is not None:
        raise refusal
    ask = gate.Ask(
        rules.places(booking.party), "staff" if by.is_staff else WEB, now, rules.web_returns_on_day
    )
    _change_places(session, booking, before, after, ask, rules)
    _change_uses(session, booking, before, after, rules)
    _write_down(session, booking, after, ask)
    detail = {"from_slot_id": before.id, "slot_id": after.id, "places": ask.places}
    record(session, "move", "booking", booking.id, by=by, now=now, case_id=booking.case_id, **detail)
    _follow_approval(session, booking, after, rules, by, now)
    tell_move(session, booking, before, after, now)


def _change_places(
    session: Session, booking: Booking, before: Slot, after: Slot, ask: gate.Ask, rules: Rules
) -> None:
    """Change both slots in order of id; a refusal rolls everything back."""
    for slot in sorted((before, after), key=lambda one: one.id):
        if slot is before:
            gate.give_back(session, slot.id, booking.places, booking.places if booking.by_web else 0)
        elif not gate.take(session, slot.id, ask):
            raise _shortage(session, slot, rules, ask)
    if gate.held(session, {after.id}, {booking.household}):
        raise AlreadyBooked


def _shortage(session: Session, slot: Slot, rules: Rules, ask: gate.Ask) -> Refusal:
    session.refresh(slot)
    return shortage(
        slot.state_under(rules),
        rules,
        slot.closed_reason,
        places=ask.places,
        channel=ask.channel,
        now=ask.now,
        phone=slot.service.facility.phone,
    )


def _change_uses(session: Session, booking: Booking, before: Slot, after: Slot, rules: Rules) -> None:
    """Count in the periods that are new and no more in those that are left, in the order of locking."""
    left = gate.cells(rules, before.service_id, booking.household, before.day)
    entered = gate.cells(rules, after.service_id, booking.household, after.day)
    for cell in sorted(left.keys() ^ entered.keys()):
        if cell in left:
            gate.uncount_use(session, cell)
        elif not gate.count_use(session, cell, entered[cell]):
            raise HouseholdLimit(cell.per, entered[cell])


def _write_down(session: Session, booking: Booking, after: Slot, ask: gate.Ask) -> None:
    booking.slot = after
    booking.places, booking.by_web = ask.places, ask.web_places > 0
    booking.ages = booking.party.ages_on(after.day)
    session.flush()


def _follow_approval(
    session: Session, booking: Booking, after: Slot, rules: Rules, by: Actor, now: datetime
) -> None:
    """Let a resident's booking wait for approval, or no longer, as the new day asks for it."""
    case, must_wait = booking.case, rules.needs_approval(after.day)
    if by.is_staff or must_wait == (booking.state == "held"):
        return
    if must_wait:
        booking.state = "held"
        _receive_again(session, case, now)
    elif case.state == "received":
        booking.state = "confirmed"
        take_step(session, case, "approve", by=TOWN, now=now, values={"decided_at": now})
        decide(session, case, "approved", by=TOWN, now=now)
    session.flush()


def _receive_again(session: Session, case: Case, now: datetime) -> None:
    again = update(Case).where(Case.id == case.id, Case.state == "approved")
    values = {"state": "received", "decided_at": None, "revision": Case.revision + 1, "changed_at": now}
    session.execute(again.values(values), execution_options={"synchronize_session": False})
    session.refresh(case)
    record(session, "receive_again", "case", case.id, by=TOWN, now=now, case_id=case.id)


def _name_nearest(session: Session, refusal: NoRoom, case_number: str, slot_id: int, now: datetime) -> None:
    slot, booking = slot_of(session, slot_id), booking_of(session, case_number)
    near = nearest_free(session, slot.service, slot.starts_at, booking.party, now=now, most=4)
    refusal.nearest = [line for line in near if line.id != booking.slot_id][:3]
