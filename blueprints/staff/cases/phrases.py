"""The texts that a department writes again and again: to add, change and remove."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for

from blueprints.staff.problems import Slip
from blueprints.web import database
from blueprints.web.guard import actor, departments, needs
from blueprints.web.languages import gettext
from blueprints.web.show import lead_to, show
from domain.cases import phrases
from domain.cases.desk_models import Phrase
from domain.clock import now_utc
from domain.people.queries import departments as all_departments
from domain.refusals import Refusal

blueprint = Blueprint("phrases", __name__)


@blueprint.get("/phrases")
@needs("decide_case")
def index() -> Response:
    """List the phrases of one's departments, with a form to add one."""
    return _index()


@blueprint.post("/phrases")
@needs("decide_case")
def add() -> Response:
    """Add a phrase to a department."""
    try:
        phrases.add_phrase(
            database.session(),
            request.form.get("department", 0, type=int),
            request.form.get("use", ""),
            request.form.get("title", ""),
            request.form.get("body", ""),
            departments=departments("decide_case"),
            by=actor(),
            now=now_utc(),
        )
    except phrases.NoPhrase as refusal:
        return _index(refusal)
    return _done(gettext("文例を追加しました。"))


@blueprint.get("/phrases/<int:phrase_id>")
@needs("decide_case")
def phrase(phrase_id: int) -> Response:
    """Show one phrase to change it."""
    return _one(phrases.find_phrase(database.session(), phrase_id, departments("decide_case")))


@blueprint.post("/phrases/<int:phrase_id>")
@needs("decide_case")
def change(phrase_id: int) -> Response:
    """Change a phrase, or remove it: which of them, the pressed button says."""
    known = {"departments": departments("decide_case"), "by": actor(), "now": now_utc()}
    if request.form.get("step") == "remove":
        phrases.remove_phrase(database.session(), phrase_id, **known)  # type: ignore[arg-type]
        return _done(gettext("文例を消しました。"))
    title, body = request.form.get("title", ""), request.form.get("body", "")
    try:
        phrases.change_phrase(database.session(), phrase_id, title, body, **known)  # type: ignore[arg-type]
    except phrases.NoPhrase as refusal:
        found = phrases.find_phrase(database.session(), phrase_id, departments("decide_case"))
        return _one(found, refusal)
    return _done(gettext("文例を変更しました。"))


def _index(refusal: Refusal | None = None) -> Response:
    mine = departments("decide_case")
    return show(
        "staff/phrases/list.html",
        status=refusal.status if refusal else 200,
        problems=(Slip.of(refusal, "title"),) if refusal else (),
        typed=request.form,
        phrases=phrases.phrases_of(database.session(), mine),
        places=[one for one in all_departments(database.session()) if mine is None or one.id in mine],
    )


def _one(found: Phrase, refusal: Refusal | None = None) -> Response:
    return show(
        "staff/phrases/phrase.html",
        status=refusal.status if refusal else 200,
        problems=(Slip.of(refusal, "title"),) if refusal else (),
        phrase=found,
        title=request.form.get("title", found.title),
        body=request.form.get("body", found.body),
    )


def _done(said: str) -> Response:
    return lead_to(url_for("staff.phrases.index"), said)
