"""The tablet at the counter: the same forms in large print, handed over to confirm, wiped for the next person."""

from __future__ import annotations

import io
from dataclasses import replace
from urllib.parse import quote

import segno
from flask import Blueprint, Response, current_app, g, request, session, url_for

from blueprints.booking.refusing import as_problem, can_try_again
from blueprints.booking.rooms import room_of
from blueprints.booking.sessions import sessions_of
from blueprints.booking.visits import Visit, visit_of
from blueprints.counter.tablet import (
    CHANNEL,
    LANGUAGE,
    Gone,
    begun_on_tablet,
    give_slip,
    refused_on_tablet,
    sent_on_tablet,
    shown_on_tablet,
    slip_number,
    submission_on_tablet,
    wipe_visit,
)
from blueprints.web import access, database
from blueprints.web.filling import Filling
from blueprints.web.form_pages import Journey
from blueprints.web.guard import actor, check_counter, departments, needs
from blueprints.web.languages import NAMES
from blueprints.web.show import lead_to, show
from blueprints.web.uploads import go_on_with_files, takes_files
from domain.applications.queries import refusal_of, takeable
from domain.booking.lines import slot_line
from domain.booking.operations import book
from domain.booking.queries import booking_of, service_by_slug, services
from domain.booking.refusals import AlreadySent
from domain.booking.requests import is_answer_to, request_of
from domain.cases.secrets import link_token, secret_of
from domain.clock import now_utc
from domain.notices.letters import Letterhead
from domain.refusals import Refusal

blueprint = Blueprint("counter", __name__, url_prefix="/counter")


@blueprint.before_request
def check() -> object:
    """Let a signed-in clerk's tablet in, and speak the language of who stands before it."""
    refused = check_counter()
    if refused is None:
        g.language = session.get(LANGUAGE, "ja")
        g.without_autofill = True
    return refused


@blueprint.after_request
def keep_nothing(response: Response) -> Response:
    """Let neither browser nor proxy keep a page of the counter."""
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.errorhandler(Gone)
def gone(_error: Gone) -> Response:
    """Say that the page was wiped."""
    return show("counter/gone.html", status=410)


@blueprint.get("")
@needs("use_counter")
def index() -> Response:
    """Show what can be asked for here, as large tiles."""
    mine = departments("use_counter")
    found = [
        one for one in services(database.session()) if mine is None or one.procedure.department_id in mine
    ]
    applications = [
        one
        for one in takeable(database.session())
        if (mine is None or one.department_id in mine) and refusal_of(one, now_utc()) is None
    ]
    rooms = [room_of(one) for one in found]
    return show("counter/start.html", rooms=rooms, applications=applications, languages=NAMES)


@blueprint.post("/language")
@needs("use_counter")
def choose_language() -> Response:
    """Speak another language until the tablet is wiped."""
    if request.form.get("language") in NAMES:
        session[LANGUAGE] = request.form["language"]
    return lead_to(url_for("counter.index"))


@blueprint.get("/<slug>")
@needs("use_counter")
def slots(slug: str) -> Response:
    """List two weeks of sessions."""
    service = service_by_slug(database.session(), slug)
    asked = request.args.get("from", "")
    sessions = sessions_of(database.session(), service, asked, CHANNEL, now_utc())
    return show("counter/slots.html", room=room_of(service), sessions=sessions)


@blueprint.get("/<slug>/slots/<int:slot_id>")
@needs("use_counter")
def slot(slug: str, slot_id: int) -> Response:
    """Begin the form for the person at the counter; pages of the one before are gone from now on."""
    return begun_on_tablet(_journey(_visit(slug, slot_id)))


@blueprint.post("/<slug>/slots/<int:slot_id>")
@needs("use_counter")
@takes_files
def fill_slot(slug: str, slot_id: int) -> Response:
    """Do what the pressed button says: draw again, go on, hand over, or book."""
    sent, visit = sent_on_tablet(), _visit(slug, slot_id)
    filling = go_on_with_files(visit.form, visit.facts, sent)
    return _booked(visit, filling) if filling.is_confirmed else shown_on_tablet(_journey(visit), filling)


@blueprint.get("/slips/<key>")
@needs("use_counter")
def slip(key: str) -> Response:
    """Show the number, to be printed or photographed."""
    booking = booking_of(database.session(), slip_number(key))
    secret = secret_of(booking.case.number, access.key())
    return show(
        "counter/slip.html", booking=booking, room=room_of(booking.slot.service), key=key, secret=secret
    )


@blueprint.get("/slips/<key>/qr.svg")
@needs("use_counter")
def qr(key: str) -> Response:
    """Draw the signed link to the booking."""
    token = quote(link_token(slip_number(key), access.key()))
    address = current_app.config["BASE_URL"].rstrip("/") + Letterhead.case_path.format(token=token)
    image = io.BytesIO()
    segno.make(address, error="m").save(image, kind="svg", scale=5, border=4)
    return Response(image.getvalue(), mimetype="image/svg+xml")


@blueprint.post("/wipe")
@needs("use_counter")
def wipe() -> Response:
    """Forget the person at the counter; the clerk stays signed in, behind the lock where it was handed over."""
    wipe_visit()
    response = lead_to(url_for("counter.index"))
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _visit(slug: str, slot_id: int) -> Visit:
    visit = visit_of(database.session(), slug, slot_id, now_utc())
    return replace(visit, line=slot_line(visit.slot, visit.room.rules, now_utc(), CHANNEL))


def _journey(visit: Visit) -> Journey:
    def about() -> dict[str, object]:
        """Return what every page shows: the room, the session, where the buttons lead."""
        address = url_for("counter.fill_slot", slug=visit.room.slug, slot_id=visit.slot.id)
        return {"room": visit.room, "slot": visit.line, "address": address}

    def at_end(_filling: Filling, refusal: Refusal | None) -> dict[str, object]:
        return {"can_try_again": can_try_again(refusal)}

    pages = "counter/form.html", "counter/confirm.html"
    return Journey(visit.form, visit.facts, *pages, about, at_end=at_end)


def _booked(visit: Visit, filling: Filling) -> Response:
    wanted = request_of(submission_on_tablet(visit.version, filling), visit.slot.id)
    try:
        booking = book(database.session(), wanted, by=actor(), now=now_utc())
        if not is_answer_to(booking, wanted):
            raise AlreadySent
    except Refusal as refusal:
        at_question = as_problem(filling, refusal) if refusal.status == 422 else None
        journey = _journey(visit)
        if at_question:
            return shown_on_tablet(journey, at_question)
        return refused_on_tablet(journey, filling, refusal)
    give_slip(booking.case.number)
    return lead_to(url_for("counter.slip", key=filling.form_key))
