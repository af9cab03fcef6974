"""The sessions of a room for those who watch them: one answer for all, at most a moment old."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Response, current_app, make_response

from blueprints.booking.rooms import Fortnight, first_day
from blueprints.web.database import session
from blueprints.web.kept import shelf
from blueprints.web.languages import language
from blueprints.web.packing import Piece, gzipped, takes_gzip
from domain.booking.models import Service
from domain.booking.queries import service_by_slug
from domain.clock import now_utc


@dataclass(frozen=True)
class Part:
    """What is shown, and the digest of it."""

    digest: str
    plain: bytes
    packed: bytes


def fresh_part(slug: str, first: str, seen: str, fortnight: Callable[[Service], Fortnight]) -> Response:
    """Answer 204 to who has seen what is there, else the part; never a cookie, so one answer serves all."""

    def make() -> Part:
        days = fortnight(service_by_slug(session(), slug))
        # Not render_template: what it offers to every template reads the session, and so the cookie.
        html = current_app.jinja_env.get_template("booking/_slots.html").render(fortnight=days)
        piece = Piece.small(html.encode())
        return Part(days.digest, piece.plain, gzipped([piece]))

    key = ("availability", slug, first_day(first, now_utc()), language())
    part = shelf().get(key, make)
    response = make_response("", 204) if seen == part.digest else _answer(part)
    response.headers["Cache-Control"] = "public, max-age=1"
    response.vary.add("Accept-Encoding")
    return response


def _answer(part: Part) -> Response:
    if not takes_gzip():
        return make_response(part.plain)
    response = make_response(part.packed)
    response.headers["Content-Encoding"] = "gzip"
    return response
