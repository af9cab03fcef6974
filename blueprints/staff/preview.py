"""The preview of a draft as phone, tablet and paper: the form as residents will meet it, drawn by the same templates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, render_template, request
from markupsafe import Markup

from blueprints import database
from blueprints.guard import actor, needs
from blueprints.languages import speaking
from blueprints.show import show
from blueprints.staff.building import condition_sentence, drawable
from domain.clock import day_of, now_utc
from domain.procedures.drafts import desk
from domain.procedures.endorsing import note_preview
from forms.definition import LANGUAGES, Field, Form, Page
from forms.given import Raw
from forms.question import Question
from forms.reading import draft, press

blueprint = Blueprint("preview", __name__)

DEVICES = ("phone", "tablet", "paper")


@dataclass(frozen=True)
class Shown:
    """One question of the preview, and when it is asked."""

    key: str
    question: Question | None
    """None where its settings are not whole yet."""
    when: str


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
        pages = _pages(shown.form, raw, day_of(now_utc()))
        about = {"desk": shown, "form": shown.form, "device": device, "pages": pages}
        drawn = Markup(render_template("staff/builder/device.html", **about))
    return show("staff/builder/preview.html", **about, drawn=drawn, spoken_in=code)


def _one_of(name: str, known: tuple[str, ...]) -> str:
    wanted = request.args.get(name, "")
    return wanted if wanted in known else known[0]


def _pages(form: Form, raw: Raw, today: date) -> list[tuple[Page, str, list[Shown]]]:
    """Return every page with its questions, those too that only some people are asked."""
    whole = Form(form.title, tuple(_unconditional(page) for page in form.pages))
    questions = draft(whole, raw, {"today": today, "day_of_use": today}).questions
    return [
        (
            page,
            _when(form, page),
            [Shown(one.key, questions.get(one.key), _when(form, one)) for one in page.fields],
        )
        for page in form.pages
    ]


def _unconditional(page: Page) -> Page:
    fields = tuple(_alone(one) for one in page.fields if drawable(one))
    return Page(page.key, page.title, fields)


def _alone(one: Field) -> Field:
    return Field(one.key, one.kind, one.label, one.help, one.required, "", one.settings)


def _when(form: Form, one: Page | Field) -> str:
    return "" if one.ask_if is None else condition_sentence(form, one.ask_if)
