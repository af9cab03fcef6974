"""Applying: the form of a procedure page by page, the check page, one confirming button."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask_wtf.csrf import CSRFError

from blueprints import access
from blueprints.database import session
from blueprints.errors import failed
from blueprints.filling import CHECK, CONFIRM, STAY, Filling, Sent, begin
from blueprints.form_pages import NOT_TRUSTED, check_page, shown_page
from blueprints.kept import kept_page
from blueprints.languages import gettext, language
from blueprints.offers import Offer, forget_offer, offer_of
from blueprints.places import fill_address
from blueprints.remembering import COOKIE, recalled
from blueprints.saving import DRAFT, SAVE, forget_draft, resumed, saved_here, saved_now
from blueprints.show import show
from blueprints.uploads import go_on_with_files, takes_files, with_files
from domain.applications.operations import Applied, apply
from domain.applications.requests import Application, application_of, is_answer_to
from domain.cases.intake import find_repeat
from domain.clock import now_utc
from domain.history import RESIDENT
from domain.refusals import NotFound, Refusal

blueprint = Blueprint("applications", __name__, url_prefix="/applications")


@blueprint.get("/<slug>")
def form(slug: str) -> Response:
    """Ask the first questions; who has saved the form before is offered to go on with it."""
    offer = _offer(slug)
    if offer.refusal:
        return kept_page(lambda: _closed(offer))
    is_a_strangers = not request.args and request.cookies.keys().isdisjoint((COOKIE, DRAFT))
    return kept_page(lambda: _begun(offer), offer.shown) if is_a_strangers else _begun(offer)


@blueprint.post("/<slug>")
@takes_files
def fill(slug: str) -> Response:
    """Do what the pressed button says: draw again, go on, go back, keep for later, or apply."""
    offer, sent = _offer(slug), Sent.of(request.form.to_dict(flat=False))
    if sent.step == SAVE:
        return saved_now(offer, with_files(offer.form, sent))
    if sent.step in (CHECK, CONFIRM) and _is_closed(offer, sent.form_key):
        return _refused_midway(offer, sent)
    filling = go_on_with_files(offer.form, offer.facts, sent, fill_address)
    return _applied(offer, filling) if filling.is_confirmed else shown_page(offer.journey(), filling)


@blueprint.errorhandler(CSRFError)
def ask_again(error: CSRFError) -> Response:
    """Show the page once more with what was typed and a token that holds: the browser has lost its cookies."""
    try:
        offer = _offer(**(request.view_args or {}))
    except NotFound:
        return failed(error)
    sent = replace(Sent.of(request.form.to_dict(flat=False)), step=STAY)
    filling = go_on_with_files(offer.form, offer.facts, sent, fill_address, is_trusted=False)
    response = shown_page(offer.journey(), replace(filling, said=NOT_TRUSTED))
    response.status_code = 400
    return response


def _offer(slug: str) -> Offer:
    return offer_of(session(), slug, now_utc())


def _begun(offer: Offer) -> Response:
    is_fresh = "fresh" in request.args
    saved = None if is_fresh else saved_here(session(), offer.procedure.id)
    if saved is None:
        known = {} if is_fresh else recalled(session(), offer.form, now_utc())
        return shown_page(offer.journey(), begin(offer.form, offer.facts, known))
    if request.args.get(DRAFT) == "continue":
        return shown_page(offer.journey(), resumed(offer, saved))
    return show("applications/found.html", offer=offer, saved=saved)


def _closed(offer: Offer) -> Response:
    return show("applications/closed.html", status=409, offer=offer, refusal=offer.refusal)


def _is_closed(offer: Offer, form_key: str) -> bool:
    """Say whether there is nothing left to fill the form for; who has applied by it already is not told so."""
    if offer.refusal is None:
        return False
    return not access.has_cases() or find_repeat(session(), form_key) is None


def _refused_midway(offer: Offer, sent: Sent) -> Response:
    """Show the page once more as it was typed, with why nothing can be sent now."""
    filling = go_on_with_files(offer.form, offer.facts, replace(sent, step=STAY), fill_address)
    journey = offer.journey(refusal=offer.refusal, others=offer.others)
    if filling.page is None:
        return check_page(journey, filling, offer.refusal)
    response = shown_page(journey, filling)
    response.status_code = 409
    return response


def _applied(offer: Offer, filling: Filling) -> Response:
    answers, key = filling.reading.answers, filling.form_key
    wanted = application_of(
        offer.version, offer.procedure.department_id, answers, key=key, language=language()
    )
    try:
        done = apply(session(), wanted, by=RESIDENT, now=now_utc())
    except Refusal as refusal:
        forget_offer(offer.procedure.slug)  # it is fuller than the others here are told
        return check_page(offer.journey(others=offer.others), filling, refusal)
    access.open_case(done.case.number)
    return forget_draft(_answered(done, wanted), offer.procedure.slug)


def _answered(done: Applied, wanted: Application) -> Response:
    number = done.case.number
    if not done.is_repeat or is_answer_to(done.case, wanted):
        return redirect(url_for("applied.receipt", number=number), 303)  # type: ignore[return-value]
    flash(
        gettext(
            "この入力画面からの申し込みは、前に受け付けています。その申し込みをお見せします。別の申し込みは、はじめからお進みください。"
        ),
        "warn",
    )
    return redirect(url_for("applied.page", number=number), 303)  # type: ignore[return-value]
