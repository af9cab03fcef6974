"""What every answer carries: headers against the usual attacks, and a CSRF token for every form."""

from __future__ import annotations

import gzip
from functools import lru_cache

from flask import Flask, Response, request
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from blueprints.assets import HTMX_FILE, JOINED_ENDPOINT, htmx_source
from blueprints.languages import YEAR_SECONDS
from blueprints.packing import takes_gzip

csrf = CSRFProtect()


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
    csrf.init_app(app)
    app.after_request(_add_headers)
    proxies = app.config["TRUSTED_PROXIES"]
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]


def policy() -> str:
    """Return the Content-Security-Policy: nothing but our own files and the one htmx file."""
    return (
        "default-src 'none'; "
        f"script-src 'self' {htmx_source()}; "
        "style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'"
    ).replace("  ", " ")


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
