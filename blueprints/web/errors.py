"""Errors and refusals as pages: what happened, what became of the input, what to do next."""

from __future__ import annotations

import logging

from flask import Flask, Response, make_response, render_template, request
from sqlalchemy.exc import DataError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from blueprints.web import outages
from blueprints.web.database import session
from blueprints.web.outages import RETRY_SECONDS
from domain.refusals import Refusal

log = logging.getLogger(__name__)


def register(app: Flask) -> None:
    """Answer every error with a page of its own."""
    app.register_error_handler(HTTPException, failed)
    app.register_error_handler(Refusal, _refused)
    outages.register(app)
    app.register_error_handler(DataError, _unstorable)
    app.register_error_handler(OverflowError, _unstorable)
    if not app.testing:
        app.register_error_handler(Exception, _broken)


def failed(error: HTTPException) -> Response:
    """Answer an HTTP error with a page of its own."""
    if error.code is None or error.code < 400:
        return error.get_response()  # type: ignore[return-value]
    response = make_response(render_template("errors/error.html", code=error.code), error.code)
    if error.code in (429, 503):
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return response


def _refused(refusal: Refusal) -> Response:
    return make_response(render_template("errors/refusal.html", refusal=refusal), refusal.status)


def _unstorable(error: Exception) -> Response:
    """Answer a number that no id can be, or a NUL: in an address there is nothing, in a form it is not read."""
    log.warning("what was sent fits no column: %s", type(error).__name__)
    session().rollback()
    code = 404 if request.method in ("GET", "HEAD") else 400
    return make_response(render_template("errors/error.html", code=code), code)


def _broken(error: Exception) -> Response:
    log.exception("an error nobody expected", exc_info=error)
    return make_response(render_template("errors/error.html", code=500), 500)
