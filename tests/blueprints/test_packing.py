"""What is sent packed: the same to the byte, and nobody's secret among what it is packed with."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from blueprints.web.packing import Piece, accepts_gzip, gzipped
from tests.blueprints.booking.walking import slot_path
from tests.page import Browser
from tests.town import World

PACKED = {"Accept-Encoding": "gzip, deflate, br"}


@pytest.fixture
def app(make_app: Any) -> Flask:
    """Return an application that keeps what it shows for a second, as in a real town."""
    return make_app(KEPT_SECONDS=1)  # type: ignore[no-any-return]


@given(st.lists(st.tuples(st.booleans(), st.text(max_size=400))))
def test_pieces_are_together_what_they_were(told: list[tuple[bool, str]]) -> None:
    pieces = [Piece.small(text.encode()) if is_small else Piece.as_it_is(text) for is_small, text in told]
    assert gzip.decompress(gzipped(pieces)).decode() == "".join(text for _, text in told)


@given(st.text(max_size=400), st.text(min_size=1, max_size=400))
def test_a_secret_makes_a_page_longer_by_its_own_length_whatever_stands_around(
    before: str, secret: str
) -> None:
    around = [Piece.small(before.encode()), Piece.small(secret.encode())]
    longer = [around[0], Piece.as_it_is(secret), around[1]]
    assert len(gzipped(longer)) - len(gzipped(around)) == 5 + len(secret.encode())


@pytest.mark.parametrize("length", [0, 65_535, 65_536, 200_000])
def test_what_is_as_it_is_may_be_as_long_as_it_likes(length: int) -> None:
    assert gzip.decompress(gzipped([Piece.as_it_is("a" * length)])) == b"a" * length


@pytest.mark.parametrize(
    ("header", "takes"),
    [("gzip", True), ("br, gzip;q=0.5", True), ("gzip;q=0", False), ("br", False), ("", False)],
)
def test_a_browser_says_whether_it_unpacks(header: str, takes: bool) -> None:
    assert accepts_gzip(header) is takes


@pytest.mark.parametrize("path", ["/", "/booking/kodomo-no-mori"])
def test_the_first_pages_of_a_booking_come_packed(app: Flask, path: str) -> None:
    plain, packed = app.test_client().get(path), app.test_client().get(path, headers=PACKED)
    assert gzip.decompress(packed.data) == plain.data and "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip" and len(packed.data) * 3 < len(plain.data) * 2
    assert "Accept-Encoding" in packed.headers["Vary"] and "Accept-Encoding" in plain.headers["Vary"]


def test_the_token_of_a_form_is_sent_as_it_is(app: Flask, records: Session, world: World) -> None:
    answer = app.test_client().get(slot_path(records, world.playroom, world), headers=PACKED)
    page = gzip.decompress(answer.data)
    token = page.partition(b' name="csrf_token" value="')[2].partition(b'"')[0]
    assert len(token) > 80 and token in answer.data


def test_a_page_of_ones_own_is_not_packed(app: Flask, visitor: Browser, world: World) -> None:
    visitor.client.set_cookie("household", world.household)
    for path in ("/", "/household", "/bookings"):
        assert "Content-Encoding" not in visitor.client.get(path, headers=PACKED).headers


def test_watchers_get_what_has_changed_packed(app: Flask, world: World) -> None:
    path = f"/booking/{world.playroom.slug}/availability?language=ja"
    packed, plain = app.test_client().get(path, headers=PACKED), app.test_client().get(path)
    assert gzip.decompress(packed.data) == plain.data and "<div" in plain.text
