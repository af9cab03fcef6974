"""Trying a form by a signed link: everything up to the receipt, and nothing of it is kept."""

from __future__ import annotations

from flask import Blueprint, Response, url_for

from blueprints.applications.offers import about_form, journey_of, laid_out
from blueprints.web import access
from blueprints.web.database import session
from blueprints.web.filling import Filling, begin
from blueprints.web.form_pages import Journey, shown_page
from blueprints.web.form_steps import sent_here
from blueprints.web.show import show
from blueprints.web.uploads import asks_files, folder, go_on_with_files, takes_files
from domain.applications.trials import Trial, trial_of
from domain.cases.paper_sweeping import drop_page
from domain.clock import day_of, now_utc

blueprint = Blueprint("trials", __name__, url_prefix="/applications/trial")


@blueprint.get("/<token>")
def form(token: str) -> Response:
    """Begin a trial."""
    trial = trial_of(session(), token, access.key())
    journey = _journey(trial, token)
    return shown_page(journey, begin(journey.form, journey.facts))


@blueprint.post("/<token>")
@takes_files
def fill(token: str) -> Response:
    """Do what the pressed button says; what confirms shows a receipt, and nothing was written."""
    trial = trial_of(session(), token, access.key())
    journey = _journey(trial, token)
    sent = sent_here()
    filling = go_on_with_files(journey.form, journey.facts, sent)
    return _receipt(trial, token, filling) if filling.is_confirmed else shown_page(journey, filling)


def _journey(trial: Trial, token: str) -> Journey:
    address = url_for("trials.form", token=token)

    def about() -> dict[str, object]:
        shown = about_form(trial.procedure, trial.form, address)
        return shown | {"can_save": False, "is_trial": True}

    facts = {"today": day_of(now_utc())}
    return journey_of(laid_out(trial.form, trial.fingerprint, trial.procedure.layout), facts, about)


def _receipt(trial: Trial, token: str, filling: Filling) -> Response:
    if asks_files(trial.form):
        drop_page(session(), filling.form_key, folder())
    email = trial.form.meaning("email")
    answered = filling.reading.answers.get(email.key) if email else None
    return show(
        "applications/trial_receipt.html",
        procedure=trial.procedure,
        email=answered or "",
        address=url_for("trials.form", token=token),
    )
