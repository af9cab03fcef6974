"""Beginning a procedure from a template of the shelf, from a copy of another, or from a file."""

from __future__ import annotations

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from blueprints.staff.problems import Slip
from blueprints.staff.procedures.next_pages import beginnings
from blueprints.staff.procedures.showing_forms import outline
from blueprints.staff.procedures.taking_in import (
    Wizard,
    begun,
    in_words,
    make,
    my_departments,
    packed,
    sent,
    unpacked,
    uploaded,
)
from blueprints.web import database
from blueprints.web.guard import departments, needs
from blueprints.web.show import show
from domain.procedures.exporting import procedure_file
from domain.procedures.file_format import ProcedureFile
from domain.procedures.file_problems import FileProblem
from domain.procedures.file_values import examples
from domain.procedures.lending import copyable, copyable_called
from domain.procedures.shelf import life_events, matching, template, templates, with_examples
from domain.refusals import NotFound

blueprint = Blueprint("shelf", __name__)

KINDS = {"booking": "施設の予約", "lottery": "抽選の申込み", "application": "申請・申込み"}
MOST_COPIES = 50


@blueprint.get("/procedures/new/shelf")
@needs("edit_forms")
def index() -> Response:
    """Show the templates, found by words or by life event."""
    text, event = request.args.get("text", "").strip()[:100], request.args.get("event", "")
    return show(
        "staff/shelf/shelf.html",
        "staff/shelf/_shelf_list.html",
        found=matching(text, event if event in life_events() else ""),
        total=len(templates()),
        typed={"text": text, "event": event},
        events=life_events(),
        kinds=KINDS,
        back=beginnings(),
    )


@blueprint.get("/procedures/new/shelf/<name>")
@needs("edit_forms")
def page(name: str) -> Response:
    """Show a template with its questions, and ask for what differs from city to city."""
    return show("staff/shelf/template.html", wizard=begun(_template(name)), **_around(name))


@blueprint.post("/procedures/new/shelf/<name>")
@needs("edit_forms")
def make_from_template(name: str) -> ResponseReturnValue:
    """Make a procedure of a template."""
    return make(sent(_template(name)), "staff/shelf/template.html", **_around(name))


@blueprint.get("/procedures/new/copy")
@needs("edit_forms")
def copy() -> ResponseReturnValue:
    """Show what can be copied, or the procedure that was picked."""
    slug = request.args.get("of", "")
    if slug:
        file = _original(slug)
        return _copy_page(slug, begun(file, title=f"{file.title.ja}（コピー）"))
    text = request.args.get("text", "").strip()[:100]
    found = copyable(database.session(), departments("edit_forms"), text)
    return show(
        "staff/shelf/copies.html",
        "staff/shelf/_copy_list.html",
        found=found[:MOST_COPIES],
        more=max(0, len(found) - MOST_COPIES),
        text=text,
        back=beginnings(),
    )


@blueprint.post("/procedures/new/copy")
@needs("edit_forms")
def make_copy() -> ResponseReturnValue:
    """Make a procedure of a copy of another."""
    slug = request.form.get("of", "")
    file = _original(slug)
    return make(sent(file), "staff/shelf/copy.html", of=slug, **_beside(file))


@blueprint.get("/procedures/new/import")
@needs("edit_forms")
def ask_file() -> Response:
    """Ask for a file."""
    return _ask_file()


@blueprint.post("/procedures/new/import")
@needs("edit_forms")
def make_from_file() -> ResponseReturnValue:
    """Read a file and ask for what it leaves open; the second time, make a procedure of it."""
    try:
        if "content" in request.form:
            file = unpacked(request.form["content"])
            return make(sent(file), "staff/shelf/imported.html", content=packed(file), **_beside(file))
        file = uploaded()
        beside = _beside(file)
    except FileProblem as problem:
        return _ask_file((Slip("file", in_words(problem)),), 422)
    return show("staff/shelf/imported.html", wizard=begun(file), content=packed(file), **beside)


def _template(name: str) -> ProcedureFile:
    found = template(name)
    if found is None:
        raise NotFound
    return found


def _original(slug: str) -> ProcedureFile:
    session = database.session()
    found = copyable_called(session, departments("edit_forms"), slug)
    if found is None:
        raise NotFound
    return procedure_file(session, found)


def _around(name: str) -> dict[str, object]:
    file = with_examples(name)
    if file is None:
        raise NotFound
    return {"name": name, **_beside(file)}


def _beside(file: ProcedureFile) -> dict[str, object]:
    """Return what stands beside a wizard: what the procedure is, and its questions; examples stand for values."""
    shown = file.filled(examples(file.values))
    return {
        "shown": shown,
        "pages": outline(shown.form),
        "departments": my_departments(),
        "kinds": KINDS,
        "back": beginnings(),
    }


def _copy_page(slug: str, wizard: Wizard) -> Response:
    return show("staff/shelf/copy.html", wizard=wizard, of=slug, **_beside(wizard.file))


def _ask_file(problems: tuple[Slip, ...] = (), status: int = 200) -> Response:
    return show("staff/shelf/import.html", status=status, problems=problems, back=beginnings())
