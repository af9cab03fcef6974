"""Who may see what: the resident's own cases, and who acts."""

from __future__ import annotations

from flask import Response, current_app, request, session, url_for

from blueprints.web.show import lead_to
from domain.refusals import NotFound

KEPT_CASES = 20
"""How many case numbers a browser keeps open at once; older ones need the link again."""


def open_case(number: str) -> None:
    """Let this browser see the case: its resident has just sent it, or showed the link or the secret."""
    kept = [one for one in session.get("cases", []) if one != number]
    session["cases"] = [*kept, number][-KEPT_CASES:]
    session.permanent = True


def may_see(number: str) -> bool:
    """Say whether this browser may see the case."""
    return number in session.get("cases", [])


def has_cases() -> bool:
    """Say whether this browser has a case open at all."""
    return bool(session.get("cases"))


def require_case(number: str) -> str:
    """Return the number where this browser may see the case; NotFound otherwise."""
    if not may_see(number):
        raise NotFound()
    return number


def ask_who_it_is() -> Response | None:
    """Ask for number and secret where this browser may not see the case that the address names, be there one or not."""
    number = (request.view_args or {}).get("number")
    if number is None or may_see(number):
        return None
    return lead_to(url_for("cases.find", number=number))


def address() -> str:
    """Return the address the request came from, as far as the trusted proxies tell."""
    return request.remote_addr or ""


def key() -> str:
    """Return the server's key for links and secrets."""
    return str(current_app.config["SECRET_KEY"])
