"""The steps of a form that a resident sends from home: the first page, one that came without its token or too late, the receipt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import Response, flash, request, url_for
from flask_wtf.csrf import CSRFError

from blueprints.web import access
from blueprints.web.database import session
from blueprints.web.errors import failed
from blueprints.web.filling import STAY, Filling, Sent, begin
from blueprints.web.form_pages import Journey, check_page, shown_page
from blueprints.web.kept import kept_page
from blueprints.web.languages import gettext, language
from blueprints.web.remembering import COOKIE, recalled
from blueprints.web.show import lead_to
from blueprints.web.uploads import go_on_with_files
from domain.cases.intake import Submission, find_repeat, submission_of
from domain.clock import now_utc
from domain.procedures.models import FormVersion
from domain.refusals import NotFound, Refusal
from forms.messages import mark, message

NOT_TRUSTED = message(
    "時間がたったため、安全のために送信を止めました。入力した内容は残っています。もう一度ボタンを押してください。"
)
APPLIED_BEFORE = mark(
    "この入力画面からの申し込みは、前に受け付けています。その申し込みをお見せします。別の申し込みは、はじめからお進みください。"
)
"""What is said to whoever sends the page of an application again, with other answers."""


def first_page(journey: Journey, make: Callable[[], Response], *cookies: str) -> Response:
    """Return the page that a form begins with; a stranger, with none of the cookies, gets the one kept for everybody."""
    if request.args or not request.cookies.keys().isdisjoint((COOKIE, *cookies)):
        return make()
    return kept_page(make, journey.shown, own=journey.now())


def begun_page(journey: Journey) -> Response:
    """Show the first questions, or the check page where what this device remembers answers them all."""
    known = {} if "fresh" in request.args else recalled(session(), journey.form, now_utc())
    return shown_page(journey, begin(journey.form, journey.facts, known))


def sent_here() -> Sent:
    """Return what the browser has sent with a page of a form."""
    return Sent.of(request.form.to_dict(flat=False))


def asked_again(error: CSRFError, find: Callable[..., Journey]) -> Response:
    """Show the page once more with what was typed and a token that holds: the browser has lost its cookies."""
    try:
        journey = find(**(request.view_args or {}))
    except NotFound:
        return failed(error)
    sent = replace(sent_here(), step=STAY)
    filling = go_on_with_files(journey.form, journey.facts, sent, is_trusted=False)
    response = shown_page(journey, replace(filling, said=NOT_TRUSTED))
    response.status_code = 400
    return response


def submission_made(
    version: FormVersion, filling: Filling, channel: str = "web", entered_by_id: int | None = None
) -> Submission:
    """Return what is sent by the button that confirms a filled form."""
    about: dict[str, Any] = {"channel": channel, "language": language(), "entered_by_id": entered_by_id}
    return submission_of(version, filling.reading.answers, key=filling.form_key, **about)


def is_sent(form_key: str) -> bool:
    """Say whether this browser has sent the page with this key before: whoever has is shown that, not that it is too late."""
    return access.has_cases() and find_repeat(session(), form_key) is not None


def refused_midway(journey: Journey, sent: Sent, refusal: Refusal | None) -> Response:
    """Show the page once more as it was typed, with why nothing can be sent now."""
    filling = go_on_with_files(journey.form, journey.facts, replace(sent, step=STAY))
    if filling.page is None:
        return check_page(journey, filling, refusal)
    response = shown_page(journey, filling)
    response.status_code = 409
    return response


def lead_to_receipt(number: str, pages: str, said: str = "") -> Response:
    """Let this browser see a case, and lead to its receipt; where there is something to say of it, to its page."""
    access.open_case(number)
    if said:
        flash(gettext(said), "warn")
    page = "page" if said else "receipt"
    return lead_to(url_for(f"{pages}.{page}", number=number))
