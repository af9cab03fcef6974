"""The list of the procedures whose forms one may make, and beginning a new one from nothing."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue

from blueprints.staff.problems import Slip
from blueprints.web import database
from blueprints.web.guard import actor, departments, needs
from blueprints.web.languages import gettext
from blueprints.web.show import lead_to, show
from domain.clock import now_utc
from domain.people.models import Department
from domain.people.queries import departments as all_departments
from domain.procedures.drafts import blank_form
from domain.procedures.lists import STATUSES, counts, lines, matching
from domain.procedures.models import KINDS
from domain.procedures.queries import procedure_at
from domain.procedures.starting import proposed_slug, start
from domain.refusals import NotFound, Refusal
from forms.definition import Text
from forms.messages import for_staff, mark

blueprint = Blueprint("procedures", __name__)

A_PAGE = 50
LONGEST_TITLE = 100
STATUS_WORDS = {
    "draft": mark("下書き"),
    "live": mark("公開中"),
    "early": mark("受付前"),
    "over": mark("終了"),
}
KIND_WORDS = {
    "application": (
        mark("申請・申込み"),
        mark("届出、申請、アンケート、イベントの申込みなど。ほとんどの手続きはこれです。"),
    ),
    "booking": (mark("施設の予約"), mark("日時を選んで、人数分の場所を予約する手続きです。")),
    "lottery": (mark("抽選の申込み"), mark("申込みを集めて、抽選で決める手続きです。")),
}
OTHER_WAYS = ("copy", "shelf", "import", "link")
"""Pages for beginning otherwise, below /staff/procedures/new/."""


@blueprint.get("/procedures")
@needs("edit_forms")
def index() -> Response:
    """List the procedures of one's departments."""
    text, status = request.args.get("text", "").strip(), request.args.get("status", "")
    department_id = request.args.get("department", type=int)
    found = lines(database.session(), departments("edit_forms"), now=now_utc())
    shown = matching(found, text, status if status in STATUSES else "", department_id)
    number = max(1, min(request.args.get("page", 1, type=int), -(-len(shown) // A_PAGE) or 1))
    return show(
        "staff/procedures/list.html",
        "staff/procedures/_procedure_list.html",
        lines=shown[(number - 1) * A_PAGE : number * A_PAGE],
        total=len(shown),
        page=number,
        pages=-(-len(shown) // A_PAGE),
        counts=counts(found),
        typed={"text": text, "status": status, "department": department_id},
        departments=_departments(),
        status_words=STATUS_WORDS,
        kind_words=KIND_WORDS,
    )


@blueprint.get("/procedures/<slug>")
@needs("edit_forms")
def procedure(slug: str) -> ResponseReturnValue:
    """Lead to the first of the pages of a procedure: its form, or what is said of one that lives elsewhere."""
    is_elsewhere = bool(procedure_at(database.session(), slug).elsewhere_url)
    return lead_to(url_for("staff.details.page" if is_elsewhere else "staff.builder.page", slug=slug))


@blueprint.get("/procedures/new")
@needs("edit_forms")
def new() -> Response:
    """Ask for what a new procedure begins with."""
    return _ask({"kind": "application"})


@blueprint.post("/procedures")
@needs("edit_forms")
def begin() -> ResponseReturnValue:
    """Begin a procedure with a blank form; its editor opens the builder next."""
    typed = {name: request.form.get(name, "").strip() for name in ("title", "kind", "department", "slug")}
    problems = _problems(typed)
    if problems:
        return _ask(typed, problems, 422)
    title = Text(typed["title"])
    slug = typed["slug"] or proposed_slug(database.session(), title.ja, typed["kind"])
    try:
        start(
            database.session(),
            slug,
            typed["kind"],
            blank_form(title),
            department_id=_chosen(typed["department"]),
            by=actor(),
            now=now_utc(),
        )
    except Refusal as refusal:
        return _ask(typed, (Slip.of(refusal, "slug"),), refusal.status)
    return lead_to(
        url_for("staff.builder.page", slug=slug),
        gettext("手続きを作りました。質問を追加してください。公開するまで、住民には見えません。"),
    )


def _problems(typed: dict[str, str]) -> tuple[Slip, ...]:
    found = []
    if not 0 < len(typed["title"]) <= LONGEST_TITLE:
        found.append(Slip("title", for_staff("手続きの名前を100文字以内で入れてください。")))
    if typed["kind"] not in KINDS:
        found.append(Slip("kind-application", for_staff("手続きの種類を選んでください。")))
    return tuple(found)


def _chosen(typed: str) -> int:
    """Return the department that was picked; NotFound where one may not make forms there."""
    found = next((one.id for one in _departments() if str(one.id) == typed), None)
    if found is None:
        raise NotFound
    return found


def _departments() -> list[Department]:
    mine = departments("edit_forms")
    return [one for one in all_departments(database.session()) if mine is None or one.id in mine]


def _ask(typed: dict[str, str], problems: tuple[Slip, ...] = (), status: int = 200) -> Response:
    ways = {way: f"{request.script_root}/staff/procedures/new/{way}" for way in OTHER_WAYS}
    return show(
        "staff/procedures/new.html",
        status=status,
        problems=problems,
        typed=typed,
        departments=_departments(),
        kind_words=KIND_WORDS,
        other_ways=ways,
    )
