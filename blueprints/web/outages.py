"""When the database does not answer: a page that says what became of the input, and that can send it again."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from flask import Flask, Response, make_response, render_template, request

from blueprints.web import guard
from blueprints.web.database import session
from blueprints.web.uploads import has_files
from domain.database import OUTAGES, may_have_written

log = logging.getLogger(__name__)

RETRY_SECONDS = 5

SECRETS = frozenset({"password", "old", "new", "again", "code", "secret"})
"""Names of inputs that no page may hold again."""
OURS = frozenset({"csrf_token"})
"""What the page makes anew."""


@dataclass(frozen=True)
class Sent:
    """What became of what the browser sent."""

    is_sent: bool
    """Something was sent at all; a page that is only looked at is opened again."""
    is_unsure: bool
    """It was being written down when the answer was lost."""
    again: tuple[tuple[str, str], ...] | None
    """Names and texts that one button sends again, None where they have to be typed again."""


def register(app: Flask) -> None:
    """Answer every outage with the page."""
    for outage in OUTAGES:
        app.register_error_handler(outage, unavailable)


def unavailable(error: Exception) -> Response:
    """Say that nobody can answer now, and what became of the input; the database is not asked for it."""
    log.error("the database did not answer: %s", error)
    guard.ask_no_more()
    sent = _sent()
    # Another language, too, is chosen with everything that was typed.
    language_form = {"language_form": "again"} if sent.again and "form_key" in dict(sent.again) else {}
    response = make_response(render_template("errors/unavailable.html", sent=sent, **language_form), 503)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _sent() -> Sent:
    if request.method in ("GET", "HEAD"):
        return Sent(is_sent=False, is_unsure=False, again=None)
    is_unsure = may_have_written(session())
    # What may have been written is sent again only where the key of the form makes that harmless.
    is_harmless = "form_key" in request.form or not is_unsure
    can_travel = is_harmless and not SECRETS & request.form.keys() and not has_files()
    return Sent(is_sent=True, is_unsure=is_unsure, again=_typed() if can_travel else None)


def _typed() -> tuple[tuple[str, str], ...]:
    return tuple(pair for pair in request.form.items(multi=True) if pair[0] not in OURS)
