"""Whether something arrived: asked after a dropped line, by the random key of the page."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, jsonify, make_response, redirect, request, url_for

from blueprints.web import access
from blueprints.web.database import session
from blueprints.web.show import show
from domain.cases.intake import find_repeat
from domain.clock import now_utc

blueprint = Blueprint("submissions", __name__)

OPENS_FOR = timedelta(days=1)
"""How long a page's key opens its case: logs keep addresses for longer, and must not be a bunch of keys."""


@blueprint.get("/submissions/<form_key>")
def submission(form_key: str) -> Response:
    """Tell where the receipt is, and open it for this browser: nobody else can know the key; 404 where nothing came."""
    case = find_repeat(session(), form_key)
    is_page = request.accept_mimetypes.best_match(("application/json", "text/html")) == "text/html"
    if case is None or case.channel != "web":
        return show("cases/missing.html", status=404) if is_page else make_response(jsonify(url=None), 404)
    if now_utc() - case.received_at < OPENS_FOR:
        access.open_case(case.number)
    address = url_for("cases.receipt", number=case.number)
    return redirect(address, 303) if is_page else jsonify(url=address)  # type: ignore[return-value]
