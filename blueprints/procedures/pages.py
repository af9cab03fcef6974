"""A procedure's start page, its short address, its QR code and its poster."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, url_for

from blueprints.booking.calendar_file import qr_code
from blueprints.procedures.starting import beginning_of, kept_for, short_address, site_of, start_of
from blueprints.web.database import session
from blueprints.web.kept import kept_page
from blueprints.web.languages import gettext
from blueprints.web.show import show
from domain.clock import now_utc
from domain.procedures.finding import known, related_to
from domain.procedures.models import Procedure
from domain.procedures.rules import LIFE_EVENTS, shared_event
from domain.refusals import NotFound

blueprint = Blueprint("procedures", __name__)

QR_SECONDS = 3600


@blueprint.get("/procedures/<slug>")
def start(slug: str) -> Response:
    """Say what a procedure is, for whom, when, and what comes of it; one button begins it."""
    return kept_page(lambda: _start(slug))


@blueprint.get("/p/<slug>")
def short(slug: str) -> Response:
    """Lead from the address on a poster to the start page."""
    return redirect(url_for("procedures.start", slug=_found(slug).slug), 302)  # type: ignore[return-value]


@blueprint.get("/procedures/<slug>/qr.svg")
def qr(slug: str) -> Response:
    """Give the short address as a QR code."""
    response = make_response(qr_code(short_address(_found(slug).slug), gettext("この手続きのQRコード")))
    response.headers["Content-Type"] = "image/svg+xml"
    response.headers["Cache-Control"] = f"public, max-age={QR_SECONDS}"
    return response


@blueprint.get("/procedures/<slug>/poster")
def poster(slug: str) -> Response:
    """Show a sheet of A4 to hang up."""
    return kept_page(lambda: _poster(slug))


def _start(slug: str) -> Response:
    procedure, now = _found(slug), now_utc()
    related = related_to(session(), procedure.id, now=now)
    return show(
        "procedures/start.html",
        **_values(procedure),
        related=related,
        event=shared_event(procedure.life_events, [card.life_events for card in related]),
        life_events=LIFE_EVENTS,
        kept_for=kept_for,
    )


def _poster(slug: str) -> Response:
    return show("procedures/poster.html", **_values(_found(slug)))


def _values(procedure: Procedure) -> dict[str, object]:
    return {
        "procedure": procedure,
        "beginning": beginning_of(procedure, now_utc()),
        "start_of": start_of,
        "site_of": site_of,
        "short_address": short_address(procedure.slug),
    }


def _found(slug: str) -> Procedure:
    procedure = known(session(), slug)
    if procedure is None:
        raise NotFound
    return procedure
