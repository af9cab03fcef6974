"""The checked client is worth what it catches: here each house rule is broken once."""

from __future__ import annotations

import pytest
from flask import Flask, Response

from config import ROOT
from tests.page import Browser, Page

SAFE = "default-src 'none'"

WHOLE = """<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>{title}</title></head>
<body><h1>見出し</h1>{body}</body></html>"""
TOKEN = '<input type="hidden" name="csrf_token" value="x">'

BROKEN = {
    "an inline script": ("<script>alert(1)</script>", "inline <script>"),
    "a handler": ('<p onclick="x()">a</p>', "onclick"),
    "an htmx handler": ('<p hx-on:click="x()">a</p>', "hx-on:click"),
    "a style attribute": ('<p style="color:red">a</p>', "style="),
    "a javascript address": ('<a href="javascript:x()">a</a>', "javascript"),
    "an id twice": ('<p id="a">1</p><p id="a">2</p>', "2 times"),
    "an input without label": ('<form><input name="phone"></form>', "no label for 'phone'"),
    "a placeholder": ('<label>a<input name="a" placeholder="090"></label>', "placeholder"),
    "a second h1": ("<h1>もう一つ</h1>", "2 h1"),
    "a dead link": ('<a href="/nowhere">a</a>', "Not Found"),
    "a form to nowhere": (f'<form method="post" action="/nowhere">{TOKEN}</form>', "Not Found"),
    "a form by a method nobody takes": (
        f'<form method="post" action="/">{TOKEN}</form>',
        "Method Not Allowed",
    ),
    "a form without token": ('<form method="post" action="/echo"></form>', "no csrf_token"),
    "a form that the browser checks": (
        f'<form method="post" action="/echo">{TOKEN}<label>a<input name="a"></label></form>',
        "novalidate",
    ),
    "a label for nothing": ('<label for="b">a</label>', "finds nothing"),
    "a jump to nothing": ('<a href="#b">a</a>', "finds nothing"),
    "a link without words": ('<a href="/"></a>', "without words"),
    "a picture without words": ('<img src="/static/mark.svg">', "without alt"),
    "a file that is not there": ('<img alt="" src="/static/nothing.png">', "no such file"),
    "a tag that is never closed": ("<div><p>a</div></section>", "HTML"),
    "a sentence with a gap": ("<p>残り%(n)s</p>", "left in the text"),
}


@pytest.mark.parametrize("body, complaint", BROKEN.values(), ids=BROKEN)
def test_a_page_that_breaks_a_rule_is_refused(body: str, complaint: str) -> None:
    with pytest.raises(AssertionError, match="house rules") as caught:
        _echo(body)
    assert complaint in str(caught.value)


def test_a_page_that_keeps_the_rules_is_let_through() -> None:
    page = _echo('<p id="a">よい</p><a href="#a">上へ</a><a href="/">最初へ</a>')
    assert (page.title, page.h1) == ("頁", "見出し")


@pytest.mark.parametrize("changed", [{"policy": "default-src *"}, {"title": " "}, {"code": "422"}])
def test_a_page_with_a_bad_frame_is_refused(changed: dict[str, str]) -> None:
    with pytest.raises(AssertionError, match="house rules"):
        _echo("<p>a</p>", **changed)


def test_only_inputs_that_exist_can_be_filled() -> None:
    page = _echo(
        f'<form method="post" action="/echo" novalidate>{TOKEN}<label>名<input name="a"></label><button>送る</button></form>'
    )
    with pytest.raises(AssertionError, match="no input"):
        page.press("送る", b="1")


def _echo(body: str, title: str = "頁", code: str = "200", policy: str = SAFE) -> Page:
    """Fetch a page made of ``body`` with the checked client."""
    app = Flask("echo", static_folder=str(ROOT / "static"))
    html = WHOLE.format(title=title, body=body)
    headers = {"Content-Security-Policy": policy}

    @app.route("/")
    @app.route("/echo", methods=["GET", "POST"])
    def echo() -> Response:
        return Response(html, int(code), headers=headers, mimetype="text/html")

    return Browser(app).get("/echo", status=int(code))
