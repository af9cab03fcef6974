"""The queue of cases, a view in the URL; and approving many of them, with a preview."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for

from blueprints import database
from blueprints.guard import actor, departments, needs
from blueprints.show import show
from domain.approvals import MOST, prospects
from domain.bulk import approve_many
from domain.cases.models import CHANNELS
from domain.cases.queries import counts_by_state, queue
from domain.cases.rules import STATE_WORDS
from domain.cases.views import SORTS, QueueView
from domain.clock import now_utc
from domain.procedures.models import Procedure
from domain.procedures.queries import procedures
from forms.messages import Message, mark

blueprint = Blueprint("queue", __name__)

OPEN = mark("未処理（受付済・審査中）")
"""What waits for staff, as one choice of the filter."""


@blueprint.get("/cases")
@needs("see_cases")
def index() -> Response:
    """List the cases of a view."""
    view = QueueView.from_query(request.args)
    mine = departments("see_cases")
    page = queue(database.session(), view, mine)
    return show(
        "staff/cases/queue.html",
        "staff/cases/_queue.html",
        listing=page,
        address=_address,
        counts=counts_by_state(database.session(), mine),
        procedures=_procedures(mine),
        states=_states(),
        channels=CHANNELS,
        sorts=SORTS,
    )


@blueprint.post("/approvals/preview")
@needs("bulk_decide")
def preview() -> Response:
    """Show what approving the ticked cases would do, before it is done."""
    rows = prospects(database.session(), _seen(), departments("bulk_decide"))
    return show("staff/cases/preview.html", rows=rows, ready=[row for row in rows if row.ok], most=MOST)


@blueprint.post("/approvals")
@needs("bulk_decide")
def approve() -> Response:
    """Approve the cases of the preview and tell what became of each."""
    seen, mine = _seen(), departments("bulk_decide")
    results = approve_many(database.session(), seen, departments=mine, by=actor(), now=now_utc())
    cases = {row.number: row.case for row in prospects(database.session(), seen, mine)}
    return show(
        "staff/cases/results.html", results=results, cases=cases, done=[row for row in results if row.ok]
    )


def _procedures(mine: frozenset[int] | None) -> list[Procedure]:
    found = procedures(database.session())
    return [one for one in found if mine is None or one.department_id in mine]


def _states() -> list[tuple[str, Message]]:
    words = {"open": OPEN, **STATE_WORDS}
    return [(state, Message(word)) for state, word in words.items() if state != "draft"]


def _seen() -> list[tuple[str, int]]:
    """Read "number:revision" of every ticked row, at most ``MOST``, each case once."""
    seen: dict[str, int] = {}
    for text in request.form.getlist("case")[:MOST]:
        number, _, revision = text.partition(":")
        if number.isascii() and number.isdecimal() and revision.isascii() and revision.isdecimal():
            seen.setdefault(number, int(revision[:9]))
    return list(seen.items())


def _address(view: QueueView) -> str:
    query = view.to_query()
    return url_for("staff.queue.index") + (f"?{query}" if query else "")
