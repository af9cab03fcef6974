"""Papers of a case in the office: looked at, kept, ticked off; every look is in the history."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for

from blueprints.cases import paper_answers
from blueprints.web import database
from blueprints.web.guard import actor, needs
from blueprints.web.show import lead_to
from domain.cases.paper_models import Upload
from domain.cases.papers import check_paper, note_seen, paper_of
from domain.clock import now_utc

blueprint = Blueprint("papers", __name__, url_prefix="/cases/<number>/papers/<int:paper_id>")


@blueprint.get("")
@needs("see_cases")
def file(number: str, paper_id: int) -> Response:
    """Give a paper to keep."""
    return paper_answers.attachment(_seen(number, paper_id, "file"))


@blueprint.get("/picture")
@needs("see_cases")
def picture(number: str, paper_id: int) -> Response:
    """Show a photograph in the browser."""
    return paper_answers.picture(_seen(number, paper_id, "picture"))


@blueprint.get("/preview")
@needs("see_cases")
def preview(number: str, paper_id: int) -> Response:
    """Show a photograph small."""
    return paper_answers.preview(_seen(number, paper_id, "preview"))


@blueprint.post("/check")
@needs("see_cases")
def check(number: str, paper_id: int) -> Response:
    """Tick a paper off as the right one, or take the tick back."""
    is_right = request.form.get("is_right") == "yes"
    check_paper(database.session(), number, paper_id, is_right=is_right, by=actor(), now=now_utc())
    return lead_to(url_for("staff.cases.case", number=number, _anchor="papers"))


def _seen(number: str, paper_id: int, how: str) -> Upload:
    paper = paper_of(database.session(), number, paper_id)
    note_seen(database.session(), paper, how, by=actor(), now=now_utc())
    return paper
