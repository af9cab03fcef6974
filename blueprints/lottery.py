"""A lottery for residents: what is drawn and how, applying for one or a family, and looking a result up."""

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
from blueprints.lottery_offers import Call, call_of
from blueprints.lottery_views import shown
from blueprints.places import fill_address
from blueprints.remembering import COOKIE, recalled
from blueprints.show import show
from blueprints.uploads import go_on_with_files, takes_files
from domain.applications.requests import Application as Sheet
from domain.applications.requests import is_answer_to
from domain.cases.intake import find_repeat
from domain.clock import now_utc
from domain.history import RESIDENT
from domain.lottery.entering import enter
from domain.lottery.looking import slug_of_lottery
from domain.lottery.requests import Application, applicants_of, application_of
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
    is_a_strangers = not request.args and COOKIE not in request.cookies
    return kept_page(lambda: _begun(call), call.shown) if is_a_strangers else _begun(call)


@blueprint.post("/<slug>/application")
@takes_files
def fill(slug: str) -> Response:
    """Do what the pressed button says: draw again, go on, go back, or apply."""
    call, sent = _call(slug), Sent.of(request.form.to_dict(flat=False))
    if sent.step in (CHECK, CONFIRM) and _is_closed(call, sent.form_key):
        return _refused_midway(call, sent)
    filling = go_on_with_files(call.form, call.facts, sent, fill_address)
    return _entered(call, filling) if filling.is_confirmed else shown_page(call.journey(), filling)


@blueprint.errorhandler(CSRFError)
def ask_again(error: CSRFError) -> Response:
    """Show the page once more with what was typed and a token that holds: the browser has lost its cookies."""
    try:
        call = _call(**(request.view_args or {}))
    except NotFound:
        return failed(error)
    sent = replace(Sent.of(request.form.to_dict(flat=False)), step=STAY)
    filling = go_on_with_files(call.form, call.facts, sent, fill_address, is_trusted=False)
    response = shown_page(call.journey(), replace(filling, said=NOT_TRUSTED))
    response.status_code = 400
    return response


def _call(slug: str) -> Call:
    return call_of(session(), slug, now_utc())


def _begun(call: Call) -> Response:
    known = {} if "fresh" in request.args else recalled(session(), call.form, now_utc())
    return shown_page(call.journey(), begin(call.form, call.facts, known))


def _closed(call: Call) -> Response:
    return show("lottery/closed.html", status=409, call=call, refusal=call.refusal)


def _is_closed(call: Call, form_key: str) -> bool:
    """Say whether there is nothing left to fill the form for; who has applied by it already is not told so."""
    if call.refusal is None:
        return False
    return not access.has_cases() or find_repeat(session(), form_key) is None


def _refused_midway(call: Call, sent: Sent) -> Response:
    """Show the page once more as it was typed, with why nothing can be sent now."""
    filling = go_on_with_files(call.form, call.facts, replace(sent, step=STAY), fill_address)
    journey = call.journey(refusal=call.refusal)
    if filling.page is None:
        return check_page(journey, filling, call.refusal)
    response = shown_page(journey, filling)
    response.status_code = 409
    return response


def _entered(call: Call, filling: Filling) -> Response:
    wanted = _wanted(call, filling)
    try:
        done = enter(session(), call.draw.id, wanted, by=RESIDENT, now=now_utc())
    except Refusal as refusal:
        return check_page(call.journey(others=()), filling, refusal)
    number = done.case.number
    access.open_case(number)
    if not done.is_repeat or is_answer_to(done.case, Sheet(wanted.submission)):
        return redirect(url_for("entries.receipt", number=number), 303)  # type: ignore[return-value]
    flash(
        gettext(
            "この入力画面からの申し込みは、前に受け付けています。その申し込みをお見せします。別の申し込みは、はじめからお進みください。"
        ),
        "warn",
    )
    return redirect(url_for("entries.page", number=number), 303)  # type: ignore[return-value]


def _wanted(call: Call, filling: Filling) -> Application:
    answers = filling.reading.answers
    return application_of(
        call.version,
        call.procedure.department_id,
        answers,
        applicants_of(call.version.form, answers, call.asks),
        key=filling.form_key,
        language=language(),
    )
