"""What cannot be answered is a page with the right status, and the log holds nothing of what was typed."""

from __future__ import annotations

import logging

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from blueprints.web.database import session
from tests.page import Browser
from tests.town import World


@pytest.mark.parametrize("number", [2**31, 2**63, 10**25])
def test_a_session_number_that_no_row_can_have_is_not_found(
    visitor: Browser, world: World, number: int
) -> None:
    page = visitor.get(f"/booking/{world.playroom.slug}/slots/{number}", status=404)
    assert "見つかりません" in page.h1


def test_a_session_number_beyond_every_row_is_not_read_in_a_form(visitor: Browser, world: World) -> None:
    visitor.get("/bookings")
    visitor.post(f"/booking/{world.playroom.slug}/slots/{10**25}", {}, status=400)


def test_more_than_any_form_has_is_too_large(visitor: Browser) -> None:
    visitor.get("/bookings")
    page = visitor.post("/bookings", {"number": "1" * 600_000, "secret": "x"}, status=413)
    assert page.h1 == "送られたものが大きすぎます"


def test_a_page_that_takes_no_post_says_what_it_takes(visitor: Browser) -> None:
    visitor.get("/bookings")
    page = visitor.post("/household", {}, status=405)
    assert "GET" in page.response.headers["Allow"]


def test_a_database_error_names_nobody(app: Flask) -> None:
    insert = text("INSERT INTO department (id, slug, name) VALUES (1, :slug, '佐藤 花子')")
    with app.app_context(), pytest.raises(IntegrityError) as caught:
        session().execute(insert, {"slug": "090-1234-5678"})
    assert "090-1234-5678" not in str(caught.value)


def test_what_fits_no_column_is_logged_without_what_it_was(
    visitor: Browser, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        visitor.get(f"/booking/{world.playroom.slug}/slots/{10**25}", status=404)
    assert "fits no column" in caplog.text and str(10**25) not in caplog.text
