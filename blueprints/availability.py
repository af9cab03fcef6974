"""The sessions of a room for those who watch them: one answer for all, at most a second old."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from flask import Response, current_app, make_response

from blueprints.database import session
from blueprints.languages import language
from blueprints.rooms import Fortnight, first_day
from domain.booking.models import Service
from domain.booking.queries import service_by_slug
from domain.clock import now_utc

MOST_KEPT = 500
"""Parts kept at once: rooms × fortnights × languages that are really watched."""


@dataclass(frozen=True)
class Part:
    """What is shown, and the digest of it."""

    second: int
    digest: str
    html: str


class Kept:
    """Parts made within this second; whoever comes while one is being made waits for it."""

    def __init__(self) -> None:
        self.parts: dict[tuple[str, ...], Part] = {}
        self.lock = Lock()

    def part(self, key: tuple[str, ...], now: datetime, make: Callable[[int], Part]) -> Part:
        """Return the part of this second, made now where there is none."""
        second = int(now.timestamp())
        with self.lock:
            found = self.parts.get(key)
            if found is None or found.second != second:
                if len(self.parts) >= MOST_KEPT:
                    self.parts.clear()
                found = self.parts[key] = make(second)
        return found


def fresh_part(slug: str, first: str, seen: str, fortnight: Callable[[Service], Fortnight]) -> Response:
    """Answer 204 to who has seen what is there, else the part; never a cookie, so one answer serves all."""

    def make(second: int) -> Part:
        service = service_by_slug(session(), slug)
        days = fortnight(service)
        # Not render_template: what it offers to every template reads the session, and so the cookie.
        html = current_app.jinja_env.get_template("booking/_slots.html").render(fortnight=days)
        return Part(second, days.digest, html)

    now = now_utc()
    part = _kept().part((slug, first_day(first, now).isoformat(), language()), now, make)
    response = make_response("", 204) if seen == part.digest else make_response(part.html)
    response.headers["Cache-Control"] = "public, max-age=1"
    return response


def _kept() -> Kept:
    return current_app.extensions.setdefault("availability", Kept())  # type: ignore[no-any-return]
