"""Publishing a form: the checklist, asking for approval, approving, publishing, opening, what was done."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, current_app, request, url_for

from blueprints.staff.problems import Slip
from blueprints.staff.procedures.openings import NAMES, read_opening
from blueprints.staff.procedures.publication_page import page_values
from blueprints.web import database
from blueprints.web.guard import actor, needs
from blueprints.web.languages import gettext
from blueprints.web.show import lead_to, show
from domain.clock import now_utc
from domain.procedures.endorsing import NoReasonGiven, decline, endorse
from domain.procedures.operations import set_opening
from domain.procedures.past import history_of
from domain.procedures.publishing import publish_draft
from domain.procedures.queries import procedure_at
from domain.refusals import Refusal

blueprint = Blueprint("publishing", __name__)

SAID = {
    "asked": "承認を依頼しました。管理者にメールで知らせ、ホームにも表示します。",
    "approved": "承認しました。",
}


@blueprint.get("/procedures/<slug>/publication")
@needs("edit_forms")
def page(slug: str) -> Response:
    """Show what is done and what is missing before the draft can be published."""
    return _page(slug)


@blueprint.post("/procedures/<slug>/publication")
@needs("publish")
def publish(slug: str) -> Response:
    """Make the draft, as it was seen, the live version."""
    try:
        number = publish_draft(
            database.session(),
            procedure_at(database.session(), slug).id,
            by=actor(),
            now=now_utc(),
            four_eyes=_four_eyes(),
            fingerprint=request.form.get("fingerprint", ""),
        )
    except Refusal as refusal:
        return _page(slug, refusal)
    return _done(slug, gettext("第{number}版を公開しました。").format(number=number))


@blueprint.post("/procedures/<slug>/approval-request")
@needs("edit_forms")
def ask_approval(slug: str) -> Response:
    """Ask the managers to approve the draft as it was seen."""
    return _endorse(slug, "asked")


@blueprint.post("/procedures/<slug>/approval")
@needs("publish")
def approve(slug: str) -> Response:
    """Approve the draft as it was seen."""
    return _endorse(slug, "approved")


@blueprint.post("/procedures/<slug>/approval-refusal")
@needs("publish")
def refuse(slug: str) -> Response:
    """Give the draft, as it was seen, back to its editor with a reason."""
    procedure_id = procedure_at(database.session(), slug).id
    fingerprint, reason = request.form.get("fingerprint", ""), request.form.get("reason", "")
    try:
        decline(database.session(), procedure_id, fingerprint, reason, by=actor(), now=now_utc())
    except NoReasonGiven as refusal:
        return _page(slug, problems=(Slip.of(refusal, "reason"),))
    except Refusal as refusal:
        return _page(slug, refusal)
    return _done(slug, gettext("差し戻しました。依頼した人にメールで知らせます。"))


@blueprint.post("/procedures/<slug>/opening")
@needs("publish")
def change_opening(slug: str) -> Response:
    """Set from when until when cases are taken."""
    typed = {name: request.form.get(name, "") for name in NAMES}
    opening = read_opening(typed)
    if opening.problems:
        return _page(slug, problems=opening.problems, opening=typed)
    procedure_id = procedure_at(database.session(), slug).id
    about = {"opens_at": opening.opens_at, "closes_at": opening.closes_at}
    try:
        set_opening(database.session(), procedure_id, **about, by=actor(), now=now_utc())
    except Refusal as refusal:
        return _page(slug, problems=(Slip.of(refusal, "closes_on"),), opening=typed)
    return _done(slug, gettext("受付の期間を決めました。"))


@blueprint.get("/procedures/<slug>/history")
@needs("edit_forms")
def history(slug: str) -> Response:
    """Show who changed, approved and published what when."""
    procedure = procedure_at(database.session(), slug)
    lines = history_of(database.session(), procedure.id)
    return show("staff/publishing/history.html", procedure=procedure, past=lines)


def _endorse(slug: str, kind: str) -> Response:
    try:
        endorse(
            database.session(),
            procedure_at(database.session(), slug).id,
            kind,
            request.form.get("fingerprint", ""),
            by=actor(),
            now=now_utc(),
            four_eyes=_four_eyes(),
        )
    except Refusal as refusal:
        return _page(slug, refusal)
    return _done(slug, gettext(SAID[kind]))


def _page(
    slug: str,
    refusal: Refusal | None = None,
    problems: tuple[Slip, ...] = (),
    opening: Mapping[str, str] | None = None,
) -> Response:
    values = page_values(database.session(), slug)
    values |= {"opening": opening} if opening else {}
    status = refusal.status if refusal else 422 if problems else 200
    return show(
        "staff/publishing/publication.html",
        status=status,
        refusal=refusal,
        problems=problems,
        reason=request.form.get("reason", ""),
        **values,
    )


def _four_eyes() -> bool:
    return bool(current_app.config["FOUR_EYES"])


def _done(slug: str, said: str) -> Response:
    return lead_to(url_for("staff.publishing.page", slug=slug), said)
