"""Acting on one case: approve, return, take the return back, reject, withdraw."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, flash, redirect, request, url_for

from blueprints import database
from blueprints.guard import actor, needs
from blueprints.languages import gettext
from blueprints.show import show
from blueprints.staff.case_page import changes_since, find_page, show_case, values_of
from blueprints.staff.problems import Slip
from domain import decisions
from domain.booking.operations import cancel as cancel_booking
from domain.cases import operations
from domain.cases.rules import RETURN_REASONS, return_due_on
from domain.clock import day_of, now_utc
from domain.refusals import Refusal
from forms.messages import Message

blueprint = Blueprint("decisions", __name__)


@blueprint.post("/cases/<number>/approval")
@needs("decide_case")
def approve(number: str) -> Response:
    """Approve the case as it was seen."""
    try:
        decisions.approve(database.session(), number, revision=_revision(), by=actor(), now=now_utc())
    except Refusal as refusal:
        return show_case(database.session(), number, refusal, _revision())
    return _done(number, gettext("承認しました。申請した人にお知らせを送ります。"))


@blueprint.get("/cases/<number>/rejection")
@needs("decide_case")
def ask_rejection(number: str) -> Response:
    """Ask for the reason of a rejection."""
    return _ask("staff/cases/rejection.html", number)


@blueprint.post("/cases/<number>/rejection")
@needs("decide_case")
def reject(number: str) -> Response:
    """Reject the case with a reason."""
    reason = request.form.get("reason", "")
    try:
        decisions.reject(database.session(), number, reason, revision=_revision(), by=actor(), now=now_utc())
    except Refusal as refusal:
        return _ask("staff/cases/rejection.html", number, refusal, "reason")
    return _done(number, gettext("却下しました。申請した人にお知らせを送ります。"))


@blueprint.get("/cases/<number>/return")
@needs("decide_case")
def ask_return(number: str) -> Response:
    """Ask what must be corrected by when."""
    return _ask("staff/cases/return.html", number, due_on=return_due_on(day_of(now_utc())).isoformat())


@blueprint.post("/cases/<number>/return")
@needs("decide_case")
def give_back(number: str) -> Response:
    """Return the case for correction."""
    due_on = request.form.get("due_on", "")
    try:
        operations.give_back(
            database.session(),
            number,
            _items(),
            sentence=request.form.get("sentence", "").strip(),
            due_on=_day(due_on),
            revision=_revision(),
            by=actor(),
            now=now_utc(),
        )
    except Refusal as refusal:
        place = "due_on" if isinstance(refusal, operations.DueTooSoon) else "items"
        return _ask("staff/cases/return.html", number, refusal, place, due_on=due_on)
    return _done(number, gettext("差し戻しました。申請した人にお知らせを送ります。"))


@blueprint.post("/cases/<number>/return/taking-back")
@needs("decide_case")
def take_back_return(number: str) -> Response:
    """Take the return back: the case is in review again."""
    try:
        operations.take_back_return(
            database.session(), number, revision=_revision(), by=actor(), now=now_utc()
        )
    except Refusal as refusal:
        return show_case(database.session(), number, refusal, _revision())
    return _done(number, gettext("差戻しを取り消しました。"))


@blueprint.get("/cases/<number>/withdrawal")
@needs("decide_case")
def ask_withdrawal(number: str) -> Response:
    """Ask again before a case is withdrawn on behalf of its applicant."""
    return _ask("staff/cases/withdrawal.html", number)


@blueprint.post("/cases/<number>/withdrawal")
@needs("decide_case")
def withdraw(number: str) -> Response:
    """Withdraw the case on behalf of its applicant."""
    try:
        decisions.withdraw(database.session(), number, revision=_revision(), by=actor(), now=now_utc())
    except Refusal as refusal:
        return show_case(database.session(), number, refusal, _revision())
    return _done(number, gettext("取り下げました。申請した人にお知らせを送ります。"))


@blueprint.get("/cases/<number>/cancellation")
@needs("book_by_phone")
def ask_cancellation(number: str) -> Response:
    """Ask again before a booking is cancelled."""
    return _ask("staff/cases/cancellation.html", number)


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
    template: str, number: str, refusal: Refusal | None = None, place: str = "", **values: str
) -> Response:
    page = find_page(database.session(), number)
    return show(
        template,
        status=refusal.status if refusal else 200,
        refusal=refusal,
        problems=(Slip.of(refusal, place),) if refusal and refusal.status == 422 else (),
        changes=changes_since(page, _revision() if refusal else None),
        typed=request.form,
        fields=operations.correctable(page.case),
        reasons={key: Message(words) for key, words in RETURN_REASONS.items()},
        **values_of(database.session(), page),
        **values,
    )


def _done(number: str, said: str) -> Response:
    flash(said, "good")
    return redirect(url_for("staff.cases.case", number=number), 303)  # type: ignore[return-value]
