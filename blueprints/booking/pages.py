"""Booking a session of a room: the room with its calendar, the form, the check page."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from flask import Blueprint, Response, current_app, render_template, request, url_for
from flask_wtf.csrf import CSRFError

from blueprints.booking.availability import fresh_part
from blueprints.booking.refusing import as_problem, can_try_again, nearest_slots, other_slots
from blueprints.booking.rooms import Fortnight, first_day, fortnight_of, room_of
from blueprints.booking.rule_words import words_of
from blueprints.booking.visits import Visit, is_partly_japanese, place_of, visit_of
from blueprints.web.database import session
from blueprints.web.drawing import carried
from blueprints.web.filling import CHECK, Filling, Sent
from blueprints.web.form_pages import Journey, check_page, shown_page
from blueprints.web.form_steps import (
    asked_again,
    begun_page,
    first_page,
    is_sent,
    lead_to_receipt,
    sent_here,
    submission_made,
)
from blueprints.web.kept import kept_page, shelf
from blueprints.web.languages import language
from blueprints.web.show import show
from blueprints.web.uploads import go_on_with_files, takes_files
from domain.booking.batches import Batches
from domain.booking.judging import shortage
from domain.booking.marks import WEB
from domain.booking.models import Service
from domain.booking.queries import booking_of, service_by_slug, sizes_of
from domain.booking.refusals import NotAccepting
from domain.booking.requests import is_answer_to, request_of
from domain.clock import day_of, now_utc
from domain.procedures.queries import is_open
from domain.refusals import Refusal
from forms.messages import mark

blueprint = Blueprint("booking", __name__, url_prefix="/booking")

BOOKED_BEFORE = mark(
    "この入力画面からの予約は、前に受け付けています。その予約をお見せします。別の予約は、日時を選ぶところからお進みください。"
)
"""What is said to whoever sends the page of a booking again, with other answers."""


@blueprint.get("/<slug>")
def room(slug: str) -> Response:
    """Show a room: what it is, two weeks of sessions, its rules."""
    return kept_page(lambda: _room(slug)) if _asks_as_links_do() else _room(slug)


@blueprint.get("/<slug>/availability")
def availability(slug: str) -> Response:
    """Answer a watcher who has seen ``?seen=…``: 204 where nothing has changed, else the sessions anew."""
    return fresh_part(slug, request.args.get("from", ""), request.args.get("seen", ""), _fortnight)


@blueprint.get("/<slug>/slots/<int:slot_id>")
def slot(slug: str, slot_id: int) -> Response:
    """Ask who comes; a household that is remembered goes straight to the check page."""
    visit = _visit(slug, slot_id)
    if not is_open(visit.version.procedure, now_utc()):
        raise NotAccepting(visit.room.phone)
    if not visit.line.mark.is_bookable:
        return kept_page(lambda: _unbookable(visit))
    journey = _journey(visit)
    return first_page(journey, lambda: begun_page(journey))


@blueprint.post("/<slug>/slots/<int:slot_id>")
@takes_files
def fill_slot(slug: str, slot_id: int) -> Response:
    """Do what the pressed button says: draw the form again, go on, go back, or book."""
    visit, sent = _visit(slug, slot_id), sent_here()
    if sent.step == CHECK and _is_gone(visit, sent.form_key):
        return kept_page(
            lambda: _unbookable(visit, sent), form_key=sent.form_key, own=(carried(sent.carried),)
        )
    filling = go_on_with_files(visit.form, visit.facts, sent)
    return _booked(visit, filling) if filling.is_confirmed else shown_page(_journey(visit), filling)


@blueprint.errorhandler(CSRFError)
def ask_again(error: CSRFError) -> Response:
    """Show the page once more with what was typed."""
    return asked_again(error, lambda slug, slot_id: _journey(_visit(slug, slot_id)))


def _asks_as_links_do() -> bool:
    """Say whether the address is one that a link of ours has; others are not worth keeping a page for."""
    wanted = request.args.get("from")
    usual = wanted is None or wanted == first_day(wanted, now_utc()).isoformat()
    return usual and request.args.keys() <= {"from"}


def _room(slug: str) -> Response:
    service = service_by_slug(session(), slug)
    shown = room_of(service)
    return show(
        "booking/room.html",
        "booking/_slots.html",
        room=shown,
        fortnight=_fortnight(service),
        rule_words=words_of(shown.rules, sizes_of(session(), service, day_of(now_utc()))),
    )


def _visit(slug: str, slot_id: int) -> Visit:
    """Return a session with its form, at most a moment old: the gate looks again before it gives a place."""
    place = shelf().get(("place", slug), lambda: place_of(session(), slug).apart())
    return shelf().get(
        _key(slug, slot_id), lambda: visit_of(session(), slug, slot_id, now_utc(), place).apart(place)
    )


def _key(slug: str, slot_id: int) -> Hashable:
    return "visit", slug, slot_id


def _is_gone(visit: Visit, form_key: str) -> bool:
    """Say whether there is nothing left to fill the form for; who has booked by it already is not told so."""
    return not visit.line.mark.is_bookable and not is_sent(form_key)


def _fortnight(service: Service) -> Fortnight:
    return fortnight_of(session(), service, request.args.get("from", ""), now=now_utc())


def _journey(visit: Visit) -> Journey:
    def at_end(filling: Filling, refusal: Refusal | None) -> dict[str, object]:
        nearest = other_slots(visit, filling, refusal) if refusal else ()
        return {"nearest": nearest, "can_try_again": can_try_again(refusal)}

    return Journey(
        form=visit.form,
        facts=visit.facts,
        page="booking/slot.html",
        check="booking/check.html",
        about=lambda: _about(visit),
        now=lambda: _places_left(visit),
        shown=visit.shown,
        at_end=at_end,
    )


def _places_left(visit: Visit) -> tuple[str, ...]:
    """Return what a page says about places left, made once for all who ask in this moment; nothing where there are none."""
    if not visit.line.mark.is_bookable:
        return ()
    about = {"room": visit.room, "slot": visit.line}
    key = "left", visit.room.slug, visit.slot.id, visit.line.remaining, language()
    return (shelf().get(key, lambda: render_template("booking/places_left.html", **about)),)


def _booked(visit: Visit, filling: Filling) -> Response:
    wanted = request_of(submission_made(visit.version, filling), visit.slot.id)
    if _is_gone(visit, filling.form_key):
        return _refused(visit, filling, _shortage(visit, visit.room.rules.places(wanted.party)))
    try:
        given = _batches().book(session(), wanted, now=now_utc())
    except Refusal as refusal:
        shelf().forget(_key(visit.room.slug, visit.slot.id))  # it is fuller than the others here are told
        return _refused(visit, filling, refusal)
    is_as_asked = not given.is_repeat or is_answer_to(booking_of(session(), given.number), wanted)
    return lead_to_receipt(given.number, "cases", "" if is_as_asked else BOOKED_BEFORE)


def _batches() -> Batches:
    return current_app.extensions.setdefault("batches", Batches())  # type: ignore[no-any-return]


def _refused(visit: Visit, filling: Filling, refusal: Refusal) -> Response:
    """Show an answer that the rules do not take as an error at its question, anything else on the check page."""
    at_question = as_problem(filling, refusal) if refusal.status == 422 else None
    journey = _journey(visit)
    return shown_page(journey, at_question) if at_question else check_page(journey, filling, refusal)


def _unbookable(visit: Visit, sent: Sent | None = None) -> Response:
    """Say why a session cannot be booked; what was typed so far goes along to another one."""
    about = {
        **_about(visit),
        "refusal": _shortage(visit, 1),
        "nearest": nearest_slots(visit, 1),
        "sent": sent,
    }
    if sent is None:
        del about["language_form"]  # there is no form yet
    return show("booking/unbookable.html", status=409, **about)


def _shortage(visit: Visit, places: int) -> Refusal:
    """Return why a session cannot be booked now."""
    slot, room = visit.slot, visit.room
    about: dict[str, Any] = {"channel": WEB, "now": now_utc(), "phone": room.phone}
    return shortage(slot.state_under(room.rules), room.rules, slot.closed_reason, places=places, **about)


def _about(visit: Visit) -> dict[str, object]:
    """Return what every page of the journey shows: the room, the session, where the buttons lead."""
    return {
        "room": visit.room,
        "slot": visit.line,
        "is_partly_japanese": is_partly_japanese(visit.form, language()),
        "language_form": "typed",
        "address": url_for("booking.slot", slug=visit.room.slug, slot_id=visit.slot.id),
        "room_address": url_for(
            "booking.room", slug=visit.room.slug, _anchor="slots", **{"from": visit.slot.day}
        ),
    }
