"""Our own files: small on the way, kept by browsers until they change."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

from flask import Flask

from blueprints.web.assets import JOINED_FROM


def test_a_file_with_its_fingerprint_is_kept_for_a_year(app: Flask) -> None:
    kept = app.test_client().get("/static/town.css?v=0123456789ab").headers["Cache-Control"]
    assert "immutable" in kept and "max-age=31536000" in kept


def test_a_file_without_its_fingerprint_is_asked_for_again(app: Flask) -> None:
    assert "immutable" not in app.test_client().get("/static/town.css").headers["Cache-Control"]


def test_a_browser_that_unpacks_gets_the_same_file_smaller(app: Flask) -> None:
    plain = (Path(app.static_folder or "") / "town.css").read_bytes()
    packed = app.test_client().get("/static/town.css", headers={"Accept-Encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "gzip" and "Accept-Encoding" in packed.headers["Vary"]
    assert gzip.decompress(packed.data) == plain and len(packed.data) * 3 < len(plain)


def test_a_browser_that_does_not_gets_it_as_it_is(app: Flask) -> None:
    answer = app.test_client().get("/static/town.css")
    assert "Content-Encoding" not in answer.headers and answer.data.startswith(b"/*")


def test_a_missing_file_is_kept_by_nobody(app: Flask) -> None:
    answer = app.test_client().get("/static/none.css?v=1", headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 404 and "immutable" not in answer.headers.get("Cache-Control", "")


def test_the_scripts_of_a_page_come_as_one_file_that_is_kept(app: Flask) -> None:
    page = app.test_client().get("/").text
    address = re.findall(r'<script src="(/static/[^"]+)"', page)
    assert len(address) == 1 and "?v=" in address[0]
    answer = app.test_client().get(address[0])
    parts = [(Path(app.static_folder or "") / name).read_text() for name in JOINED_FROM]
    assert answer.text == "".join(parts) and answer.mimetype == "text/javascript"
    assert "immutable" in answer.headers["Cache-Control"]


def test_the_one_file_comes_packed_to_who_unpacks(app: Flask) -> None:
    plain = app.test_client().get("/static/pages.js")
    packed = app.test_client().get("/static/pages.js", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.data) == plain.data and plain.headers["Cache-Control"] == "no-cache"
