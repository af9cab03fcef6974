"""Acting on one case: approve, return, take the return back, reject, withdraw, complete, take a decision back."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, Response, current_app, request, url_for

from blueprints.cases.untold import undo_time
from blueprints.staff.cases.case_page import changes_since, find_page, show_case, values_of
from blueprints.staff.cases.clash import clash_of
from blueprints.staff.problems import Slip
from blueprints.web import database
from blueprints.web.guard import actor, needs
from blueprints.web.languages import gettext
from blueprints.web.show import lead_to, show
from domain import decisions, undoing
from domain.booking.operations import cancel as cancel_booking
from domain.cases import operations
from domain.cases.phrases import filled_in, phrases_for
from domain.cases.rules import RETURN_REASONS, return_due_on
from domain.clock import day_of, now_utc
from domain.refusals import Refusal
from forms.messages import Message

blueprint = Blueprint("decisions", __name__)

TEXTS = {
    "approve": ("reason", "approve"),
    "reject": ("reason", "reject"),
    "give_back": ("sentence", "return"),
}
"""Action -> the input that a phrase is put into, and which phrases there are for it."""


@blueprint.get("/cases/<number>/approval")
@needs("decide_case")
def ask_approval(number: str) -> Response:
    """Ask whether to approve, and for words to go with it."""
    return _ask("staff/cases/approval.html", number, "approve")


@blueprint.post("/cases/<number>/approval")
@needs("decide_case")
def approve(number: str) -> Response:
    """Approve the case as it was seen."""
    if _only_fills():
        return _ask("staff/cases/approval.html", number, "approve")
    reason = request.form.get("reason", "")
    try:
        decisions.approve(database.session(), number, reason, **_seen(), wait=undo_time())
    except Refusal as refusal:
        if reason:
            return _ask("staff/cases/approval.html", number, "approve", refusal, "reason")
        return show_case(database.session(), number, refusal, _revision(), "approve")
    return _done(number, gettext("承認しました。申請した人にお知らせを送ります。"))


@blueprint.get("/cases/<number>/rejection")
@needs("decide_case")
def ask_rejection(number: str) -> Response:
    """Ask for the reason of a rejection."""
    return _ask("staff/cases/rejection.html", number, "reject")


@blueprint.post("/cases/<number>/rejection")
@needs("decide_case")
def reject(number: str) -> Response:
    """Reject the case with a reason."""
    if _only_fills():
        return _ask("staff/cases/rejection.html", number, "reject")
    reason = request.form.get("reason", "")
    try:
        decisions.reject(database.session(), number, reason, **_seen(), wait=undo_time())
    except Refusal as refusal:
        return _ask("staff/cases/rejection.html", number, "reject", refusal, "reason")
    return _done(number, gettext("却下しました。申請した人にお知らせを送ります。"))


@blueprint.post("/cases/<number>/completion")
@needs("decide_case")
def complete(number: str) -> Response:
    """Close an approved application."""
    try:
        operations.complete(database.session(), number, **_seen(), within=undo_time())
    except Refusal as refusal:
        return show_case(database.session(), number, refusal, _revision(), "complete")
    return _done(number, gettext("完了にしました。申請した人のページにも「完了」と出ます。"))


@blueprint.post("/cases/<number>/undoing")
@needs("decide_case")
def undo(number: str) -> Response:
    """Take the decision back while its mail still waits."""
    try:
        undoing.undo(database.session(), number, **_seen(), within=undo_time())
    except Refusal as refusal:
        return show_case(database.session(), number, refusal, _revision(), "undo")
    return _done(number, gettext("決定を取り消しました。お知らせは送っていません。"))


@blueprint.get("/cases/<number>/return")
@needs("decide_case")
def ask_return(number: str) -> Response:
    """Ask what must be corrected by when."""
    due_on = return_due_on(day_of(now_utc())).isoformat()
    return _ask("staff/cases/return.html", number, "give_back", due_on=due_on)


@blueprint.post("/cases/<number>/return")
@needs("decide_case")
def give_back(number: str) -> Response:
    """Return the case for correction."""
    due_on, sentence = request.form.get("due_on", ""), request.form.get("sentence", "").strip()
    if _only_fills():
        return _ask("staff/cases/return.html", number, "give_back", due_on=due_on)
    try:
        operations.give_back(
            database.session(), number, _items(), sentence=sentence, due_on=_day(due_on), **_seen()
        )
    except Refusal as refusal:
        place = "due_on" if isinstance(refusal, operations.DueTooSoon) else "items"
        return _ask("staff/cases/return.html", number, "give_back", refusal, place, due_on=due_on)
    return _done(number, gettext("差し戻しました。申請した人にお知らせを送ります。"))


@blueprint.post("/cases/<number>/return/taking-back")
@needs("decide_case")
def take_back_return(number: str) -> Response:
    """Take the return back: the case is in review again."""
    try:
        operations.take_back_return(database.session(), number, **_seen())
    except Refusal as refusal:
        return show_case(database.session(), number, refusal, _revision(), "take_back_return")
    return _done(number, gettext("差戻しを取り消しました。"))


@blueprint.get("/cases/<number>/withdrawal")
@needs("decide_case")
def ask_withdrawal(number: str) -> Response:
    """Ask again before a case is withdrawn on behalf of its applicant."""
    return _ask("staff/cases/withdrawal.html", number, "withdraw")


@blueprint.post("/cases/<number>/withdrawal")
@needs("decide_case")
def withdraw(number: str) -> Response:
    """Withdraw the case on behalf of its applicant."""
    try:
        decisions.withdraw(database.session(), number, **_seen())
    except Refusal as refusal:
        return show_case(database.session(), number, refusal, _revision(), "withdraw")
    return _done(number, gettext("取り下げました。申請した人にお知らせを送ります。"))


@blueprint.get("/cases/<number>/cancellation")
@needs("book_by_phone")
def ask_cancellation(number: str) -> Response:
    """Ask again before a booking is cancelled."""
    return _ask("staff/cases/cancellation.html", number, "cancel")


@blueprint.post("/cases/<number>/cancellation")
@needs("book_by_phone")
def cancel(number: str) -> Response:
    """Cancel the booking of a case on behalf of its household."""
    reason = request.form.get("reason", "").strip()
    try:
        cancel_booking(database.session(), number, by=actor(), now=now_utc(), reason=reason)
    except Refusal as refusal:
        return show_case(database.session(), number, refusal, _revision())
    return _done(number, gettext("予約を取り消しました。空いた枠はほかの人が使えます。"))


def _revision() -> int:
    return request.form.get("revision", 0, type=int)


def _seen() -> dict[str, Any]:
    """Return what every operation is told: which revision was seen, who acts, when."""
    return {"revision": _revision(), "by": actor(), "now": now_utc()}


def _only_fills() -> bool:
    """Say whether the pressed button only puts a phrase into what is typed."""
    return request.form.get("step") == "fill"


def _items() -> list[operations.ReturnItem]:
    """Read the ticked questions with the reason and sentence beside each."""
    return [
        operations.ReturnItem(
            key, request.form.get(f"reason-{key}", ""), request.form.get(f"sentence-{key}", "").strip()
        )
        for key in request.form.getlist("item")
    ]


def _day(typed: str) -> date:
    """Return the day; one that cannot be read is refused like one in the past."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise operations.DueTooSoon from None


def _ask(
    template: str, number: str, action: str, refusal: Refusal | None = None, place: str = "", **values: str
) -> Response:
    page = find_page(database.session(), number)
    text, use = TEXTS.get(action, ("reason", ""))
    phrases = phrases_for(database.session(), page.case.department_id, use)
    typed = request.form.copy()
    if _only_fills():
        typed[text] = filled_in(typed.get(text, ""), phrases, typed.get("phrase", 0, type=int))
    is_slip = refusal is not None and refusal.status == 422
    return show(
        template,
        status=refusal.status if refusal else 200,
        refusal=refusal,
        problems=(Slip.of(refusal, place),) if refusal and is_slip else (),
        changes=changes_since(page, _revision() if refusal else None),
        clash=clash_of(page, action, refusal, _revision(), typed.get(text, "")),
        typed=typed,
        phrases=phrases,
        fields=operations.correctable(page.case),
        reasons={key: Message(words) for key, words in RETURN_REASONS.items()},
        minutes=current_app.config["UNDO_MINUTES"],
        **values_of(database.session(), page),
        **values,
    )


def _done(number: str, said: str) -> Response:
    return lead_to(url_for("staff.cases.case", number=number), said)
