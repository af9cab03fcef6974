"""Applications at the counter: filled on the tablet, handed over to confirm, wiped for the next person."""

from __future__ import annotations

from flask import Blueprint, Response, url_for

from blueprints.applications.offers import Offer, groups_of, offer_of
from blueprints.counter.tablet import (
    begun_on_tablet,
    give_slip,
    refused_on_tablet,
    sent_on_tablet,
    shown_on_tablet,
    slip_number,
    submission_on_tablet,
)
from blueprints.web import access, database
from blueprints.web.filling import Filling
from blueprints.web.form_pages import Journey
from blueprints.web.guard import actor, needs
from blueprints.web.show import lead_to, show
from blueprints.web.uploads import go_on_with_files, takes_files
from domain.applications.operations import apply
from domain.applications.queries import own_case
from domain.applications.refusals import AlreadySent
from domain.applications.requests import Application
from domain.cases.intake import is_answer_to
from domain.cases.secrets import secret_of
from domain.clock import now_utc
from domain.refusals import NotFound, Refusal

blueprint = Blueprint("applications", __name__, url_prefix="/applications")


@blueprint.get("/<slug>")
@needs("use_counter")
def form(slug: str) -> Response:
    """Begin the form for the person at the counter."""
    offer = _offer(slug)
    if offer.refusal:
        raise offer.refusal
    return begun_on_tablet(_journey(offer))


@blueprint.post("/<slug>")
@needs("use_counter")
@takes_files
def fill(slug: str) -> Response:
    """Do what the pressed button says: draw again, go on, hand over, or apply."""
    sent, offer = sent_on_tablet(), _offer(slug)
    filling = go_on_with_files(offer.form, offer.facts, sent)
    return _applied(offer, filling) if filling.is_confirmed else shown_on_tablet(_journey(offer), filling)


@blueprint.get("/slips/<key>")
@needs("use_counter")
def slip(key: str) -> Response:
    """Show the number, to be printed or photographed."""
    case = own_case(database.session(), slip_number(key))
    if case is None:
        raise NotFound
    secret = secret_of(case.number, access.key())
    return show("counter/application_slip.html", case=case, key=key, secret=secret)


def _offer(slug: str) -> Offer:
    return offer_of(database.session(), slug, now_utc())


def _journey(offer: Offer) -> Journey:
    def about() -> dict[str, object]:
        groups = groups_of(offer.version.form) if offer.procedure.layout == "one" else {}
        address = url_for("counter.applications.fill", slug=offer.procedure.slug)
        return {"procedure": offer.procedure, "groups": groups, "address": address}

    pages = "counter/application_form.html", "counter/application_confirm.html"
    return Journey(offer.form, offer.facts, *pages, about)


def _applied(offer: Offer, filling: Filling) -> Response:
    wanted = Application(submission_on_tablet(offer.version, filling))
    try:
        done = apply(database.session(), wanted, by=actor(), now=now_utc())
        if not is_answer_to(done.case, wanted.submission):
            raise AlreadySent
    except Refusal as refusal:
        return refused_on_tablet(_journey(offer), filling, refusal)
    give_slip(done.case.number)
    return lead_to(url_for("counter.applications.slip", key=filling.form_key))
