"""A booking by phone, typed into the same calendar: one compact form, the phone number first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import Blueprint, Response, request, url_for

from blueprints.booking.visits import Visit, visit_of
from blueprints.staff.cases.calls import Call, has_unseen, pressed, shown, typed_into, with_files
from blueprints.web import database
from blueprints.web.guard import actor, needs, present
from blueprints.web.show import lead_to, show
from blueprints.web.uploads import takes_files
from domain.booking.operations import book
from domain.booking.queries import booking_of, slot_line
from domain.booking.requests import request_of
from domain.cases.intake import submission_of
from domain.clock import now_utc
from domain.looking import note_view
from domain.refusals import Refusal
from forms.reading import Reading

blueprint = Blueprint("phone", __name__)

CHANNEL, ACTION = "phone", "book_by_phone"


@dataclass(frozen=True, kw_only=True)
class PhoneCall(Call):
    """One phone call about one session."""

    visit: Visit


@blueprint.get("/booking/<slug>/slots/<int:slot_id>/booking")
@needs(ACTION)
def page(slug: str, slot_id: int) -> Response:
    """Begin a call."""
    return _again(_call(slug, slot_id, {}))


@blueprint.post("/booking/<slug>/slots/<int:slot_id>/booking")
@needs(ACTION)
@takes_files
def enter(slug: str, slot_id: int) -> Response:
    """Book; where only the phone number was typed so far, look it up first."""
    call = _call(slug, slot_id, request.form.to_dict(flat=False))
    again = pressed(call, request.form.get("step", ""))
    return _again(again) if again else _book(call, slug)


@blueprint.get("/booking/<slug>/booked/<number>")
@needs(ACTION)
def booked(slug: str, number: str) -> Response:
    """Show the number to read aloud."""
    booking = booking_of(database.session(), number)
    note_view(database.session(), booking.case, by=actor(), now=now_utc())
    booking = booking_of(database.session(), number)
    return show("staff/booking/booked.html", booking=booking, case=booking.case, slug=slug)


def _call(slug: str, slot_id: int, sent: Mapping[str, list[str]]) -> PhoneCall:
    visit = visit_of(database.session(), slug, slot_id, now_utc())
    call = PhoneCall(visit.form, visit.facts, **typed_into(sent), action=ACTION, visit=visit)
    return with_files(call) if sent else call


def _book(call: PhoneCall, slug: str) -> Response:
    reading = call.read()
    if has_unseen(call, reading):
        return _again(replace(call, has_more=True))
    if not reading.ok:
        return _show(call, reading, status=422)
    sent = {"key": call.form_key, "channel": CHANNEL, "entered_by_id": present().staff_id}
    asked = request_of(submission_of(call.visit.version, reading.answers, **sent), call.visit.slot.id)
    try:
        number = book(database.session(), asked, by=actor(), now=now_utc()).case.number
    except Refusal as refusal:
        return _refused(call, slug, refusal)
    return lead_to(url_for("staff.phone.booked", slug=slug, number=number))


def _refused(call: PhoneCall, slug: str, refusal: Refusal) -> Response:
    """Show the form as it was typed, with the reason; the session is looked at again after the attempt."""
    visit = visit_of(database.session(), slug, call.visit.slot.id, now_utc())
    fresh = replace(call, visit=visit, refusal=refusal)
    return _show(fresh, fresh.draft(), status=refusal.status)


def _again(call: PhoneCall) -> Response:
    return _show(call, call.draft(), 422 if call.has_lost_file else 200)


def _show(call: PhoneCall, reading: Reading, status: int = 200) -> Response:
    room, slot = call.visit.room, call.visit.slot
    return show(
        "staff/booking/phone.html",
        "staff/booking/_phone_form.html",
        status=status,
        room=room,
        slot=slot_line(slot, room.rules, now_utc(), CHANNEL),
        **shown(call, reading),
    )
