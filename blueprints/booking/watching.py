"""Who looks at a room: thousands of phones ask the very same question, and within a moment one answer serves them all.

It stands before the application, because what the application does around any request costs several times what this
answer does. What is kept is what the application itself has answered to exactly this question a moment ago.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.wrappers import Response

from blueprints.web.kept import Shelf
from blueprints.web.packing import accepts_gzip

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ROOM, QUESTION = re.compile("/booking/[^/]+"), "/availability"
"""The address of a room's page, and how that ends at which its watchers ask what has changed."""


@dataclass(frozen=True)
class Answer:
    """An answer as it goes to the server."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes

    @classmethod
    def of(cls, app: WSGIApplication, environ: WSGIEnvironment) -> Answer:
        """Let the application answer; a cookie would be one visitor's own, and is left out."""
        response = Response.from_app(app, environ, buffered=True)
        response.headers.remove("Set-Cookie")
        return cls(response.status, response.get_wsgi_headers(environ).to_wsgi_list(), response.get_data())


class Watchers:
    """A WSGI application before another: answers who looks and watches, lets everything else through."""

    def __init__(self, app: WSGIApplication, seconds: int) -> None:
        self.app, self.answers = app, Shelf(seconds)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer from what is kept where the question carries nothing that is one visitor's own."""
        if not _is_anybodys(environ):
            return self.app(environ, start_response)
        key = (
            environ["PATH_INFO"],
            environ["QUERY_STRING"],
            accepts_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")),
        )
        answer = self.answers.get(key, lambda: Answer.of(self.app, environ))
        start_response(answer.status, answer.headers)
        return (answer.body,)


def prepare(app: Flask) -> None:
    """Stand before the application, as long as anything is kept at all."""
    if app.config["KEPT_SECONDS"]:
        app.wsgi_app = Watchers(app.wsgi_app, app.config["KEPT_SECONDS"])  # type: ignore[method-assign]


def _is_anybodys(environ: WSGIEnvironment) -> bool:
    """Say whether nothing in the question is one visitor's own: neither page sets a cookie, and none was sent."""
    if environ["REQUEST_METHOD"] != "GET" or "HTTP_COOKIE" in environ:
        return False
    path = environ["PATH_INFO"]
    is_page = ROOM.fullmatch(path) is not None and "HTTP_HX_REQUEST" not in environ
    return is_page or path.endswith(QUESTION)
