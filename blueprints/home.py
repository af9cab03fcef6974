"""The front door: the catalogue of procedures, and the choice of language."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request

from blueprints.database import session
from blueprints.remembering import remembered
from blueprints.show import show
from domain.clock import now_utc
from domain.procedures import queries

blueprint = Blueprint("home", __name__)

@blueprint.get("/")
def catalogue() -> Response:
    """Show every procedure that is open."""
    now = now_utc()
    listed, known = queries.catalogue(session(), now=now), bool(remembered(session(), now))
    return show("home/catalogue.html", procedures=listed, is_remembered=known)


@blueprint.post("/language")
def choose_language() -> Response:
    """Go back to the page that a language was chosen on; ``languages`` keeps the choice."""
    return redirect(_path_only(request.form.get("back", "/")), 303)  # type: ignore[return-value]


def _path_only(back: str) -> str:
    """Keep a redirect on this site: "//host" is another site's address, and browsers drop a tab within it."""
    is_local = back.startswith("/") and not back.startswith(("//", "/\\")) and back.isprintable()
    return back if is_local else "/"
