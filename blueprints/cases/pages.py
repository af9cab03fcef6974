"""One's own case: opened by its link or its secret; a booking is seen here, and kept in a calendar."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, request, url_for

from blueprints.booking.calendar_file import calendar_file, qr_code
from blueprints.booking.own_bookings import Own, own_booking
from blueprints.cases.own_cases import OfCase, own_application, pages_of
from blueprints.cases.untold import told_page
from blueprints.lottery.own_entries import own_entries
from blueprints.web import access
from blueprints.web.database import session
from blueprints.web.languages import gettext, translated
from blueprints.web.remembering import COOKIE
from blueprints.web.show import lead_to, show
from domain.cases.papers import case_papers
from domain.cases.secrets import LinkIsOver, number_of_token, open_by_secret
from domain.clock import now_utc
from domain.people.refusals import TooManyTries
from domain.refusals import NotFound, Refusal
from forms.messages import Message, message
from forms.reading import Problem

blueprint = Blueprint("cases", __name__)
blueprint.before_request(access.ask_who_it_is)


@blueprint.get("/bookings")
def find() -> Response:
    """Ask for number and secret."""
    return _finding(request.args.get("number", ""), "")


@blueprint.post("/bookings")
def open_by_number() -> Response:
    """Open the case that number and secret belong to; guessing is slowed down."""
    number, secret = (request.form.get(name, "").strip() for name in ("number", "secret"))
    problems = _missing(number, secret)
    if problems:
        return _finding(number, secret, problems)
    try:
        case = open_by_secret(
            session(), number, secret, key=access.key(), address=access.address(), now=now_utc()
        )
    except Refusal as refusal:
        return _finding(number, secret, (_problem("number", refusal.reason),), refusal)
    return _opened(case.number)


@blueprint.get("/c/<token>")
def open_link(token: str) -> Response:
    """Open the case of a signed link; once it has had its time, ask for number and secret."""
    number = number_of_token(token, access.key())
    if number is None:
        raise NotFound
    if _any_own(number).is_link_over:
        return _finding(number, "", refusal=LinkIsOver())
    return _opened(number)


@blueprint.get("/bookings/<number>")
def page(number: str) -> Response:
    """Show the booking: what it is now, what may be done, what happened; other kinds have their page elsewhere."""
    try:
        own = _own(number)
    except NotFound:
        return _elsewhere(number, "page")
    answered = [(row.label, row.text, "") for row in own.answers()]
    return show(
        "cases/booking.html",
        own=own,
        rows=answered,
        told=told_page(session(), number, own.now).page,
        papers=case_papers(session(), own.case, is_untold=own.is_untold),
    )


@blueprint.get("/bookings/<number>/receipt")
def receipt(number: str) -> Response:
    """Show that it is done: the number, what happens next, what to keep; not once it was given up."""
    try:
        own = _own(number)
    except NotFound:
        return _elsewhere(number, "receipt")
    if not own.holds:
        return lead_to(url_for("cases.page", number=number))
    # The form is read only where this device knows somebody: in the opening minute every question counts.
    remembering = own.remembering(session()) if COOKIE in request.cookies else "offer"
    return show("cases/receipt.html", own=own, remembering=remembering)


@blueprint.get("/bookings/<number>/calendar.ics")
def calendar(number: str) -> Response:
    """Give the booking as a calendar file."""
    response = make_response(calendar_file(_own(number).entry()))
    response.headers["Content-Type"] = "text/calendar; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="booking-{number}.ics"'
    return response


@blueprint.get("/bookings/<number>/code.svg")
def code(number: str) -> Response:
    """Give the signed link as a QR code, to be shown at the desk."""
    response = make_response(qr_code(_any_own(number).link, gettext("予約や申し込みのQRコード")))
    response.headers["Content-Type"] = "image/svg+xml"
    return response


def _own(number: str) -> Own:
    return own_booking(session(), number, now_utc())


def _elsewhere(number: str, page: str) -> Response:
    """Lead to the page of a case that is no booking; NotFound."""
    pages = pages_of(session(), number)
    if pages == "cases":
        raise NotFound
    return lead_to(url_for(f"{pages}.{page}", number=number))


def _any_own(number: str) -> OfCase:
    pages = pages_of(session(), number)
    if pages == "entries":
        return own_entries(session(), number, now_utc())
    return own_application(session(), number, now_utc()) if pages == "applied" else _own(number)


def _opened(number: str) -> Response:
    access.open_case(number)
    return lead_to(url_for("cases.page", number=number))


def _finding(
    number: str, secret: str, problems: tuple[Problem, ...] = (), refusal: Refusal | None = None
) -> Response:
    said = {problem.input: problem.message for problem in problems}
    response = show(
        "cases/find.html",
        status=refusal.status if refusal else 422 if problems else 200,
        number=number,
        secret=secret,
        problems=problems,
        problem_of=lambda name: translated(said[name]) if name in said else "",
        refusal=refusal,
    )
    if isinstance(refusal, TooManyTries):
        response.headers["Retry-After"] = str(int((refusal.until - now_utc()).total_seconds()) + 1)
    return response


def _missing(number: str, secret: str) -> tuple[Problem, ...]:
    asked = (
        ("number", number, message("受付番号を入力してください。")),
        ("secret", secret, message("確認コードを入力してください。")),
    )
    return tuple(_problem(name, sentence) for name, typed, sentence in asked if not typed)


def _problem(name: str, sentence: Message) -> Problem:
    return Problem(name, name, sentence)
