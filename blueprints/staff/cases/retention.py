"""Deleting at the end of retention: what is due is shown, a manager releases it, a job deletes it and proves it."""

from __future__ import annotations

from datetime import date, datetime, time

from flask import Blueprint, Response, request, url_for

from blueprints.web import database
from blueprints.web.guard import actor, departments, needs
from blueprints.web.languages import gettext
from blueprints.web.show import lead_to, show
from domain.clock import day_of, moment_of, now_utc
from domain.procedures.queries import by_slug
from domain.refusals import Refusal
from domain.retention import operations
from domain.retention.queries import PER_PAGE, deletions, listed, plan, plans, proofs
from forms.eras import in_era

blueprint = Blueprint("retention", __name__)


@blueprint.get("/retention")
@needs("manage_retention")
def index() -> Response:
    """List the procedures: how long their cases are kept, and how many are due."""
    found = plans(database.session(), departments("manage_retention"), now_utc())
    return show("staff/retention/index.html", plans=found, in_era=_in_era)


@blueprint.get("/retention/<slug>")
@needs("manage_retention")
def page(slug: str) -> Response:
    """Show which cases of a procedure are due, and what was deleted before."""
    return _page(slug)


@blueprint.post("/retention/<slug>/release")
@needs("manage_retention")
def release(slug: str) -> Response:
    """Release what was shown."""
    seen, day = request.form.get("seen", 0, type=int), request.form.get("before", "")
    try:
        operations.release(
            database.session(), slug, seen=seen, before=_moment(day), by=actor(), now=now_utc()
        )
    except Refusal as refusal:
        return _page(slug, refusal)
    return lead_to(
        url_for("staff.retention.page", slug=slug), gettext("削除を許可しました。次の自動処理で削除します。")
    )


@blueprint.post("/retention/<slug>/release/taking-back")
@needs("manage_retention")
def take_back(slug: str) -> Response:
    """Take a release back."""
    operations.take_back(database.session(), slug, by=actor(), now=now_utc())
    return lead_to(
        url_for("staff.retention.page", slug=slug),
        gettext("削除の許可を取り消しました。まだ削除していない申請は残ります。"),
    )


def _page(slug: str, refusal: Refusal | None = None) -> Response:
    session = database.session()
    procedure = by_slug(session, slug)
    found = plan(session, procedure, now_utc())
    pages = max(-(-found.cases // PER_PAGE), 1)
    number = min(max(request.args.get("page", 1, type=int), 1), pages)
    before = found.ended_before
    return show(
        "staff/retention/page.html",
        status=refusal.status if refusal else 200,
        refusal=refusal,
        plan=found,
        cases=listed(session, procedure.id, before, number) if before else [],
        number=number,
        pages=pages,
        address=lambda page: url_for("staff.retention.page", slug=slug, page=page),
        before_day=day_of(before).isoformat() if before else "",
        past=deletions(session, procedure.id),
        proofs=len(proofs(session, procedure.id)),
        in_era=_in_era,
    )


def _in_era(at: datetime) -> str:
    return in_era(day_of(at))


def _moment(day: str) -> datetime:
    """Return the midnight (Tokyo) that a hidden input names; for nonsense one that no plan has."""
    try:
        return moment_of(date.fromisoformat(day), time())
    except (ValueError, OverflowError):
        return moment_of(date(1970, 1, 1), time())
