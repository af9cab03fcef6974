"""Sample cases: fill the real form once, choose what must come of it, see what comes of it now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import Blueprint, Response, request, url_for

from blueprints.staff.problems import Slip
from blueprints.staff.procedures.sample_page import as_json, expected, from_json, lines_of
from blueprints.web import database
from blueprints.web.filling import REFRESH, deciders_of, trigger_on
from blueprints.web.guard import actor, needs
from blueprints.web.languages import gettext
from blueprints.web.places import fill_address
from blueprints.web.show import lead_to, show
from domain.clock import day_of, now_utc
from domain.procedures.draft_models import SampleCase
from domain.procedures.models import Procedure
from domain.procedures.publishing import draft_of
from domain.procedures.queries import procedure_at
from domain.procedures.readiness import try_samples
from domain.procedures.sampling import Nameless, drop_sample, find_sample, keep_sample
from domain.refusals import NotFound, Refusal
from forms.checking import faults
from forms.definition import Form
from forms.given import Raw
from forms.reading import Reading, draft, press
from forms.samples import Expectations, Sample, typed_on

blueprint = Blueprint("samples", __name__)

EXPECT = "expect"
OWN = frozenset({"csrf_token", "form_key", "step", "_seen", "_sample", "_on_day", "_typed"})
"""Names of our own inputs; no question's key begins with "_"."""


@dataclass(frozen=True)
class Trying:
    """A sample in the making: the form it is typed into, what was typed, on which day."""

    procedure: Procedure
    form: Form
    raw: Raw
    on_day: date
    case: SampleCase | None = None

    @property
    def before(self) -> Expectations:
        """What was expected so far; of a new one that it goes through, where it does."""
        if self.case is not None:
            return Expectations.from_json(self.case.expects)
        return Expectations(through=self.read().ok)

    def read(self) -> Reading:
        """Return what comes of what was typed."""
        return typed_on(self.form, self.raw, self.on_day)


@blueprint.get("/procedures/<slug>/samples")
@needs("edit_forms")
def index(slug: str) -> Response:
    """Run every sample case against the draft, or the live version where there is none."""
    procedure, form, has_draft = _form(slug)
    tried = try_samples(database.session(), procedure.id, form) if form else ()
    return show(
        "staff/samples/list.html",
        procedure=procedure,
        form=form,
        tried=tried,
        has_draft=has_draft,
        is_sound=form is not None and not faults(form),
    )


@blueprint.get("/procedures/<slug>/samples/new")
@needs("edit_forms")
def new(slug: str) -> Response:
    """Ask what is typed."""
    return _fill(_trying(slug, {}))


@blueprint.post("/procedures/<slug>/samples/new")
@needs("edit_forms")
def fill(slug: str) -> Response:
    """Draw the form again, or go on to what is expected; what another page has typed can be sent here too."""
    sent = request.form.to_dict(flat=False)
    typed = from_json(request.form.get("_typed", ""))
    trying = _trying(slug, typed or {name: texts for name, texts in sent.items() if name not in OWN})
    step = request.form.get("step", EXPECT)
    if step.startswith(("add:", "remove:")):
        return _fill(replace(trying, raw=press(trying.form, trying.raw, step)))
    if step.startswith("look_up:"):
        return _fill(replace(trying, raw=fill_address(trying.form, trying.raw, step.partition(":")[2])[0]))
    if step == REFRESH or _is_unseen(trying):
        return _fill(trying, has_more=step != REFRESH)
    return _expect(trying)


@blueprint.post("/procedures/<slug>/samples")
@needs("edit_forms")
def keep(slug: str) -> Response:
    """Keep a new sample case."""
    return _keep(_trying(slug, from_json(request.form.get("_typed", ""))))


@blueprint.get("/procedures/<slug>/samples/<int:sample_id>")
@needs("edit_forms")
def sample(slug: str, sample_id: int) -> Response:
    """Show what is typed in a sample case, and what is expected of it."""
    return _expect(_stored(slug, sample_id))


@blueprint.post("/procedures/<slug>/samples/<int:sample_id>")
@needs("edit_forms")
def change(slug: str, sample_id: int) -> Response:
    """Change a sample case."""
    stored = _stored(slug, sample_id)
    typed = from_json(request.form.get("_typed", "")) or stored.raw
    return _keep(replace(stored, raw=typed, on_day=_day(stored.on_day)))


