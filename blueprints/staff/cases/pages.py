"""One case: its answers, what it books, its history and mails, and what may be done with it."""

from __future__ import annotations

from flask import Blueprint, Response

from blueprints.staff.cases.case_page import show_case
from blueprints.web import database
from blueprints.web.guard import needs

blueprint = Blueprint("cases", __name__)


@blueprint.get("/cases/<number>")
@needs("see_cases")
def case(number: str) -> Response:
    """Show a case with everything that belongs to it."""
    return show_case(database.session(), number)
