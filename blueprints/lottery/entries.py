"""One's own entries in a lottery: the receipt, what they are now, changing and taking them back, objecting to the list."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, request, url_for

from blueprints.applications.offers import about_form, laid_out
from blueprints.lottery.offers import CHECK, PAGE
from blueprints.lottery.own_entries import OwnEntries, own_entries
from blueprints.lottery.own_vouchers import vouchers_of
from blueprints.web import access
from blueprints.web.database import session
from blueprints.web.filling import Filling, begin
from blueprints.web.form_pages import Journey, check_page, shown_page
from blueprints.web.form_steps import sent_here, submission_made
from blueprints.web.languages import gettext
from blueprints.web.show import lead_to, show
from blueprints.web.uploads import go_on_with_files, takes_files
from domain.cases.papers import case_papers
from domain.cases.queries import case_page
from domain.clock import now_utc
from domain.decisions import withdraw
from domain.history import RESIDENT
from domain.lottery import changing
from domain.lottery.leaving import withdraw_entry
from domain.lottery.objecting import raise_objection
from domain.lottery.receipts import typed
from domain.lottery.refusals import NothingAsked, TooLate
from domain.lottery.requests import application_of
from domain.refusals import Refusal
from forms.messages import mark, message
from forms.reading import Problem, load_answers

blueprint = Blueprint("entries", __name__, url_prefix="/entries/<number>")
blueprint.before_request(access.ask_who_it_is)

WORDS = {
    "title": mark("この内容に変更しますか"),
    "button": mark("この内容に変更する"),
}
"""What the pages of a change say otherwise than those of an application."""


@blueprint.get("")
def page(number: str) -> Response:
    """Show the entries: what they are now, the result once there is one, what may still be done."""
    return _page(number)


@blueprint.get("/receipt")
def receipt(number: str) -> Response:
    """Show that it is done: the number, everybody's receipt, what happens next."""
    return show("lottery/receipt.html", own=_own(number))


@blueprint.get("/application")
def change(number: str) -> Response:
    """Show what was asked for, with a way to each question."""
    own = _changeable(number)
    stored = own.staying(load_answers(own.form, own.case.answers))
    filling = begin(_form(own), own.facts, stored)
    return shown_page(_journey(own, _seen()), replace(filling, is_remembered=False))


@blueprint.post("/application")
@takes_files
def fill(number: str) -> Response:
    """Do what the pressed button says: draw again, go on, go back, or change what is asked for."""
    own, sent = _changeable(number), sent_here()
    filling = go_on_with_files(_form(own), own.facts, sent)
    journey = _journey(own, _seen())
    return _changed(own, journey, filling) if filling.is_confirmed else shown_page(journey, filling)


@blueprint.get("/withdrawal")
def confirm_withdrawal(number: str) -> Response:
    """Ask once more before everybody, or one person, is taken out."""
    own, wanted = _own(number), request.args.get("receipt", "")
    line = next((one for one in own.standing if one.entry.receipt == wanted), None)
    return show("lottery/withdraw.html", own=own, line=line)


@blueprint.post("/withdrawal")
def take_back(number: str) -> Response:
    """Take everybody out, or one person; a second tap finds it done and says the same."""
    own, wanted = _own(number), typed(request.form.get("receipt", ""))
    if wanted and len(own.standing) > 1:
        withdraw_entry(session(), own.case.number, wanted, by=RESIDENT, now=now_utc())
    else:
        withdraw(session(), own.case.number, by=RESIDENT, now=now_utc())
    return _back(number, gettext("申し込みを取り下げました。"))


@blueprint.post("/objections")
def object_to_list(number: str) -> Response:
    """Write an objection to the frozen list down."""
    own, said = _own(number), request.form.get("said", "")
    receipt = own.lines[0].entry.receipt
    try:
        raise_objection(session(), own.draw.id, said, receipt, by=RESIDENT, now=now_utc())
    except NothingAsked:
        return _page(number, (Problem("said", "said", message("気づいたことを入力してください。")),))
    return _back(number, gettext("お申し出を受け付けました。担当課が確認します。"))


def _own(number: str) -> OwnEntries:
    return own_entries(session(), number, now_utc())


def _changeable(number: str) -> OwnEntries:
    own = _own(number)
    if not own.can_change:
        raise TooLate(own.draw.standing.closes_at)
    return own


def _page(number: str, problems: tuple[Problem, ...] = ()) -> Response:
    own = _own(number)
    return show(
        "lottery/own.html",
        status=422 if problems else 200,
        own=own,
        rows=[(row.label, row.text, "") for row in own.answers()],
        told=case_page(session(), number),
        papers=case_papers(session(), own.case),
        vouchers=vouchers_of(session(), own.case, now_utc()),
        problems=problems,
    )


def _form(own: OwnEntries) -> Any:
    return laid_out(own.form, own.case.form_version.fingerprint, own.case.procedure.layout)


def _seen() -> int:
    """Return the revision that the applicant has looked at, as the address says."""
    return request.args.get("seen", 0, type=int)


def _journey(own: OwnEntries, seen: int) -> Journey:
    address = url_for("entries.fill", number=own.case.number, seen=seen)

    def about() -> dict[str, Any]:
        return about_form(own.case.procedure, own.form, address) | {"can_save": False, "words": WORDS}

    return Journey(_form(own), own.facts, PAGE, CHECK, about)


def _changed(own: OwnEntries, journey: Journey, filling: Filling) -> Response:
    number = own.case.number
    wanted = application_of(submission_made(own.case.form_version, filling), own.campaign.asks)
    try:
        changing.change(session(), number, wanted, revision=_seen(), by=RESIDENT, now=now_utc())
    except Refusal as refusal:
        return check_page(journey, filling, refusal)
    return _back(number, gettext("申し込みの内容を変更しました。"))


def _back(number: str, said: str) -> Response:
    return lead_to(url_for("entries.page", number=number), said)
