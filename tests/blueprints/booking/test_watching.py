"""Watchers are answered before the application is asked, and never with anything but what it would say."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask, Response, request, request_started

from blueprints.booking.watching import Watchers
from tests.town import World


@pytest.fixture
def app(make_app: Any) -> Flask:
    """Return an application that keeps what it shows for a second, as in a real town."""
    return make_app(KEPT_SECONDS=1)  # type: ignore[no-any-return]


@pytest.fixture
def asked(app: Flask) -> Any:
    """Return a list that fills with the addresses that the application itself is asked for."""
    seen: list[str] = []

    def note(_: Flask, **__: Any) -> None:
        seen.append(request.full_path)

    with request_started.connected_to(note, app):
        yield seen


def address(world: World, more: str = "") -> str:
    return f"/booking/{world.playroom.slug}/availability?language=ja{more}"


def test_within_a_second_the_application_is_asked_once(app: Flask, asked: list[str], world: World) -> None:
    first, second = (app.test_client().get(address(world)) for _ in range(2))
    assert first.status_code == second.status_code == 200 and first.data == second.data
    assert list(first.headers) == list(second.headers) and len(asked) == 1


def test_a_second_later_it_is_asked_again(app: Flask, asked: list[str], world: World, clock: Any) -> None:
    app.test_client().get(address(world))
    clock.shift(1)
    app.test_client().get(address(world))
    assert len(asked) == 2


def test_each_question_has_its_own_answer(app: Flask, asked: list[str], world: World) -> None:
    client = app.test_client()
    plain, packed = (
        client.get(address(world)),
        client.get(address(world), headers={"Accept-Encoding": "gzip"}),
    )
    english = client.get(address(world).replace("=ja", "=en"))
    assert len({plain.data, packed.data, english.data}) == 3 and len(asked) == 3


def test_who_has_a_cookie_is_answered_by_the_application(app: Flask, asked: list[str], world: World) -> None:
    client = app.test_client()
    client.set_cookie("language", "en")
    path = address(world).partition("?")[0]
    assert client.get(path).data != app.test_client().get(path).data
    client.get(path)
    assert len(asked) == 3


def test_a_room_that_is_not_there_is_a_page_that_says_so(app: Flask) -> None:
    for _ in range(2):
        answer = app.test_client().get("/booking/nowhere/availability")
        assert answer.status_code == 404 and "<h1" in answer.text


def test_every_answer_carries_the_headers_of_every_answer(app: Flask, world: World) -> None:
    for _ in range(2):
        headers = app.test_client().get(address(world)).headers
        assert (
            headers["X-Content-Type-Options"] == "nosniff" and headers["Cache-Control"] == "public, max-age=1"
        )


def test_no_cookie_that_the_application_sets_goes_to_all(app: Flask, world: World) -> None:
    @app.after_request
    def with_cookie(response: Response) -> Response:
        response.set_cookie("madoguchi", "one visitor's own")
        return response

    for path in (address(world), "/booking/nowhere/availability"):
        assert "Set-Cookie" not in app.test_client().get(path).headers
    assert "Set-Cookie" in app.test_client().get("/").headers


def test_where_nothing_is_kept_nobody_stands_before_the_application(make_app: Any) -> None:
    assert not isinstance(make_app(KEPT_SECONDS=0).wsgi_app, Watchers)


def test_the_page_of_a_room_is_made_once_for_all_who_have_no_cookie(
    app: Flask, asked: list[str], world: World
) -> None:
    room = f"/booking/{world.playroom.slug}"
    first, second = (app.test_client().get(room) for _ in range(2))
    assert first.data == second.data and "Set-Cookie" not in first.headers and len(asked) == 1
    client = app.test_client()
    client.set_cookie("language", "en")
    assert "Playroom booking" in client.get(room).text
    assert len(asked) == 2


def test_a_part_of_the_page_is_never_taken_for_the_page(app: Flask, world: World) -> None:
    room = f"/booking/{world.playroom.slug}?from={world.day(14)}"
    whole = app.test_client().get(room)
    part = app.test_client().get(room, headers={"HX-Request": "true", "HX-Target": "slots"})
    assert whole.text.startswith("<!doctype") and part.text.lstrip().startswith('<div id="slots"')
