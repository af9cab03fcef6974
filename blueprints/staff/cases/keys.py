"""The keys of the queue and the case page: which there are, and switching them off for oneself (WCAG 2.1.4)."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for

from blueprints.web import database
from blueprints.web.guard import needs, present
from blueprints.web.languages import gettext
from blueprints.web.show import lead_to, show
from domain.clock import now_utc
from domain.people.operations import set_shortcuts

blueprint = Blueprint("keys", __name__)


@blueprint.get("/keys")
@needs("see_cases")
def index() -> Response:
    """List the keys, and whether they are on."""
    return show("staff/keys.html", has_keys=present().has_shortcuts)


@blueprint.post("/keys")
@needs("see_cases")
def switch() -> Response:
    """Switch the keys on or off for whoever is signed in."""
    are_on = request.form.get("keys") == "on"
    set_shortcuts(database.session(), present().staff_id, are_on, now=now_utc())
    return lead_to(
        url_for("staff.keys.index"),
        gettext("キーボード操作を使うようにしました。" if are_on else "キーボード操作を止めました。"),
    )
