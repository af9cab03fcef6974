"""Editing what residents read about a procedure, and adding one that lives on another site."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for

from blueprints.procedures.starting import residents_page, short_address
from blueprints.staff.problems import Slip
from blueprints.staff.procedures.descriptions import meanwhile
from blueprints.staff.procedures.detail_inputs import (
    RELATED,
    Titles,
    Typed,
    inputs_of,
    read_inputs,
    related_in,
)
from blueprints.web import database
from blueprints.web.guard import actor, departments, needs
from blueprints.web.languages import gettext
from blueprints.web.show import lead_to, show
from domain.clock import now_utc
from domain.people.models import Department
from domain.people.queries import departments as all_departments
from domain.procedures import queries
from domain.procedures.describing import (
    DescribedMeanwhile,
    Undescribable,
    add_link,
    describe,
    details_of,
    numbers_of,
)
from domain.procedures.details import Details, Fault
from domain.procedures.finding import is_listed
from domain.procedures.models import Procedure
from domain.procedures.past import last_said
from domain.procedures.rules import LIFE_EVENTS
from domain.refusals import NotFound, Refusal
from forms.definition import Text
from forms.widths import one_line

blueprint = Blueprint("details", __name__)

INPUTS = {
    "closes_at": "closes_on",
    "layout": "layout-pages",
    "life_events": "life-event-birth",
    "related": "related-0",
}
"""Where a detail is mended, where that is not the input of its own name."""


@blueprint.get("/procedures/<slug>/details")
@needs("edit_forms")
def page(slug: str) -> Response:
    """Show what a procedure says about itself, to be changed."""
    procedure = _procedure(slug)
    details = details_of(database.session(), procedure)
    return _ask(procedure, {**inputs_of(details, _titles(slug)), "seen": [details.fingerprint()]})


@blueprint.post("/procedures/<slug>/details")
@needs("edit_forms")
def change(slug: str) -> Response:
    """Write what was typed, or say what is to be mended; nothing typed is lost."""
    procedure, typed = _procedure(slug), request.form.to_dict(flat=False)
    details, slips = read_inputs(typed, _titles(slug))
    if details is None:
        return _ask(procedure, typed, slips, 422)
    seen = request.form.get("seen", "")
    try:
        describe(database.session(), procedure.id, details, seen=seen, by=actor(), now=now_utc())
    except Undescribable as refusal:
        return _ask(_procedure(slug), typed, tuple(map(_slip, refusal.faults)), refusal.status)
    except DescribedMeanwhile as refusal:
        return _ask(_procedure(slug), typed, status=refusal.status, clash=(details, refusal.now))
    return lead_to(url_for("staff.details.page", slug=slug), gettext("案内を保存しました。"))


@blueprint.get("/procedures/new/link")
@needs("edit_forms")
def new_link() -> Response:
    """Ask for a procedure that lives on another site."""
    return _ask_link({})


@blueprint.post("/procedures/links")
@needs("edit_forms")
def make_link() -> Response:
    """Add a procedure that lives on another site; what residents read of it comes next."""
    typed = {
        name: one_line(request.form.get(name, ""))
        for name in ("title", "slug", "elsewhere_url", "department")
    }
    home = next((one.id for one in _departments() if str(one.id) == typed["department"]), None)
    if home is None:
        raise NotFound
    slug, title, address = typed["slug"].lower(), Text(typed["title"]), typed["elsewhere_url"]
    try:
        add_link(database.session(), slug, title, address, department_id=home, by=actor(), now=now_utc())
    except Undescribable as refusal:
        slips = tuple(Slip(fault.name, fault.message) for fault in refusal.faults)
        return _ask_link(typed, slips, refusal.status)
    except Refusal as refusal:
        return _ask_link(typed, (Slip.of(refusal, "slug"),), refusal.status)
    return lead_to(
        url_for("staff.details.page", slug=slug),
        gettext("手続きを追加しました。つぎに、住民に見せる案内を書いてください。"),
    )


def _procedure(slug: str) -> Procedure:
    found = queries.by_slug(database.session(), slug)
    if found is None:
        raise NotFound
    return found


def _titles(slug: str) -> Titles:
    """Return every other procedure by its title."""
    found = queries.procedures(database.session())
    return Titles({one.slug: one.title_text.ja for one in found if one.slug != slug})


def _departments() -> list[Department]:
    mine = departments("edit_forms")
    return [one for one in all_departments(database.session()) if mine is None or one.id in mine]


def _slip(fault: Fault) -> Slip:
    is_text = fault.name in ("title", "summary", "who", "next_step", "contact", "privacy", "closed_note")
    return Slip(f"{fault.name}-ja" if is_text else INPUTS.get(fault.name, fault.name), fault.message)


def _ask(
    procedure: Procedure,
    typed: Typed,
    problems: tuple[Slip, ...] = (),
    status: int = 200,
    clash: tuple[Details, Details] | None = None,
) -> Response:
    """Ask for the details; a clash is what was typed, and what somebody else has saved meanwhile."""
    related, titles, numbers = related_in(typed), _titles(procedure.slug), numbers_of(procedure)
    last = last_said(database.session(), procedure.id, "describe") if clash else None
    return show(
        "staff/procedures/details.html",
        status=status,
        procedure=procedure,
        problems=problems,
        typed=lambda name: next(iter(typed.get(name, ())), ""),
        ticked=frozenset(typed.get("life_events", ())),
        related=[*related, *[""] * max(2, RELATED - len(related))],
        titles=titles,
        numbers=numbers,
        meanwhile=meanwhile(*clash, titles, numbers, last) if clash else None,
        seen=clash[1].fingerprint() if clash else next(iter(typed.get("seen", ())), ""),
        life_events=LIFE_EVENTS,
        is_listed=is_listed(procedure),
        short_address=short_address(procedure.slug),
        residents_page=residents_page,
    )


def _ask_link(typed: dict[str, str], problems: tuple[Slip, ...] = (), status: int = 200) -> Response:
    return show(
        "staff/procedures/link.html",
        status=status,
        typed=typed,
        problems=problems,
        departments=_departments(),
    )
