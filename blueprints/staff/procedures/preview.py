"""The preview of a draft as phone, tablet and paper: the form as residents will meet it, drawn by the same templates."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request
from markupsafe import Markup

from blueprints.staff.procedures.showing_forms import as_residents_see
from blueprints.web import database
from blueprints.web.guard import actor, needs
from blueprints.web.languages import speaking
from blueprints.web.show import show
from domain.clock import day_of, now_utc
from domain.procedures.drafts import desk
from domain.procedures.endorsing import note_preview
from forms.definition import LANGUAGES
from forms.given import Raw
from forms.reading import press

blueprint = Blueprint("preview", __name__)

DEVICES = ("phone", "tablet", "paper")


@blueprint.get("/procedures/<slug>/preview")
@needs("edit_forms")
def page(slug: str) -> Response:
    """Show the draft on a device; that it was looked at is kept."""
    shown = desk(database.session(), slug)
    seen = shown.procedure.id, shown.form.fingerprint()
    note_preview(database.session(), *seen, by=actor(), now=now_utc())
    return _show(slug, {})


@blueprint.post("/procedures/<slug>/preview")
@needs("edit_forms")
def press_button(slug: str) -> Response:
    """Press a button of the form itself, such as the one for another child; nothing is kept."""
    sent = {name: request.form.getlist(name) for name in request.form}
    form = desk(database.session(), slug).form
    return _show(slug, press(form, sent, request.form.get("step", "")))


def _show(slug: str, raw: Raw) -> Response:
    shown = desk(database.session(), slug)
    device, code = _one_of("as", DEVICES), _one_of("in", LANGUAGES)
    with speaking(code):
        pages = as_residents_see(shown.form, day_of(now_utc()), raw)
        about = {"desk": shown, "form": shown.form, "device": device, "pages": pages}
        drawn = Markup(render_template("staff/builder/device.html", **about))
    return show("staff/builder/preview.html", **about, drawn=drawn, spoken_in=code)


def _one_of(name: str, known: tuple[str, ...]) -> str:
    wanted = request.args.get(name, "")
    return wanted if wanted in known else known[0]
