"""Applying: the form of a procedure page by page, the check page, one confirming button."""

from __future__ import annotations

from flask import Blueprint, Response, request
from flask_wtf.csrf import CSRFError

from blueprints.applications.offers import Offer, forget_offer, offer_of
from blueprints.applications.saving import DRAFT, SAVE, forget_draft, resumed, saved_here, saved_now
from blueprints.web.database import session
from blueprints.web.filling import CHECK, CONFIRM, Filling
from blueprints.web.form_pages import check_page, shown_page
from blueprints.web.form_steps import (
    APPLIED_BEFORE,
    asked_again,
    begun_page,
    first_page,
    is_sent,
    lead_to_receipt,
    refused_midway,
    sent_here,
    submission_made,
)
from blueprints.web.kept import kept_page
from blueprints.web.show import show
from blueprints.web.uploads import go_on_with_files, takes_files, with_files
from domain.applications.operations import apply
from domain.applications.requests import Application
from domain.cases.intake import is_answer_to
from domain.clock import now_utc
from domain.history import RESIDENT
from domain.refusals import Refusal

blueprint = Blueprint("applications", __name__, url_prefix="/applications")


@blueprint.get("/<slug>")
def form(slug: str) -> Response:
    """Ask the first questions; who has saved the form before is offered to go on with it."""
    offer = _offer(slug)
    if offer.refusal:
        return kept_page(lambda: _closed(offer))
    return first_page(offer.journey(), lambda: _begun(offer), DRAFT)


@blueprint.post("/<slug>")
@takes_files
def fill(slug: str) -> Response:
    """Do what the pressed button says: draw again, go on, go back, keep for later, or apply."""
    offer, sent = _offer(slug), sent_here()
    if sent.step == SAVE:
        return saved_now(offer, with_files(offer.form, sent))
    if sent.step in (CHECK, CONFIRM) and offer.refusal and not is_sent(sent.form_key):
        journey = offer.journey(refusal=offer.refusal, others=offer.others)
        return refused_midway(journey, sent, offer.refusal)
    filling = go_on_with_files(offer.form, offer.facts, sent)
    return _applied(offer, filling) if filling.is_confirmed else shown_page(offer.journey(), filling)


@blueprint.errorhandler(CSRFError)
def ask_again(error: CSRFError) -> Response:
    """Show the page once more with what was typed."""
    return asked_again(error, lambda slug: _offer(slug).journey())


def _offer(slug: str) -> Offer:
    return offer_of(session(), slug, now_utc())


def _begun(offer: Offer) -> Response:
    saved = None if "fresh" in request.args else saved_here(session(), offer.procedure.id)
    if saved is None:
        return begun_page(offer.journey())
    if request.args.get(DRAFT) == "continue":
        return shown_page(offer.journey(), resumed(offer, saved))
    return show("applications/found.html", offer=offer, saved=saved)


def _closed(offer: Offer) -> Response:
    return show("applications/closed.html", status=409, offer=offer, refusal=offer.refusal)


def _applied(offer: Offer, filling: Filling) -> Response:
    wanted = Application(submission_made(offer.version, filling))
    try:
        done = apply(session(), wanted, by=RESIDENT, now=now_utc())
    except Refusal as refusal:
        forget_offer(offer.procedure.slug)  # it is fuller than the others here are told
        return check_page(offer.journey(others=offer.others), filling, refusal)
    is_as_asked = not done.is_repeat or is_answer_to(done.case, wanted.submission)
    response = lead_to_receipt(done.case.number, "applied", "" if is_as_asked else APPLIED_BEFORE)
    return forget_draft(response, offer.procedure.slug)
