"""Booking: requests go through the gate in one transaction and become cases with bookings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from domain.booking import gate
from domain.booking.judging import objection
from domain.booking.marks import WEB
from domain.booking.models import Booking, Facility, Service, Slot
from domain.booking.passing import pass_gate
from domain.booking.queries import nearest_free
from domain.booking.refusals import AlreadyBooked, HouseholdLimit, NoRoom, NotAccepting
from domain.booking.requests import Attempt, BookingRequest
from domain.booking.telling import tell_receipt
from domain.booking.views import SlotLine
from domain.cases.intake import new_cases, note_admitted
from domain.cases.models import Case
from domain.cases.steps import decide
from domain.database import writing
from domain.history import TOWN, Actor, record
from domain.procedures.queries import is_open
from domain.refusals import NotFound, Refusal

TRIES = 3
"""Rounds after another transaction wrote the same key, or drew the same number, in the same instant."""


@dataclass(frozen=True)
class Given:
    """The booking that a request became."""

    booking_id: int
    number: str
    """Of its case."""
    is_repeat: bool
    """The same page had been sent before: this is what was booked then."""


Outcome = Given | Refusal
"""What became of a request."""


def book(session: Session, request: BookingRequest, *, by: Actor, now: datetime) -> Booking:
    """Book a slot; a repeat of the same submission returns the same booking. Raises a Refusal."""
    answer = book_many(session, [request], by=by, now=now)[0]
    if isinstance(answer, Refusal):
        raise answer
    return answer


def book_many(
    session: Session, requests: Sequence[BookingRequest], *, by: Actor, now: datetime
) -> list[Booking | Refusal]:
    """Book all requests in one transaction, earlier ones first, and load what each of them became.

    Who found no room is told the nearest slots that have some.
    """
    outcomes = give(session, requests, by=by, now=now)
    _name_nearest(session, requests, outcomes, now)
    bookings = _load(session, {one.booking_id for one in outcomes if isinstance(one, Given)})
    return [bookings[one.booking_id] if isinstance(one, Given) else one for one in outcomes]


def give(session: Session, requests: Sequence[BookingRequest], *, by: Actor, now: datetime) -> list[Outcome]:
    """Book all requests in one transaction, earlier ones first, and say what became of each of them."""
    if any(request.override for request in requests) and not by.is_staff:
        raise PermissionError("only staff may override")
    outcomes = _until_answered(session, requests, by, now)
    outcomes |= _repeats(session, [key for key, one in outcomes.items() if isinstance(one, Refusal)])
    return [outcomes[request.key] for request in requests]


def _until_answered(
    session: Session, requests: Sequence[BookingRequest], by: Actor, now: datetime
) -> dict[str, Outcome]:
    """Go on until nobody was told "full" because of a place that came back in the same transaction."""
    unanswered = {request.key: request for request in reversed(requests)}
    outcomes: dict[str, Outcome] = {}
    while unanswered:
        outcomes |= _try_again(session, list(reversed(unanswered.values())), by, now)
        freed = {
            unanswered[key].slot_id for key, one in outcomes.items() if key in unanswered and _freed(one)
        }
        unanswered = {
            key: request
            for key, request in unanswered.items()
            if request.slot_id in freed and isinstance(outcomes[key], NoRoom)
        }
    return outcomes


def _try_again(
    session: Session, requests: Sequence[BookingRequest], by: Actor, now: datetime
) -> dict[str, Outcome]:
    for _ in range(TRIES - 1):
        try:
            return _book_all(session, requests, by, now)
        except IntegrityError:
            continue
    return _book_all(session, requests, by, now)


def _book_all(
    session: Session, requests: Sequence[BookingRequest], by: Actor, now: datetime
) -> dict[str, Outcome]:
    with writing(session):
        outcomes = _repeats(session, [request.key for request in requests])
        attempts = _prepare(session, [one for one in requests if one.key not in outcomes], outcomes, now)
        pass_gate(session, attempts, now)
        won = [one for one in attempts if one.refusal is None]
        outcomes |= {one.request.key: one.refusal for one in attempts if one.refusal is not None}
        outcomes |= _write_down(session, won, by, now)
    return outcomes


def _prepare(
    session: Session, requests: Sequence[BookingRequest], outcomes: dict[str, Outcome], now: datetime
) -> list[Attempt]:
    """Judge what needs no lock; who may not come is answered and does not go on."""
    slots = _slots(session, {request.slot_id for request in requests})
    attempts = []
    for request in requests:
        slot = slots.get(request.slot_id)
        if slot is None or slot.service.procedure_id != request.submission.procedure_id:
            outcomes[request.key] = NotFound()
            continue
        attempt = _attempt(request, slot, now)
        refusal = _objection(attempt)
        if refusal is None:
            attempts.append(attempt)
        else:
            outcomes[request.key] = refusal
    return attempts


def _attempt(request: BookingRequest, slot: Slot, now: datetime) -> Attempt:
    rules = slot.service.rule_set
    places, channel = rules.places(request.party), request.submission.channel
    ask = gate.Ask(places, channel, now, rules.web_returns_on_day, request.override)
    return Attempt(request, slot, rules, ask, gate.cells(rules, slot.service_id, request.known_as, slot.day))


def _objection(attempt: Attempt) -> Refusal | None:
    request, slot = attempt.request, attempt.slot
    if attempt.ask.channel == WEB and not is_open(slot.service.procedure, attempt.ask.now):
        return NotAccepting(attempt.phone)
    ages = slot.ages_of(attempt.rules)
    residence, party = request.residence, request.party
    return objection(attempt.rules, ages, party, slot.day, residence=residence, phone=attempt.phone)


def _write_down(session: Session, won: Sequence[Attempt], by: Actor, now: datetime) -> dict[str, Outcome]:
    """Make the case and booking of everyone who got places, and write their receipts."""
    submissions = [(one.request.submission, "received" if _is_held(one) else "approved") for one in won]
    cases = new_cases(session, submissions, now=now) if won else []
    bookings = [_booking(one, case, now) for one, case in zip(won, cases, strict=True)]
    session.add_all(bookings)
    session.flush()
    note_admitted(session, cases, by=by, now=now)
    for one, booking in zip(won, bookings, strict=True):
        if booking.state == "confirmed":
            decide(session, booking.case, "approved", by=TOWN, now=now)
        detail = {"slot_id": one.slot.id, "places": booking.places, "override": one.ask.override}
        record(session, "book", "booking", booking.id, by=by, now=now, case_id=booking.case_id, **detail)
        tell_receipt(session, booking, one.slot, now)
    return {
        one.request.key: Given(booking.id, case.number, is_repeat=False)
        for one, booking, case in zip(won, bookings, cases, strict=True)
    }


def _is_held(attempt: Attempt) -> bool:
    return attempt.rules.needs_approval(attempt.slot.day)


def _booking(attempt: Attempt, case: Case, now: datetime) -> Booking:
    party = attempt.request.party
    return Booking(
        case=case,
        slot_id=attempt.slot.id,
        household=attempt.request.known_as,
        places=attempt.ask.places,
        by_web=attempt.ask.web_places > 0,
        adults=party.adults,
        children=len(party.births),
        ages=party.ages_on(attempt.slot.day),
        births=[born.isoformat() for born in party.births],
        state="held" if _is_held(attempt) else "confirmed",
        booked_at=now,
    )


def _freed(outcome: Outcome) -> bool:
    return isinstance(outcome, AlreadyBooked | HouseholdLimit)


def _slots(session: Session, ids: set[int]) -> dict[int, Slot]:
    return {slot.id: slot for slot in session.scalars(_wanted_slots(), {"ids": sorted(ids)})}


@cache
def _wanted_slots() -> Select[Slot]:
    service = joinedload(Slot.service)
    place = service.joinedload(Service.facility).joinedload(Facility.department)
    wanted = select(Slot).where(Slot.id.in_(bindparam("ids", expanding=True)))
    return wanted.options(place, service.joinedload(Service.procedure))


def _repeats(session: Session, keys: Sequence[str]) -> dict[str, Outcome]:
    """Return the bookings that submissions with these keys have already become."""
    if not keys:
        return {}
    rows = session.execute(_booked_by(), {"keys": list(keys)})
    return {row.key: Given(row.id, row.number, is_repeat=True) for row in rows}


@cache
def _booked_by() -> Select[str, str, int]:
    known = select(Case.key, Case.number, Booking.id).join(Booking, Booking.case_id == Case.id)
    return known.where(Case.key.in_(bindparam("keys", expanding=True)))


def _name_nearest(
    session: Session, requests: Sequence[BookingRequest], outcomes: Sequence[Outcome], now: datetime
) -> None:
    """Name free slots near the wanted one; equal wishes are looked up once."""
    found: dict[object, list[SlotLine]] = {}
    for request, refusal in zip(requests, outcomes, strict=True):
        if not isinstance(refusal, NoRoom):
            continue
        slot = session.get(Slot, request.slot_id)
        assert slot is not None
        channel = request.submission.channel
        wish = (slot.id, request.party, channel)
        if wish not in found:
            found[wish] = nearest_free(
                session, slot.service, slot.starts_at, request.party, now=now, channel=channel
            )
        refusal.nearest = found[wish]


def _load(session: Session, ids: set[int]) -> dict[int, Booking]:
    place = joinedload(Booking.slot).joinedload(Slot.service).joinedload(Service.facility)
    wanted = select(Booking).where(Booking.id.in_(ids)).options(joinedload(Booking.case), place)
    return {booking.id: booking for booking in session.scalars(wanted)} if ids else {}