@blueprint.post("/procedures/<slug>/samples/<int:sample_id>/deletion")
@needs("edit_forms")
def drop(slug: str, sample_id: int) -> Response:
    """Delete a sample case."""
    procedure = procedure_at(database.session(), slug)
    drop_sample(database.session(), procedure.id, sample_id, by=actor(), now=now_utc())
    return _done(slug, "試し申請を削除しました。")


def _form(slug: str) -> tuple[Procedure, Form | None, bool]:
    """Return the form that the samples are for: the draft, else the live version."""
    procedure = procedure_at(database.session(), slug)
    found = draft_of(database.session(), procedure.id)
    if found is not None:
        return procedure, Form.from_json(found.definition), True
    live = procedure.live_version
    return procedure, live.form if live else None, False


def _trying(slug: str, raw: Mapping[str, Sequence[str]]) -> Trying:
    procedure, form, _ = _form(slug)
    if form is None or faults(form):
        raise NotFound  # a form with faults cannot be filled; the list of samples says so
    sample_id = request.form.get("_sample", 0, type=int)
    case = find_sample(database.session(), procedure.id, sample_id) if sample_id else None
    return Trying(procedure, form, raw, _day(day_of(now_utc())), case)


def _stored(slug: str, sample_id: int) -> Trying:
    procedure, form, _ = _form(slug)
    case = find_sample(database.session(), procedure.id, sample_id)
    if form is None or faults(form):
        raise NotFound
    return Trying(procedure, form, case.raw, date.fromisoformat(case.on_day), case)


def _day(otherwise: date) -> date:
    try:
        return date.fromisoformat(request.form.get("_on_day", ""))
    except ValueError:
        return otherwise


def _is_unseen(trying: Trying) -> bool:
    """Say whether an answer has brought up questions that were not on the screen; other pages do not tell."""
    seen = request.form.get("_seen", "").split()
    return bool(seen) and not trying.read().asked <= set(seen)


def _fill(trying: Trying, has_more: bool = False) -> Response:
    facts = {"today": trying.on_day, "day_of_use": trying.on_day}
    reading = draft(trying.form, trying.raw, facts)
    deciders = deciders_of(trying.form, tuple(reading.asked))
    return show(
        "staff/samples/fill.html",
        "staff/samples/_sample_filling.html",
        trying=trying,
        reading=reading,
        has_more=has_more,
        seen=" ".join(sorted(reading.asked)),
        trigger=trigger_on(deciders) if deciders else "",
        language_form="sample",
    )


def _expect(
    trying: Trying,
    problems: tuple[Slip, ...] = (),
    name: str | None = None,
    ticked: Sequence[str] | None = None,
) -> Response:
    reading, before = trying.read(), trying.before
    lines = list(lines_of(reading, before, ticked))
    through = before.through if ticked is None else "through" in ticked
    return show(
        "staff/samples/expect.html",
        status=422 if problems else 200,
        trying=trying,
        reading=reading,
        lines=lines,
        gone=[before.labels.get(key, key) for key in before.questions() if not trying.form.field(key)],
        through=through,
        name=name if name is not None else trying.case.name if trying.case else "",
        typed=as_json(trying.raw),
        problems=problems,
    )


def _keep(trying: Trying) -> Response:
    name, ticked = request.form.get("_name", "").strip(), request.form.getlist("_expect")
    expects = expected(trying.read(), trying.before, ticked)
    about: dict[str, Any] = {"sample_id": trying.case.id if trying.case else None}
    try:
        keep_sample(
            database.session(),
            trying.procedure.id,
            Sample(name, trying.raw, trying.on_day, expects),
            by=actor(),
            now=now_utc(),
            **about,
        )
    except Refusal as refusal:
        place = "sample-name" if isinstance(refusal, Nameless) else "sample-expectations"
        return _expect(trying, (Slip.of(refusal, place),), name, ticked)
    return _done(trying.procedure.slug, "試し申請を保存しました。")


def _done(slug: str, said: str) -> Response:
    return lead_to(url_for("staff.samples.index", slug=slug), gettext(said))
