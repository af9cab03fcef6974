"""The queue of cases, a view in the URL, with tabs of views that are always there and of those a person has saved."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, request, url_for

from blueprints.staff.cases.desk import reader
from blueprints.staff.problems import Slip
from blueprints.web import database
from blueprints.web.guard import actor, departments, needs, present
from blueprints.web.languages import gettext
from blueprints.web.show import lead_to, show
from domain.approvals import MOST
from domain.assigning import colleagues
from domain.cases import tabs
from domain.cases.models import CHANNELS
from domain.cases.queries import queue
from domain.cases.rules import STATE_WORDS
from domain.cases.views import SORTS, QueueView
from domain.clock import day_of, now_utc
from domain.looking import note_list
from domain.procedures.queries import named
from domain.refusals import Refusal
from forms.messages import Message, mark

blueprint = Blueprint("queue", __name__)

OPEN = mark("未処理（受付済・審査中）")
"""What waits for staff, as one choice of the filter."""
ALWAYS = (
    (mark("未処理"), QueueView(state="open")),
    (mark("自分の担当"), QueueView(state="open", assigned="mine")),
    (mark("未割当"), QueueView(state="open", assigned="none")),
    (mark("期限超過"), QueueView(overdue="yes", sort="due")),
    (mark("未読あり"), QueueView(unread="yes")),
    (mark("補正待ち"), QueueView(state="returned")),
    (mark("すべて"), QueueView()),
)
"""Views that everybody finds as tabs."""


@dataclass(frozen=True)
class Tab:
    """One view to go to, and how many cases it lists."""

    label: str
    view: QueueView
    count: int

    @property
    def shown_count(self) -> str:
        """Return the count, "1000+" where it is more than is counted."""
        return str(self.count) if self.count <= tabs.MOST_COUNTED else f"{tabs.MOST_COUNTED}+"


@blueprint.get("/cases")
@needs("see_cases")
def index() -> Response:
    """List the cases of a view."""
    view, mine = QueueView.from_query(request.args), departments("see_cases")
    page = queue(database.session(), view, mine, reader())
    ids = [row.case_id for row in page.rows]
    note_list(database.session(), ids, has_text=bool(view.text), by=actor(), now=now_utc())
    return show(
        "staff/cases/queue.html",
        "staff/cases/_queue.html",
        listing=page,
        address=address_of,
        tabs=_tabs(),
        today=day_of(now_utc()),
        procedures=named(database.session(), mine),
        colleagues=colleagues(database.session(), mine),
        states=_states(),
        channels=CHANNELS,
        sorts=SORTS,
        most=MOST,
        has_keys=present().has_shortcuts,
    )


@blueprint.get("/saved-views")
@needs("see_cases")
def saved() -> Response:
    """List one's saved views, to rename, move and remove them."""
    return _saved()


@blueprint.post("/saved-views")
@needs("see_cases")
def save() -> Response:
    """Save the present view under a name."""
    view = QueueView.from_query(QueueView.parsed(request.form.get("query", "")))
    try:
        tabs.save_view(database.session(), present().staff_id, request.form.get("name", ""), view)
    except Refusal as refusal:
        return _saved(refusal, "name", view)
    return lead_to(address_of(view), gettext("表示を保存しました。一覧の上に並びます。"))


@blueprint.post("/saved-views/<int:view_id>")
@needs("see_cases")
def rename(view_id: int) -> Response:
    """Rename, move or remove a saved view: which of them, the pressed button says."""
    me, step = present().staff_id, request.form.get("step", "rename")
    try:
        if step == "remove":
            tabs.remove_view(database.session(), me, view_id)
        elif step in ("up", "down"):
            tabs.move_view(database.session(), me, view_id, -1 if step == "up" else 1)
        else:
            tabs.rename_view(database.session(), me, view_id, request.form.get("name", ""))
    except Refusal as refusal:
        return _saved(refusal, f"name-{view_id}")
    return lead_to(url_for("staff.queue.saved"), gettext("変更しました。"))


def address_of(view: QueueView) -> str:
    """Return the address of a view."""
    query = view.to_query()
    return url_for("staff.queue.index") + (f"?{query}" if query else "")


def _saved(refusal: Refusal | None = None, place: str = "", view: QueueView | None = None) -> Response:
    there = tabs.saved_views(database.session(), present().staff_id)
    return show(
        "staff/cases/saved.html",
        status=refusal.status if refusal else 200,
        problems=(Slip.of(refusal, place),) if refusal else (),
        typed=request.form,
        place=place,
        view=view,
        views=[(one, address_of(tabs.view_of(one))) for one in there],
    )


def _tabs() -> list[Tab]:
    saved = tabs.saved_views(database.session(), present().staff_id)
    named = [(gettext(words), view) for words, view in ALWAYS]
    named += [(one.name, tabs.view_of(one)) for one in saved]
    found = tabs.counts(database.session(), [view for _, view in named], departments("see_cases"), reader())
    return [Tab(label, view, count) for (label, view), count in zip(named, found, strict=True)]


def _states() -> list[tuple[str, Message]]:
    words = {"open": OPEN, **STATE_WORDS}
    return [(state, Message(word)) for state, word in words.items() if state != "draft"]
