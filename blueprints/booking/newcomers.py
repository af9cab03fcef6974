"""Who opens the form of a session for the first time: thousands get the same page within a moment, with secrets of their own.

It stands before the application like ``watching``. What is kept is what the application itself has given a stranger a moment
ago, without that stranger's secrets; whoever has a cookie is answered by the application.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.wrappers import Response

from blueprints.web.filling import new_key
from blueprints.web.kept import KEY, TOKEN, KeptPage, Shelf
from blueprints.web.packing import accepts_gzip
from blueprints.web.security import newcomers_secrets

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

FORM = re.compile("/booking/[^/]+/slots/[0-9]+")
"""The address of a form that one begins with."""
_OWN = ("HTTP_COOKIE", "HTTP_HX_REQUEST")
"""What a stranger's question has not."""


@dataclass(frozen=True)
class EmptyForm:
    """The first page of a form, without the secrets of the stranger that it was made for."""

    page: KeptPage
    cookie: tuple[str, str]
    """The header that sets the cookie of the session: what stands before its value, and what behind."""

    @classmethod
    def of(cls, app: WSGIApplication, environ: WSGIEnvironment, name: str) -> EmptyForm | None:
        """Let the application answer; None where it shows no form to a stranger, or sets more than the session's cookie."""
        plain = {key: value for key, value in environ.items() if key != "HTTP_ACCEPT_ENCODING"}
        response = Response.from_app(app, plain, buffered=True)
        cookies = [
            re.fullmatch(rf"({name}=)[^;]*(.*)", one) for one in response.headers.getlist("Set-Cookie")
        ]
        if response.status_code != 200 or len(cookies) != 1 or cookies[0] is None:
            return None
        return cls(KeptPage.of(response, own=0), (cookies[0][1], cookies[0][2]))


class Newcomers:
    """A WSGI application before another: gives strangers an empty form, lets everything else through."""

    def __init__(self, app: WSGIApplication, flask: Flask, seconds: int) -> None:
        self.app, self.forms = app, Shelf(seconds)
        self.name: str = flask.config["SESSION_COOKIE_NAME"]
        self.secrets: Callable[[], tuple[str, str]] = newcomers_secrets(flask)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer from what is kept where somebody opens a form who has nothing of their own yet."""
        form = self.form(environ) if _is_a_strangers(environ) else None
        if form is None:
            return self.app(environ, start_response)
        value, token = self.secrets()
        is_packed = accepts_gzip(environ.get("HTTP_ACCEPT_ENCODING", ""))
        body = form.page.body({TOKEN: lambda: token, KEY: new_key}, is_packed=is_packed)
        own = [("Content-Length", str(len(body))), ("Set-Cookie", value.join(form.cookie))]
        packed = [("Content-Encoding", "gzip")] if is_packed else []
        start_response("200 OK", [*form.page.headers, *own, *packed])
        return (body,)

    def form(self, environ: WSGIEnvironment) -> EmptyForm | None:
        """Return the form of this moment at an address."""
        return self.forms.get(
            environ["PATH_INFO"], lambda: EmptyForm.of(self.app, environ, re.escape(self.name))
        )


def prepare(app: Flask) -> None:
    """Stand before the application, as long as anything is kept at all."""
    if app.config["KEPT_SECONDS"]:
        app.wsgi_app = Newcomers(app.wsgi_app, app, app.config["KEPT_SECONDS"])  # type: ignore[method-assign]


def _is_a_strangers(environ: WSGIEnvironment) -> bool:
    """Say whether somebody asks for the whole page of a form who has nothing that could be on it."""
    if (
        environ["REQUEST_METHOD"] != "GET"
        or environ.get("QUERY_STRING")
        or any(one in environ for one in _OWN)
    ):
        return False
    return FORM.fullmatch(environ["PATH_INFO"]) is not None
