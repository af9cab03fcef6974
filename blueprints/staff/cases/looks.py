"""Who has looked at whose data, for the manager of a department."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for

from blueprints.web import database
from blueprints.web.guard import departments, needs
from blueprints.web.show import show
from domain.assigning import colleagues
from domain.looking import PER_PAGE, looks

blueprint = Blueprint("looks", __name__)


@blueprint.get("/looks")
@needs("see_looks")
def index() -> Response:
    """List what was looked at in one's departments, the last first."""
    mine = departments("see_looks")
    person = request.args.get("person", type=int)
    number = "".join(char for char in request.args.get("number", "") if char.isdecimal())[:10]
    page = min(max(request.args.get("page", 1, type=int), 1), 100_000)
    found = looks(database.session(), mine, staff_id=person, number=number, page=page)

    def address(to: int) -> str:
        return url_for("staff.looks.index", person=person, number=number or None, page=to)

    return show(
        "staff/looks.html",
        looks=found[:PER_PAGE],
        before=address(page - 1) if page > 1 else "",
        after=address(page + 1) if len(found) > PER_PAGE else "",
        person=person,
        number=number,
        colleagues=colleagues(database.session(), mine),
    )
