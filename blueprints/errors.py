"""Errors and refusals as pages: what happened, what became of the input, what to do next."""

from __future__ import annotations

import logging

from flask import Flask, Response, make_response, render_template
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from domain.refusals import Refusal

log = logging.getLogger(__name__)

RETRY_SECONDS = 5


def register(app: Flask) -> None:
    """Answer every error with a page of its own."""
    app.register_error_handler(HTTPException, _failed)
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(OperationalError, _unavailable)
    app.register_error_handler(PoolTimeout, _unavailable)
    if not app.testing:
        app.register_error_handler(Exception, _broken)


def _failed(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:
        return error.get_response()  # type: ignore[return-value]
    response = make_response(render_template("errors/error.html", code=error.code), error.code)
    if error.code in (429, 503):
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _refused(refusal: Refusal) -> Response:
    return make_response(render_template("errors/refusal.html", refusal=refusal), refusal.status)


def _unavailable(error: Exception) -> Response:
    log.error("the database did not answer: %s", error)
    response = make_response(render_template("errors/error.html", code=503), 503)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _broken(error: Exception) -> Response:
    log.exception("an error nobody expected", exc_info=error)
    return make_response(render_template("errors/error.html", code=500), 500)
