"""Mails that did not arrive: whom they were for, sent again or told otherwise."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, url_for

from blueprints.web import database
from blueprints.web.guard import actor, departments, needs
from blueprints.web.languages import gettext
from blueprints.web.show import lead_to, show
from domain.clock import now_utc
from domain.looking import note_list
from domain.notices.undelivered import settle, try_again, undelivered

blueprint = Blueprint("undelivered", __name__)


@blueprint.get("/undelivered")
@needs("see_cases")
def index() -> Response:
    """List the mails of one's departments that were given up."""
    found = undelivered(database.session(), departments("see_cases"))
    ids = [one.case.id for one in found]
    note_list(database.session(), ids, where="undelivered", by=actor(), now=now_utc())
    return show("staff/cases/undelivered.html", found=found)


@blueprint.post("/undelivered/<int:mail_id>/sending")
@needs("see_cases")
def send_again(mail_id: int) -> Response:
    """Send a mail again."""
    try_again(database.session(), mail_id, **_seal())
    return _done(gettext("メールをもう一度送ります。届かなければ、またここに出ます。"))


@blueprint.post("/undelivered/<int:mail_id>/telling")
@needs("see_cases")
def tell_otherwise(mail_id: int) -> Response:
    """Take a mail off the list: its applicant was told otherwise."""
    settle(database.session(), mail_id, **_seal())
    return _done(gettext("電話などで伝えたことを、申請の経過に残しました。"))


def _seal() -> dict[str, Any]:
    return {"departments": departments("see_cases"), "by": actor(), "now": now_utc()}


def _done(said: str) -> Response:
    return lead_to(url_for("staff.undelivered.index"), said)
