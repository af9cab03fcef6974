"""Changing one's own booking: another session, giving it up, correcting what was returned."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for

from blueprints.booking.own_bookings import Own, own_booking
from blueprints.booking.rooms import fortnight_of
from blueprints.cases.corrections import correcting, correction_of, send
from blueprints.cases.untold import undo_time
from blueprints.web import access
from blueprints.web.database import session
from blueprints.web.languages import gettext
from blueprints.web.show import lead_to, show
from blueprints.web.uploads import takes_files
from domain.booking.lines import slot_line
from domain.booking.operations import cancel, move
from domain.booking.queries import slot_of
from domain.booking.refusals import TooLateToCancel
from domain.clock import now_utc
from domain.history import RESIDENT
from domain.refusals import NotFound, Refusal

blueprint = Blueprint("changes", __name__, url_prefix="/bookings/<number>")
blueprint.before_request(access.ask_who_it_is)


@blueprint.get("/slot")
def choose_slot(number: str) -> Response:
    """Show the sessions to move to; with ``?to=…`` the one that was chosen, to be confirmed."""
    own = _changeable(number)
    wanted = request.args.get("to", type=int)
    return _confirm_move(own, wanted) if wanted else _choose(own)


@blueprint.post("/slot")
def move_to_slot(number: str) -> Response:
    """Move the booking to the chosen session."""
    wanted = request.form.get("slot", 0, type=int)
    try:
        move(session(), number, wanted, by=RESIDENT, now=now_utc(), within=undo_time())
    except Refusal as refusal:
        return _confirm_move(_own(number), wanted, refusal)
    return _back(number, gettext("日時を変更しました。"))


@blueprint.get("/cancellation")
def confirm_cancellation(number: str) -> Response:
    """Ask once more before the places are given back."""
    return show("cases/cancel.html", own=_own(number))


@blueprint.post("/cancellation")
def give_up(number: str) -> Response:
    """Cancel the booking; a second tap finds it cancelled and says the same."""
    cancel(session(), number, by=RESIDENT, now=now_utc(), within=undo_time())
    return _back(number, gettext("予約を取り消しました。"))


@blueprint.get("/correction")
def correction(number: str) -> Response:
    """Show the questions to correct, and nothing else."""
    return correcting(correction_of(session(), _own(number)))


@blueprint.post("/correction")
@takes_files
def send_correction(number: str) -> Response:
    """Take the corrected answers; other buttons only draw the form again."""
    return send(session(), _own(number), request.form.to_dict(flat=False), now_utc())


def _own(number: str) -> Own:
    return own_booking(session(), number, now_utc())


def _changeable(number: str) -> Own:
    own = _own(number)
    if not own.is_changeable:
        raise TooLateToCancel(own.slot.cancel_until, own.room.phone)
    return own


def _choose(own: Own) -> Response:
    service, wanted = own.booking.slot.service, request.args.get("from", "")
    weeks = fortnight_of(session(), service, wanted, now=now_utc(), booking=own.booking)
    return show("cases/move.html", "booking/_slots.html", own=own, fortnight=weeks)


def _confirm_move(own: Own, slot_id: int, refusal: Refusal | None = None) -> Response:
    after = slot_of(session(), slot_id)
    if after.service_id != own.booking.slot.service_id:
        raise NotFound
    return show(
        "cases/move_check.html",
        status=409 if refusal else 200,
        own=own,
        after=slot_line(after, own.room.rules, now_utc()),
        needs_approval=own.room.rules.needs_approval(after.day),
        refusal=refusal,
        nearest=getattr(refusal, "nearest", ()),
    )


def _back(number: str, said: str) -> Response:
    return lead_to(url_for("cases.page", number=number), said)
