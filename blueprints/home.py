"""The front door: the catalogue of procedures, and the choice of language."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request

from blueprints.database import session
from blueprints.languages import COOKIE, NAMES
from blueprints.remembering import remembered
from blueprints.show import show
from domain.clock import now_utc
from domain.procedures import queries

blueprint = Blueprint("home", __name__)

YEAR_SECONDS = 365 * 24 * 3600


@blueprint.get("/")
def catalogue() -> Response:
    """Show every procedure that is open."""
    now = now_utc()
    listed, known = queries.catalogue(session(), now=now), bool(remembered(session(), now))
    return show("home/catalogue.html", procedures=listed, is_remembered=known)


@blueprint.post("/language")
def choose_language() -> Response:
    """Keep the chosen language in a cookie and go back to the page it was chosen on."""
    code = request.form.get("language", "ja")
    response = redirect(_path_only(request.form.get("back", "/")), 303)
    if code in NAMES:
        response.set_cookie(COOKIE, code, max_age=YEAR_SECONDS, samesite="Lax", httponly=True)
    return response  # type: ignore[return-value]


def _path_only(back: str) -> str:
    """Keep a redirect on this site: "//host" is another site's address, and browsers drop a tab within it."""
    is_local = back.startswith("/") and not back.startswith(("//", "/\\")) and back.isprintable()
    return back if is_local else "/"
