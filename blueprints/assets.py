"""Where htmx comes from: the CDN's one file with its hash, or our own server."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, url_for

HTMX_VERSION = "2.0.11"
HTMX_INTEGRITY = "sha384-2OatzQy1H+Zd/IIrjr1TcuDGqLXeHhbooAyJY1KdQMKnr4LZ22k31GBLdYKHmVjg"
HTMX_CDN = f"https://cdn.jsdelivr.net/npm/htmx.org@{HTMX_VERSION}/dist/htmx.min.js"
HTMX_FILE = f"vendor/htmx-{HTMX_VERSION}.min.js"


@dataclass(frozen=True)
class Script:
    """A script file and the hash it must have."""

    src: str
    integrity: str


def htmx() -> Script:
    """Return the htmx file that pages load."""
    if current_app.config["ASSETS"] == "cdn":
        return Script(HTMX_CDN, HTMX_INTEGRITY)
    return Script(url_for("static", filename=HTMX_FILE), HTMX_INTEGRITY)


def htmx_source() -> str:
    """Return what the Content-Security-Policy must allow for it: the exact file, or nothing more."""
    return HTMX_CDN if current_app.config["ASSETS"] == "cdn" else ""
