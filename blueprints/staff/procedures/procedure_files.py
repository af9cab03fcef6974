"""The file of a procedure that is there: taken out, and another one put over it after its changes were seen."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from blueprints.staff.problems import Slip
from blueprints.staff.procedures.next_pages import after_making
from blueprints.staff.procedures.showing_forms import grouped
from blueprints.staff.procedures.taking_in import Wizard, begun, in_words, packed, sent, unpacked, uploaded
from blueprints.web import database
from blueprints.web.guard import actor, needs
from blueprints.web.show import lead_to, show
from domain.clock import now_utc
from domain.procedures.exporting import draft_of, procedure_file
from domain.procedures.file_differences import detail_changes, form_changes
from domain.procedures.file_format import ProcedureFile
from domain.procedures.file_problems import FileProblem
from domain.procedures.file_values import examples
from domain.procedures.importing import change_from_file, remember_values
from domain.procedures.models import Procedure
from domain.refusals import ChangedMeanwhile, Refusal
from domain.versions import procedure_called

blueprint = Blueprint("procedure_files", __name__)


@blueprint.get("/procedures/<slug>/file")
@needs("edit_forms")
def page(slug: str) -> Response:
    """Offer the file of the live form and of the draft, and ask for another one."""
    return _page(procedure_called(database.session(), slug))


@blueprint.get("/procedures/<slug>/file/<form>.json")
@needs("edit_forms")
def download(slug: str, form: str) -> Response:
    """Send the file with the live form, or with the draft."""
    procedure = procedure_called(database.session(), slug)
    file = procedure_file(database.session(), procedure, of_draft=form == "draft")
    response = Response(file.to_text(), mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}.json"'
    return response


@blueprint.post("/procedures/<slug>/file")
@needs("edit_forms")
def look(slug: str) -> Response:
    """Read a file and show what it would change."""
    procedure = procedure_called(database.session(), slug)
    try:
        file = uploaded()
        return _changes(procedure, begun(file, department=procedure.department))
    except FileProblem as problem:
        return _page(procedure, (Slip("file", in_words(problem)),), 422)


@blueprint.post("/procedures/<slug>/file/draft")
@needs("edit_forms")
def take(slug: str) -> ResponseReturnValue:
    """Put what the file says into the draft, or show the changes again with other values."""
    procedure = procedure_called(database.session(), slug)
    try:
        wizard = sent(unpacked(request.form.get("content", "")), department=procedure.department)
        if wizard.problems or request.form.get("step") == "look":
            return _changes(procedure, wizard, 422 if wizard.problems else 200)
        return _put(procedure, wizard)
    except FileProblem as problem:
        return _page(procedure, (Slip("file", in_words(problem)),), 422)


def _put(procedure: Procedure, wizard: Wizard) -> ResponseReturnValue:
    session = database.session()
    try:
        change_from_file(
            session,
            procedure.id,
            wizard.filled(),
            with_details="details" in request.form,
            revision=request.form.get("revision", type=int),
            by=actor(),
            now=now_utc(),
        )
    except ChangedMeanwhile as refusal:
        return _changes(procedure, replace(wizard, problems=(Slip.of(refusal, "changes"),)), refusal.status)
    except Refusal as refusal:
        return _page(procedure, (Slip.of(refusal, "file"),), refusal.status)
    if wizard.file.values:
        remember_values(session, wizard.department.id, wizard.file.values, wizard.answers)
    return lead_to(after_making(procedure.slug), "ファイルの内容を下書きにしました。")


def _page(procedure: Procedure, problems: tuple[Slip, ...] = (), status: int = 200) -> Response:
    return show(
        "staff/procedure_files/file.html",
        status=status,
        procedure=procedure,
        draft=draft_of(database.session(), procedure.id),
        problems=problems,
    )


def _changes(procedure: Procedure, wizard: Wizard, status: int = 200) -> Response:
    before = procedure_file(database.session(), procedure, of_draft=True)
    draft = draft_of(database.session(), procedure.id)
    after = _as_far_as_known(wizard)
    return show(
        "staff/procedure_files/changes.html",
        status=status,
        procedure=procedure,
        wizard=wizard,
        revision=draft.revision if draft else 0,
        content=packed(wizard.file),
        details=detail_changes(before, after),
        changes=grouped(form_changes(before, after)),
        wrong_kind=after.kind != procedure.kind,
        with_details=_with_details(procedure),
    )


def _as_far_as_known(wizard: Wizard) -> ProcedureFile:
    """Return the file with the values that are known; examples stand for the others."""
    known: dict[str, Any] = {**examples(wizard.file.values), **wizard.answers}
    return wizard.file.filled(known)


def _with_details(procedure: Procedure) -> bool:
    """Say whether the details are to be taken too: at first only where residents do not read them yet."""
    return "details" in request.form or ("content" not in request.form and procedure.live_version_id is None)
