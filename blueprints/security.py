"""What every answer carries: headers against the usual attacks, and a CSRF token for every form."""

from __future__ import annotations

from flask import Flask, Response, request
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from blueprints.assets import htmx_source

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
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    return response
