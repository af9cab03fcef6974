"""Changing how much room a session has; who is beyond it is listed, nobody loses a place."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request, url_for

from blueprints.staff.problems import Slip
from blueprints.staff.seen import noted
from blueprints.web import database
from blueprints.web.guard import actor, needs
from blueprints.web.languages import gettext
from blueprints.web.show import lead_to, show
from domain.booking.models import Booking, Slot
from domain.booking.operations import set_capacity
from domain.booking.queries import slot_of
from domain.booking.rules import unit_word
from domain.clock import now_utc
from domain.refusals import Refusal
from forms.messages import message

blueprint = Blueprint("capacity", __name__)

MOST = 9999


@blueprint.get("/booking/slots/<int:slot_id>/capacity")
@needs("change_capacity")
def page(slot_id: int) -> Response:
    """Ask for the new capacities."""
    slot = slot_of(database.session(), slot_id)
    return _ask(slot, str(slot.open_capacity), str(slot.hard_capacity))


@blueprint.post("/booking/slots/<int:slot_id>/capacity")
@needs("change_capacity")
def change(slot_id: int) -> Response:
    """Change the capacities; a surplus of bookings is shown before going on."""
    typed = request.form.get("open", ""), request.form.get("hard", "")
    open_capacity, hard_capacity = map(_number, typed)
    if open_capacity is None or hard_capacity is None or hard_capacity < open_capacity:
        return _ask(slot_of(database.session(), slot_id), *typed, problems=(_WRONG,), status=422)
    try:
        surplus = set_capacity(
            database.session(),
            slot_id,
            open_capacity=open_capacity,
            hard_capacity=hard_capacity,
            by=actor(),
            now=now_utc(),
        )
    except Refusal as refusal:
        slot = slot_of(database.session(), slot_id)
        return _ask(slot, *typed, problems=(Slip.of(refusal, "hard"),), status=refusal.status)
    return _changed(slot_of(database.session(), slot_id), surplus)


_WRONG = Slip("open", message("定員は0以上の数で、上限は受付の定員以上にしてください。"))


def _changed(slot: Slot, surplus: list[Booking]) -> Response:
    if surplus:
        ids = [one.case_id for one in surplus]
        return noted(show("staff/booking/surplus.html", **_values(slot), surplus=surplus), ids, "capacity")
    flash(gettext("定員を変更しました。"), "good")
    slug = slot.service.procedure.slug
    board = url_for("staff.booking.board", slug=slug, day=slot.day.isoformat(), _anchor=f"session-{slot.id}")
    return lead_to(board)


def _ask(
    slot: Slot, open_typed: str, hard_typed: str, problems: tuple[Slip, ...] = (), status: int = 200
) -> Response:
    return show(
        "staff/booking/capacity.html",
        status=status,
        problems=problems,
        open_typed=open_typed,
        hard_typed=hard_typed,
        **_values(slot),
    )


def _values(slot: Slot) -> dict[str, object]:
    service = slot.service
    return {
        "slot": slot,
        "service": service,
        "slug": service.procedure.slug,
        "unit": unit_word(service.rule_set.unit),
    }


def _number(typed: str) -> int | None:
    """Read a whole number in any width, None for anything else."""
    text = typed.strip()
    return int(text) if text.isdecimal() and len(text) <= 4 and int(text) <= MOST else None
