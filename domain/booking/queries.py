"""Looking booking up: the calendar, free slots, one booking, the day's board."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session, joinedload

from domain.booking.board import board
from domain.booking.gate import Ask, gives
from domain.booking.lines import slot_line
from domain.booking.marks import WEB
from domain.booking.models import Booking, Closure, Facility, Service, Slot, SlotException
from domain.booking.rules import Party, Rules
from domain.booking.views import CalendarDay, Size, SlotLine
from domain.cases.models import Case
from domain.procedures.models import Procedure
from domain.refusals import NotFound
from forms.definition import Text
from forms.messages import Message

__all__ = [
    "availability_digest",
    "board",
    "booking_of",
    "calendar",
    "closures_of",
    "department_of_slot",
    "nearest_free",
    "service_by_slug",
    "services",
    "sizes_of",
    "slot_line",
    "slot_of",
]


def services(session: Session) -> Sequence[Service]:
    """Return every service with its facility and procedure, by facility."""
    found = select(Service).options(*_WITH_PLACE).order_by(Service.facility_id, Service.id)
    return session.scalars(found).unique().all()


def service_by_slug(session: Session, slug: str) -> Service:
    """Return the service that the procedure with this slug books; NotFound."""
    wanted = select(Service).join(Procedure, Procedure.id == Service.procedure_id)
    service = session.scalar(wanted.where(Procedure.slug == slug).options(*_WITH_PLACE))
    if service is None:
        raise NotFound
    return service


def slot_of(session: Session, slot_id: int) -> Slot:
    """Return a slot with its service, facility and procedure; NotFound."""
    slot = session.scalar(select(Slot).where(Slot.id == slot_id).options(*_SLOT_WITH_PLACE))
    if slot is None:
        raise NotFound
    return slot


def department_of_slot(session: Session, slot_id: int) -> int | None:
    """Return which department a slot belongs to; None where there is no such slot."""
    wanted = select(Procedure.department_id).join(Service, Service.procedure_id == Procedure.id)
    return session.scalar(wanted.join(Slot, Slot.service_id == Service.id).where(Slot.id == slot_id))


def booking_of(session: Session, case_number: str) -> Booking:
    """Return the booking of a case, with case, slot, service and facility; NotFound."""
    wanted = select(Booking).join(Case, Case.id == Booking.case_id).where(Case.number == case_number)
    booking = session.scalar(wanted.options(*_BOOKING_WITH_PLACE))
    if booking is None:
        raise NotFound
    return booking


def calendar(
    session: Session, service: Service, first: date, days: int = 14, *, now: datetime, channel: str = WEB
) -> list[CalendarDay]:
    """Return the days from ``first`` with their slots, or why they have none; three queries."""
    rules, last = service.rule_set, first + timedelta(days=days - 1)
    by_day: dict[date, list[SlotLine]] = {}
    for slot in _slots_between(session, service, first, last):
        by_day.setdefault(slot.day, []).append(slot_line(slot, rules, now, channel))
    closed = _closed_by_staff(session, service, first, last)
    listed = (first + timedelta(days=ahead) for ahead in range(days))
    return [_day(day, tuple(by_day.get(day, ())), closed.get(day), rules) for day in listed]


def sizes_of(session: Session, service: Service, first: date) -> list[Size]:
    """Return the different sizes that slots from ``first`` on have, but for those that staff have changed."""
    made = Slot.service_id == service.id, Slot.day >= first, Slot.changed_by_staff_at.is_(None)
    found = session.execute(select(Slot.open_capacity, Slot.web_quota).where(*made).distinct())
    return [Size(places, places if quota is None else min(quota, places)) for places, quota in found]


def availability_digest(lines: Iterable[SlotLine | CalendarDay]) -> str:
    """Return 16 hex digits that change exactly when what is shown of slots (or days) changes."""
    shown = "\n".join(_shown(line) for line in lines)
    return hashlib.sha256(shown.encode()).hexdigest()[:16]


def nearest_free(
    session: Session,
    service: Service,
    near: datetime,
    party: Party | int,
    *,
    now: datetime,
    channel: str = WEB,
    most: int = 3,
) -> list[SlotLine]:
    """Return the slots nearest in time to ``near`` that have room for a party (or a number of places).

    A slot whose own age rule the party does not fit is left out; two queries.
    """
    rules = service.rule_set
    places = party if isinstance(party, int) else rules.places(party)
    ask = Ask(places, channel, now, rules.web_returns_on_day)
    free = select(Slot).where(Slot.service_id == service.id, gives(ask.kind), Slot.starts_at != near)
    after = free.where(Slot.starts_at > near).order_by(Slot.starts_at).limit(most * _SPARE)
    before = free.where(Slot.starts_at < near).order_by(Slot.starts_at.desc()).limit(most * _SPARE)
    halves = (session.scalars(half, ask.values, execution_options=_FRESH) for half in (after, before))
    found = [slot for half in halves for slot in half]
    fitting = [slot for slot in found if isinstance(party, int) or _suits(slot, rules, party)]
    fitting.sort(key=lambda slot: (abs(slot.starts_at - near), slot.starts_at))
    return [slot_line(slot, rules, now, channel) for slot in fitting[:most]]


_SPARE = 4
"""Slots looked at for each one wanted, because some may be for other ages."""
_FRESH = {"populate_existing": True}
_WITH_PLACE = (joinedload(Service.facility).joinedload(Facility.department), joinedload(Service.procedure))
_SLOT_WITH_PLACE = (
    joinedload(Slot.service).joinedload(Service.facility).joinedload(Facility.department),
    joinedload(Slot.service).joinedload(Service.procedure),
)
_BOOKING_WITH_PLACE = (
    joinedload(Booking.case),
    joinedload(Booking.slot).joinedload(Slot.service).joinedload(Service.facility),
    joinedload(Booking.slot).joinedload(Slot.service).joinedload(Service.procedure),
)


def _slots_between(session: Session, service: Service, first: date, last: date) -> Iterable[Slot]:
    wanted = select(Slot).where(Slot.service_id == service.id, Slot.day.between(first, last))
    return session.scalars(wanted.order_by(Slot.starts_at), execution_options=_FRESH)


def _closed_by_staff(session: Session, service: Service, first: date, last: date) -> dict[date, Text]:
    """Return the days with an exception without slots, or a closure, and why."""
    empty = select(SlotException).where(
        SlotException.service_id == service.id, SlotException.day.between(first, last)
    )
    found = {one.day: Text(one.reason) for one in session.scalars(empty) if not one.slots}
    for closure in session.scalars(closures_of(service, first, last)):
        day = max(first, closure.first_on)
        while day <= min(last, closure.last_on):
            found[day] = Text.from_json(closure.reason)
            day += timedelta(days=1)
    return found


def closures_of(service: Service, first: date, last: date) -> Select[Closure]:
    """Return the SELECT of closures in force that touch the days from ``first`` to ``last``."""
    is_here = and_(
        Closure.facility_id == service.facility_id,
        or_(Closure.service_id.is_(None), Closure.service_id == service.id),
    )
    touches = and_(Closure.first_on <= last, Closure.last_on >= first, Closure.lifted_at.is_(None))
    return select(Closure).where(is_here, touches).order_by(Closure.id)


def _day(day: date, slots: tuple[SlotLine, ...], by_staff: Text | None, rules: Rules) -> CalendarDay:
    takes_place = any(slot.closed is None for slot in slots)
    why: Text | Message | None = by_staff or rules.closed_days.reason(day)
    return CalendarDay(day, None if takes_place else why, slots)


def _shown(line: SlotLine | CalendarDay) -> str:
    if isinstance(line, CalendarDay):
        return "\n".join([f"{line.day} {line.closed}", *map(_shown, line.slots)])
    opens = line.opens_at if line.mark.name == "NOT_YET" else ""
    return (
        f"{line.id} {line.starts_at} {line.ends_at} {line.mark.name} {line.remaining} {opens} {line.closed}"
    )


def _suits(slot: Slot, rules: Rules, party: Party) -> bool:
    return not slot.ages_of(rules).misfits(party.births, slot.day)
