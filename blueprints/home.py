"""The front door: the catalogue of procedures, the choice of language, what this site is."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, redirect, request, url_for

from blueprints.database import session
from blueprints.kept import kept_page
from blueprints.languages import gettext
from blueprints.remembering import COOKIE, remembered
from blueprints.security import csrf
from blueprints.show import show
from domain.clock import now_utc
from domain.procedures import queries

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def catalogue() -> Response:
    """Show every procedure that is open."""
    is_a_strangers = not request.args and COOKIE not in request.cookies
    return kept_page(_catalogue) if is_a_strangers else _catalogue()


@blueprint.get("/about")
def about() -> Response:
    """Say what this site is, what becomes of what is typed, and for whom it should be easy."""
    days = {
        "remember_days": current_app.config["REMEMBER_DAYS"],
        "session_days": current_app.permanent_session_lifetime.days,
    }
    return show("home/about.html", **days)


@blueprint.post("/language")
@csrf.exempt  # a page without other forms then needs no cookie, and is the same for everybody
def choose_language() -> Response:
    """Go back to the page that a language was chosen on; ``languages`` keeps the choice."""
    return redirect(_path_only(request.form.get("back", "/")), 303)  # type: ignore[return-value]


@blueprint.app_context_processor
def foot_links() -> dict[str, Any]:
    """Return where the foot of every page leads."""
    about_it = {"label": gettext("このサイトについて"), "href": url_for("home.about")}
    for_all = {"label": gettext("アクセシビリティ"), "href": url_for("home.about", _anchor="accessibility")}
    return {"foot_links": (about_it, for_all)}


def _catalogue() -> Response:
    now = now_utc()
    listed, known = queries.catalogue(session(), now=now), bool(remembered(session(), now))
    return show("home/catalogue.html", procedures=listed, is_remembered=known)


def _path_only(back: str) -> str:
    """Keep a redirect on this site: "//host" is another site's address, and browsers drop a tab within it."""
    is_local = back.startswith("/") and not back.startswith(("//", "/\\")) and back.isprintable()
    return back if is_local else "/"
