"""The day's board: every slot with everyone who comes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from domain.booking.lines import slot_line
from domain.booking.models import HOLDING_STATES, Booking, Service, Slot
from domain.booking.views import BoardLine, BoardSlot
from domain.cases.models import Case
from forms.definition import Field, Form
from forms.fields import kind_of

STAFF = "staff"


def board(session: Session, service: Service, day: date, *, now: datetime) -> list[BoardSlot]:
    """Return the slots of a day with their bookings in kana order; three queries and one per form version."""
    rules = service.rule_set
    wanted = select(Slot).where(Slot.service_id == service.id, Slot.day == day)
    slots = session.scalars(wanted.order_by(Slot.starts_at)).all()
    bookings = _bookings(session, slots)
    known = _seen_before(session, service, day, {one.household for one in bookings})
    forms: dict[int, Form] = {}
    lines: dict[int, list[BoardLine]] = {}
    for booking in bookings:
        lines.setdefault(booking.slot_id, []).append(_line(booking, known, forms))
    return [
        BoardSlot(
            slot=slot_line(slot, rules, now, STAFF),
            open_capacity=slot.open_capacity,
            hard_capacity=slot.hard_capacity,
            taken=slot.taken,
            web_taken=slot.web_taken,
            bookings=tuple(lines.get(slot.id, ())),
        )
        for slot in slots
    ]


def _bookings(session: Session, slots: Iterable[Slot]) -> Sequence[Booking]:
    wanted = select(Booking).join(Booking.case).where(Booking.state.in_(HOLDING_STATES))
    wanted = wanted.where(Booking.slot_id.in_([slot.id for slot in slots]))
    in_order = wanted.order_by(Case.applicant_kana, Booking.id)
    return session.scalars(in_order.options(joinedload(Booking.case).joinedload(Case.form_version))).all()


def _seen_before(session: Session, service: Service, day: date, households: set[str]) -> set[str]:
    """Return the households that held a place in the facility on an earlier day."""
    earlier = select(Booking.household).join(Booking.slot).join(Slot.service)
    is_here = Service.facility_id == service.facility_id
    came = Booking.state.in_(HOLDING_STATES) & (Booking.state != "no_show")
    found = earlier.where(is_here, came, Slot.day < day, Booking.household.in_(households)).distinct()
    return set(session.scalars(found))


def _line(booking: Booking, known: set[str], forms: dict[int, Form]) -> BoardLine:
    case = booking.case
    if case.form_version_id not in forms:
        forms[case.form_version_id] = case.form_version.form
    return BoardLine(
        booking_id=booking.id,
        case_id=booking.case_id,
        number=case.number,
        state=booking.state,
        name=case.applicant_name,
        kana=case.applicant_kana,
        phone=case.phone,
        channel=case.channel,
        adults=booking.adults,
        children=booking.children,
        children_names=_children(forms[case.form_version_id].meaning("children"), case),
        ages=tuple(booking.ages),
        places=booking.places,
        is_first_visit=booking.household not in known,
        staff_note=booking.staff_note,
    )


def _children(field: Field | None, case: Case) -> tuple[str, ...]:
    if field is None or not case.answers.get(field.key):
        return ()
    return tuple(str(child) for child in kind_of(field).load(case.answers[field.key]))
