"""A lottery for residents: what is drawn and how, applying for one or a family, and looking a result up."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, url_for
from flask_wtf.csrf import CSRFError

from blueprints.lottery.offers import Call, call_of
from blueprints.lottery.views import shown
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
from blueprints.web.uploads import go_on_with_files, takes_files
from domain.cases.intake import is_answer_to
from domain.clock import now_utc
from domain.history import RESIDENT
from domain.lottery.entering import enter
from domain.lottery.looking import slug_of_lottery
from domain.lottery.requests import application_of
from domain.refusals import NotFound, Refusal

blueprint = Blueprint("lottery", __name__, url_prefix="/lottery")


@blueprint.get("/<slug>")
def campaign(slug: str) -> Response:
    """Say what is drawn, for whom, until when, and how anybody can check it; a lottery's own name leads to its record."""
    try:
        return kept_page(lambda: show("lottery/campaign.html", shown=shown(session(), slug, now_utc())))
    except NotFound:
        found = slug_of_lottery(session(), slug)
        if found is None:
            raise
        address = url_for("lottery_record.index", slug=found, lottery=slug)
        return redirect(address, 302)  # type: ignore[return-value]


@blueprint.get("/<slug>/application")
def form(slug: str) -> Response:
    """Ask the first questions."""
    call = _call(slug)
    if call.refusal:
        return kept_page(lambda: _closed(call))
    journey = call.journey()
    return first_page(journey, lambda: begun_page(journey))


@blueprint.post("/<slug>/application")
@takes_files
def fill(slug: str) -> Response:
    """Do what the pressed button says: draw again, go on, go back, or apply."""
    call, sent = _call(slug), sent_here()
    if sent.step in (CHECK, CONFIRM) and call.refusal and not is_sent(sent.form_key):
        return refused_midway(call.journey(refusal=call.refusal), sent, call.refusal)
    filling = go_on_with_files(call.form, call.facts, sent)
    return _entered(call, filling) if filling.is_confirmed else shown_page(call.journey(), filling)


@blueprint.errorhandler(CSRFError)
def ask_again(error: CSRFError) -> Response:
    """Show the page once more with what was typed."""
    return asked_again(error, lambda slug: _call(slug).journey())


def _call(slug: str) -> Call:
    return call_of(session(), slug, now_utc())


def _closed(call: Call) -> Response:
    return show("lottery/closed.html", status=409, call=call, refusal=call.refusal)


def _entered(call: Call, filling: Filling) -> Response:
    wanted = application_of(submission_made(call.version, filling), call.asks)
    try:
        done = enter(session(), call.draw.id, wanted, by=RESIDENT, now=now_utc())
    except Refusal as refusal:
        return check_page(call.journey(others=()), filling, refusal)
    is_as_asked = not done.is_repeat or is_answer_to(done.case, wanted.submission)
    return lead_to_receipt(done.case.number, "entries", "" if is_as_asked else APPLIED_BEFORE)
