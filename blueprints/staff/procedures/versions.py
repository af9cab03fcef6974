"""The versions of a procedure's form: who published what when, what has changed, and going back to one."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from blueprints.staff.procedures.next_pages import after_making
from blueprints.staff.procedures.showing_forms import as_residents_see, grouped
from blueprints.web import database
from blueprints.web.filters import day_time
from blueprints.web.guard import actor, needs
from blueprints.web.show import lead_to, show
from domain.clock import day_of, in_tokyo, now_utc
from domain.procedures.exporting import draft_of
from domain.procedures.importing import restore_version
from domain.procedures.models import Procedure
from domain.refusals import NotFound
from domain.versions import procedure_called, version_lines, version_numbered
from forms.definition import Form
from forms.differences import differences

blueprint = Blueprint("versions", __name__)

DRAFT = "draft"


@blueprint.get("/procedures/<slug>/versions")
@needs("edit_forms")
def index(slug: str) -> Response:
    """List the versions and the draft."""
    procedure = procedure_called(database.session(), slug)
    return show(
        "staff/versions/versions.html",
        procedure=procedure,
        lines=version_lines(database.session(), procedure),
        draft=draft_of(database.session(), procedure.id),
        dated=dated,
    )


@blueprint.get("/procedures/<slug>/versions/difference")
@needs("edit_forms")
def difference(slug: str) -> Response:
    """Tell what has changed from one version (or the draft) to another."""
    procedure = procedure_called(database.session(), slug)
    old, new = (request.args.get(name, "") for name in ("old", "new"))
    return show(
        "staff/versions/difference.html",
        procedure=procedure,
        old=old,
        new=new,
        changes=grouped(differences(_form(procedure, old), _form(procedure, new))),
        lines=version_lines(database.session(), procedure),
        draft=draft_of(database.session(), procedure.id),
    )


@blueprint.get("/procedures/<slug>/versions/<int:version>")
@needs("edit_forms")
def page(slug: str, version: int) -> Response:
    """Show the form of a version as residents saw it."""
    procedure = procedure_called(database.session(), slug)
    found = version_numbered(database.session(), procedure.id, version)
    return show(
        "staff/versions/version.html",
        procedure=procedure,
        version=found,
        dated=dated,
        form=found.form,
        pages=as_residents_see(found.form, day_of(now_utc())),
        draft=draft_of(database.session(), procedure.id),
    )


@blueprint.post("/procedures/<slug>/versions/<int:version>/draft")
@needs("edit_forms")
def restore(slug: str, version: int) -> ResponseReturnValue:
    """Make a version the draft again."""
    procedure = procedure_called(database.session(), slug)
    restore_version(database.session(), procedure.id, version, by=actor(), now=now_utc())
    return lead_to(
        after_making(slug), f"第{version}版の内容を下書きにしました。公開するまで、住民には見えません。"
    )


def dated(moment: datetime) -> str:
    """Return a moment with its year: versions stay for many."""
    return f"{in_tokyo(moment).year}年{day_time(moment)}"


def _form(procedure: Procedure, name: str) -> Form:
    """Return the form of a version ("3") or of the draft; NotFound."""
    if name == DRAFT:
        draft = draft_of(database.session(), procedure.id)
        if draft is None:
            raise NotFound
        return Form.from_json(draft.definition)
    if not (name.isascii() and name.isdecimal() and len(name) < 9):
        raise NotFound
    return version_numbered(database.session(), procedure.id, int(name)).form
