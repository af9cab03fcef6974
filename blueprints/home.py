"""The front door: the catalogue of procedures, the choice of language, what this site is."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, request, url_for

from blueprints.procedures.starting import site_of, start_of
from blueprints.web.database import session
from blueprints.web.kept import kept_page
from blueprints.web.languages import gettext, ngettext
from blueprints.web.remembering import COOKIE, remembered
from blueprints.web.security import csrf
from blueprints.web.show import asks_for_part, lead_to, show
from domain.clock import now_utc
from domain.procedures.finding import Listing, Wish, find, shelves
from domain.procedures.rules import LIFE_EVENTS

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def catalogue() -> Response:
    """Let procedures be found: by what has happened, by words, by department."""
    is_a_strangers = not request.args and COOKIE not in request.cookies
    return kept_page(_catalogue) if is_a_strangers else _catalogue()


@blueprint.get("/about")
def about() -> Response:
    """Say what this site is, what becomes of what is typed, and for whom it should be easy."""
    days = {
        "draft_days": current_app.config["DRAFT_DAYS"],
        "remember_days": current_app.config["REMEMBER_DAYS"],
        "session_days": current_app.permanent_session_lifetime.days,
    }
    return show("home/about.html", **days)


@blueprint.post("/language")
@csrf.exempt  # a page without other forms then needs no cookie, and is the same for everybody
def choose_language() -> Response:
    """Go back to the page that a language was chosen on; ``languages`` keeps the choice."""
    return lead_to(_path_only(request.form.get("back", "/")))


@blueprint.app_context_processor
def foot_links() -> dict[str, Any]:
    """Return where the foot of every page leads."""
    about_it = {"label": gettext("このサイトについて"), "href": url_for("home.about")}
    for_all = {"label": gettext("アクセシビリティ"), "href": url_for("home.about", _anchor="accessibility")}
    return {"foot_links": (about_it, for_all)}


def _catalogue() -> Response:
    now, wish = now_utc(), Wish.from_query(request.args)
    listing = find(session(), wish, now=now)
    response = show(
        "home/catalogue.html",
        "home/_found.html",
        listing=listing,
        wish=wish,
        shelves=shelves(session()),
        life_events=LIFE_EVENTS,
        address=address_of,
        site_of=site_of,
        start_of=start_of,
        is_remembered=bool(remembered(session(), now)),
    )
    if asks_for_part():
        response.headers.extend(_follow(listing))
    return response


def address_of(wish: Wish) -> str:
    """Return the address of what somebody looks for."""
    query = wish.to_query()
    return url_for("home.catalogue") + (f"?{query}" if query else "")


def _follow(listing: Listing) -> dict[str, str]:
    """Let the browser's address and its screen reader follow what is found while somebody types."""
    address, before = address_of(listing.wish), urlsplit(request.headers.get("HX-Current-URL", ""))
    said = ngettext("%(num)s件の手続きがあります。", "%(num)s件の手続きがあります。", listing.total)
    # Each letter would be a step of "back": only the first leaves the whole list behind.
    keep = "HX-Replace-Url" if before.query else "HX-Push-Url"
    return {keep: address, "HX-Trigger": json.dumps({"town:say": {"text": said % {"num": listing.total}}})}


def _path_only(back: str) -> str:
    """Keep a redirect on this site: "//host" is another site's address, and browsers drop a tab within it."""
    is_local = back.startswith("/") and not back.startswith(("//", "/\\")) and back.isprintable()
    return back if is_local else "/"
