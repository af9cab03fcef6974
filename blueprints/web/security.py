"""What every answer carries: headers against the usual attacks, and a CSRF token for every form."""

from __future__ import annotations

import gzip
import secrets
from collections.abc import Callable
from functools import lru_cache
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from flask import Flask, Request, Response, current_app, g, request
from flask_wtf.csrf import CSRFProtect
from itsdangerous import URLSafeTimedSerializer
from werkzeug.middleware.proxy_fix import ProxyFix

from blueprints.web.assets import HTMX_FILE, JOINED_ENDPOINT, htmx_source
from blueprints.web.languages import YEAR_SECONDS
from blueprints.web.packing import takes_gzip

csrf = CSRFProtect()

IN_MEMORY = 256 * 1024
"""Bytes of a file that are held in memory before it goes to the disk."""
PATIENCE = 4
"""So many times what is kept of a page is read and passed over, so that a page with too much still keeps what was typed."""


class TownRequest(Request):
    """A request whose files are kept up to a limit each and all together; the rest is read and passed over."""

    def _get_file_stream(self, *_about: Any, **_more: Any) -> IO[bytes]:
        config = current_app.config
        left = g.setdefault("bytes_left", config["UPLOAD_PAGE_BYTES"])
        return Cup(min(config["UPLOAD_BYTES"] + 1, left), _poured)


class Cup(SpooledTemporaryFile[bytes]):
    """A file in the making that takes so many bytes and lets the rest run over."""

    def __init__(self, most: int, poured: Callable[[int], None]) -> None:
        super().__init__(max_size=IN_MEMORY, mode="wb+")
        self.left, self.poured = most, poured

    def write(self, content: Any) -> int:
        """Take what still fits; say that all was taken."""
        taken = bytes(content[: self.left])
        self.left -= len(taken)
        self.poured(len(taken))
        super().write(taken)
        return len(content)


def protect(app: Flask) -> None:
    """Set up cookies, CSRF, limits and headers."""
    app.config.update(
        SESSION_COOKIE_NAME="madoguchi",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=app.config["SECURE_COOKIES"],
        SESSION_REFRESH_EACH_REQUEST=False,
        # A page of answers is some kilobytes; taking megabytes of tiny inputs apart costs seconds.
        MAX_CONTENT_LENGTH=500 * 1024,
        MAX_FORM_MEMORY_SIZE=500 * 1024,
        MAX_FORM_PARTS=2000,
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.request_class = TownRequest
    app.before_request(_take_files)  # before the token is looked for: that reads the form
    csrf.init_app(app)
    app.after_request(_add_headers)
    proxies = app.config["TRUSTED_PROXIES"]
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]


def newcomers_secrets(app: Flask) -> Callable[[], tuple[str, str]]:
    """Return what makes the session of somebody who has none, as its cookie has it, and the CSRF token that belongs to it.

    They are what Flask and Flask-WTF make for a page, in a sixth of the time, because no request is set up around them.
    """
    sessions = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    tokens = URLSafeTimedSerializer(str(app.secret_key), salt="wtf-csrf-token")

    def make() -> tuple[str, str]:
        own = secrets.token_hex(20)
        return sessions.dumps({"csrf_token": own}), str(tokens.dumps(own))

    return make


def policy() -> str:
    """Return the Content-Security-Policy: nothing but our own files and the one htmx file."""
    return (
        "default-src 'none'; "
        f"script-src 'self' {htmx_source()}; "
        "style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'"
    ).replace("  ", " ")


def _take_files() -> None:
    """Let a request be large where files are asked for, and nowhere else."""
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "takes_files", False):
        request.max_content_length = current_app.config["UPLOAD_PAGE_BYTES"] * PATIENCE


def _poured(size: int) -> None:
    g.bytes_left -= size


def _add_headers(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", policy())
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    response.headers.setdefault("Permissions-Policy", "geolocation=(), camera=(), microphone=()")
    if request.endpoint in ("static", JOINED_ENDPOINT):
        return _kept_and_small(response)
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _kept_and_small(response: Response) -> Response:
    """Let browsers keep a file whose address changes with it, and send text compressed: it holds no secret."""
    if response.status_code == 200 and ("v" in request.args or request.path.endswith(HTMX_FILE)):
        response.headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable"
    if response.status_code == 200 and request.method == "GET" and takes_gzip():
        response.direct_passthrough = False
        response.set_data(_compressed(response.get_data()))
        response.headers["Content-Encoding"] = "gzip"
        response.headers.pop("ETag", None)
    response.vary.add("Accept-Encoding")
    return response


@lru_cache(maxsize=32)
def _compressed(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)
