"""Moving a booking to another session for somebody who called: choose, confirm, done."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, request, url_for

from blueprints.booking.sessions import sessions_of
from blueprints.staff.cases.case_page import looked_at
from blueprints.web import database
from blueprints.web.guard import actor, needs
from blueprints.web.languages import gettext
from blueprints.web.show import lead_to, show
from domain.booking.lines import slot_line
from domain.booking.models import Booking
from domain.booking.operations import move
from domain.booking.queries import booking_of, slot_of
from domain.booking.rules import unit_word
from domain.clock import day_of, now_utc
from domain.refusals import NotFound, Refusal

blueprint = Blueprint("moves", __name__)

CHANNEL = "staff"
NEAR = timedelta(days=6)
"""The two weeks that are shown first begin so long before the session that is booked."""


@blueprint.get("/cases/<number>/slot")
@needs("book_by_phone")
def page(number: str) -> Response:
    """Show the sessions to move to; with ``?to=…`` the one that was chosen, to be confirmed."""
    looked_at(database.session(), number)
    booking, wanted = booking_of(database.session(), number), request.args.get("to", type=int)
    return _confirm(booking, wanted) if wanted else _choose(booking)


@blueprint.post("/cases/<number>/slot")
@needs("book_by_phone")
def change(number: str) -> Response:
    """Move the booking; refused it stays where it is."""
    wanted = request.form.get("slot", 0, type=int)
    try:
        move(database.session(), number, wanted, by=actor(), now=now_utc())
    except Refusal as refusal:
        return _confirm(booking_of(database.session(), number), wanted, refusal)
    return lead_to(
        url_for("staff.cases.case", number=number),
        gettext("予約の日時を変更しました。メールアドレスのある人にはお知らせを送ります。"),
    )


def _choose(booking: Booking) -> Response:
    service, now = booking.slot.service, now_utc()
    asked = request.args.get("from") or max(day_of(now), booking.slot.day - NEAR).isoformat()
    return show(
        "staff/cases/move.html",
        booking=booking,
        case=booking.case,
        sessions=sessions_of(database.session(), service, asked, CHANNEL, now),
    )


def _confirm(booking: Booking, slot_id: int, refusal: Refusal | None = None) -> Response:
    after = slot_of(database.session(), slot_id)
    if after.service_id != booking.slot.service_id:
        raise NotFound
    rules = after.service.rule_set
    return show(
        "staff/cases/move_check.html",
        status=refusal.status if refusal else 200,
        booking=booking,
        case=booking.case,
        after=slot_line(after, rules, now_utc(), CHANNEL),
        unit=unit_word(rules.unit),
        needs_approval=rules.needs_approval(after.day),
        refusal=refusal,
        nearest=getattr(refusal, "nearest", ()),
    )
