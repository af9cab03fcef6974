"""What watchers of a room are told: nothing while nothing changes, the same for all of them."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.blueprints.booking.walking import fill_up, slot_path, to_receipt
from tests.page import Browser
from tests.town import World, slot_of


@pytest.fixture
def app(make_app: Any) -> Flask:
    """Return an application that keeps what it shows for a second, as in a real town."""
    return make_app(KEPT_SECONDS=1)  # type: ignore[no-any-return]


def watched(visitor: Browser, world: World) -> str:
    part = visitor.get(f"/booking/{world.playroom.slug}").by_id("slots")
    return f"{part.get('data-poll')}&seen={part.get('data-seen')}"


def test_nothing_changed_is_204(app: Flask, visitor: Browser, world: World) -> None:
    answer = app.test_client().get(watched(visitor, world))
    assert answer.status_code == 204 and answer.data == b""


def test_a_change_brings_the_part(
    app: Flask, visitor: Browser, records: Session, world: World, clock: Any
) -> None:
    address = watched(visitor, world)
    fill_up(records, slot_of(records, world.playroom, world.day(1), "09:30"))
    clock.shift(1)
    answer = app.test_client().get(address)
    assert answer.status_code == 200 and "満員" in answer.text
    assert answer.text.lstrip().startswith('<div id="slots"')


def test_the_answer_can_be_kept_for_a_second_by_everybody(app: Flask, visitor: Browser, world: World) -> None:
    answer = app.test_client().get(watched(visitor, world))
    assert answer.headers["Cache-Control"] == "public, max-age=1"


def test_no_cookie_is_read_or_set(make_app: Any, records: Session, world: World) -> None:
    app = make_app(SIDE="public")
    visitor, stranger = Browser(app), Browser(app, "203.0.113.9")
    to_receipt(visitor, slot_path(records, world.playroom, world))
    address = watched(stranger, world).replace("seen=", "seen=old")
    known, unknown = visitor.client.get(address), app.test_client().get(address)
    assert known.data == unknown.data and known.status_code == 200
    for answer in (known, unknown):
        assert "Set-Cookie" not in answer.headers and "Cookie" not in answer.headers.get("Vary", "")
        assert "csrf" not in answer.text


def test_the_language_is_in_the_address(app: Flask, visitor: Browser, world: World) -> None:
    visitor.get(f"/booking/{world.playroom.slug}")
    visitor.post("/language", {"language": "easy", "back": f"/booking/{world.playroom.slug}"})
    assert "language=easy" in watched(visitor, world)


def test_the_same_fortnight_under_other_names_is_kept_once(
    app: Flask, visitor: Browser, records: Session, world: World
) -> None:
    address = f"/booking/{world.playroom.slug}/availability?language=ja&from="
    first = app.test_client().get(address)
    fill_up(records, slot_of(records, world.playroom, world.day(1), "09:30"))
    others = ("nonsense", "0001-01-01", world.today.isoformat(), "\x00")
    assert all(app.test_client().get(address + other).data == first.data for other in others)
    assert len(app.extensions["kept"].things) == 1


def test_within_a_second_the_database_is_asked_once(
    app: Flask, visitor: Browser, records: Session, world: World
) -> None:
    address = watched(visitor, world)
    assert app.test_client().get(address).status_code == 204
    fill_up(records, slot_of(records, world.playroom, world.day(1), "09:30"))
    assert app.test_client().get(address).status_code == 204
