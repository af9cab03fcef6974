"""What pages load: our own files, some of them joined on the way, and htmx from the CDN or from our own server."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import Flask, Response, current_app, make_response, request, url_for

HTMX_VERSION = "2.0.11"
HTMX_INTEGRITY = "sha384-2OatzQy1H+Zd/IIrjr1TcuDGqLXeHhbooAyJY1KdQMKnr4LZ22k31GBLdYKHmVjg"
HTMX_CDN = f"https://cdn.jsdelivr.net/npm/htmx.org@{HTMX_VERSION}/dist/htmx.min.js"
HTMX_FILE = f"vendor/htmx-{HTMX_VERSION}.min.js"

JOINED = "pages.js"
JOINED_FROM = ("htmx-town.js", "redraw.js", "files.js", "town.js", "fresh.js")
"""Written apart, sent as one file: on a phone's line every file more is a request more."""
JOINED_ENDPOINT = "joined"


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


def prepare(app: Flask) -> None:
    """Send the joined file beside those that are really there."""
    app.add_url_rule(f"{app.static_url_path}/{JOINED}", JOINED_ENDPOINT, _joined)


def asset(name: str) -> str:
    """Return the address of one of our static files; it changes with the file's content."""
    at = f"{request.script_root}{current_app.static_url_path}"
    return f"{at}/{name}?v={_fingerprint(current_app.static_folder or '', name)}"


@cache
def _fingerprint(folder: str, name: str) -> str:
    return hashlib.sha256(_content(folder, name)).hexdigest()[:12]


@cache
def _content(folder: str, name: str) -> bytes:
    parts = JOINED_FROM if name == JOINED else (name,)
    return b"".join((Path(folder) / part).read_bytes() for part in parts)


def _joined() -> Response:
    response = make_response(_content(current_app.static_folder or "", JOINED))
    response.mimetype = "text/javascript"
    response.headers["Cache-Control"] = "no-cache"
    return response
