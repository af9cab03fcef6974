"""Strangers get the empty form before the application is asked, each with secrets of their own that hold."""

from __future__ import annotations

import gzip
import re
from typing import Any

import pytest
from flask import Flask, request, request_started
from werkzeug.test import TestResponse

from blueprints.booking.newcomers import Newcomers
from tests.town import World

SECRETS = re.compile(r'name="(?:csrf_token|form_key)" value="([^"]*)"')


@pytest.fixture
def app(make_app: Any) -> Flask:
    """Return an application that keeps what it shows for a second, as in a real town."""
    return make_app(KEPT_SECONDS=1)  # type: ignore[no-any-return]


@pytest.fixture
def asked(app: Flask) -> Any:
    """Return a list that fills with what the application itself is asked for."""
    seen: list[str] = []

    def note(_: Flask, **__: Any) -> None:
        seen.append(f"{request.method} {request.full_path}")

    with request_started.connected_to(note, app):
        yield seen


@pytest.fixture
def form(app: Flask, world: World) -> str:
    """Return the address of a form."""
    page = app.test_client().get(f"/booking/{world.playroom.slug}").text
    return re.findall(r'href="(/booking/[^"]+/slots/[0-9]+)"', page)[0]


def without_secrets(page: TestResponse) -> str:
    return SECRETS.sub("", page.text)


def sent(page: TestResponse) -> dict[str, str]:
    """Return what the form of a page sends with every step."""
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text))
    return hidden | {"step": "check"}


def test_strangers_get_the_same_page_with_secrets_of_their_own(
    app: Flask, asked: list[str], form: str
) -> None:
    before = len(asked)
    pages = [app.test_client().get(form) for _ in range(3)]
    assert len(asked) == before + 1
    assert len({without_secrets(page) for page in pages}) == 1
    assert all(len(SECRETS.findall(page.text)) == 2 for page in pages)
    assert len({secret for page in pages for secret in SECRETS.findall(page.text)}) == 6
    assert len({page.headers["Set-Cookie"] for page in pages}) == 3


def test_it_is_the_page_that_the_application_gives(app: Flask, make_app: Any, form: str) -> None:
    app.test_client().get(form)
    kept, made = app.test_client().get(form), make_app(KEPT_SECONDS=0).test_client().get(form)
    assert without_secrets(kept) == without_secrets(made)
    own = {"Set-Cookie", "Content-Length", "Vary"}
    assert {one for one in kept.headers if one[0] not in own} == {
        one for one in made.headers if one[0] not in own
    }
    assert _attributes(kept) == _attributes(made)


def test_the_secrets_hold_for_who_was_given_them_and_for_nobody_else(app: Flask, form: str) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    app.test_client().get(form)
    mine, another = app.test_client(), app.test_client()
    page = mine.get(form)
    another.get(form)
    assert mine.post(form, data=sent(page)).status_code == 422
    assert another.post(form, data=sent(page)).status_code == 400


def test_packed_it_says_the_same(app: Flask, form: str) -> None:
    app.test_client().get(form)
    plain = app.test_client().get(form)
    packed = app.test_client().get(form, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip" and "Content-Encoding" not in plain.headers
    assert SECRETS.sub("", gzip.decompress(packed.data).decode()) == without_secrets(plain)


def test_who_has_a_cookie_or_asks_for_more_is_answered_by_the_application(
    app: Flask, asked: list[str], form: str
) -> None:
    app.test_client().get(form)
    before, client = len(asked), app.test_client()
    client.set_cookie("language", "en")
    assert 'lang="en"' in client.get(form).text
    app.test_client().get(f"{form}?fresh=1")
    app.test_client().get(form, headers={"HX-Request": "true"})
    assert len(asked) == before + 3


def test_a_moment_later_it_is_made_again(app: Flask, asked: list[str], form: str, clock: Any) -> None:
    app.test_client().get(form)
    clock.shift(1)
    app.test_client().get(form)
    assert asked.count(f"GET {form}?") == 2


@pytest.mark.parametrize("path", ["/booking/nowhere/slots/1", "/booking/kodomo-no-mori/slots/999999"])
def test_what_is_no_form_is_answered_by_the_application(app: Flask, asked: list[str], path: str) -> None:
    answers = [app.test_client().get(path).status_code for _ in range(2)]
    assert answers == [404, 404] and asked[-1] == f"GET {path}?"


def test_where_nothing_is_kept_nobody_stands_before_the_application(make_app: Any) -> None:
    assert not isinstance(make_app(KEPT_SECONDS=0).wsgi_app, Newcomers)


def _attributes(page: TestResponse) -> str:
    """Return the cookie of the session without its value."""
    return re.sub("=[^;]*", "=", page.headers["Set-Cookie"], count=1)
