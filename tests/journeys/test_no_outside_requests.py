"""What a page asks for from elsewhere: nothing in the office, the one pinned htmx file for residents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from blueprints.web.assets import HTMX_CDN, HTMX_FILE
from config import ROOT
from domain.people.rules import ADMINISTRATOR, MANAGER
from tests.journeys.conftest import Serve, Served
from tests.journeys.steps import free_slots, others_book, sign_in

CDN_HEADERS = {"Content-Type": "text/javascript", "Access-Control-Allow-Origin": "*"}
RESIDENTS = ("/", "/booking/kodomo-no-mori", "/bookings", "/household", "/no-such-page")


@pytest.mark.parametrize(("name", "value"), [("SIDE", "office"), ("ASSETS", "self")])
def test_no_page_of_the_office_asks_anybody_else(
    new_context: Any, serve: Serve, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    served = serve()
    page, asked = _watched(new_context, served)
    sign_in(page, served.world.staff[MANAGER])
    for path in _office(served):
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate("htmx.version") == "2.0.11"
    assert [url for url in asked if not url.startswith(served.address)] == []


def test_no_page_for_administrators_asks_anybody_else(
    new_context: Any, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIDE", "office")
    served = serve()
    page, asked = _watched(new_context, served)
    sign_in(page, served.world.staff[ADMINISTRATOR])
    for path in ("/staff", "/staff/people", "/staff/people/new", "/staff/people/uketsuke"):
        page.goto(path)
    assert [url for url in asked if not url.startswith(served.address)] == []


def test_residents_pages_ask_the_cdn_for_exactly_the_pinned_file(new_context: Any, serve: Serve) -> None:
    served = serve(ASSETS="cdn")
    page, asked = _watched(new_context, served)
    for path in RESIDENTS:
        page.goto(path)
        assert page.evaluate("htmx.version") == "2.0.11"
    assert {url for url in asked if not url.startswith(served.address)} == {HTMX_CDN}


def test_another_file_from_the_cdn_is_not_run_and_the_page_works_all_the_same(
    new_context: Any, serve: Serve
) -> None:
    served = serve(ASSETS="cdn")
    page, _ = _watched(new_context, served, b"\nwindow.wasHere = true;")
    page.goto("/booking/kodomo-no-mori")
    assert page.evaluate("[typeof htmx, typeof wasHere]") == ["undefined", "undefined"]
    slot = free_slots(served, served.world.playroom)[0]
    page.locator(f"#slot-{slot.id}").click()
    page.get_by_role("button", name="もう1人追加").click()
    expect(page.locator("[name=children-1-given]")).to_be_visible()


def _watched(new_context: Any, served: Served, more: bytes = b"") -> tuple[Page, list[str]]:
    """Return a page, and a list that fills with every address it asks for; the CDN's file ends with ``more``."""
    context: BrowserContext = new_context(base_url=served.address)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    file = (ROOT / "static" / HTMX_FILE).read_bytes() + more

    def answer(route: Route) -> None:
        if route.request.url.startswith(served.address):
            route.continue_()
        elif route.request.url == HTMX_CDN:
            route.fulfill(body=file, headers=CDN_HEADERS)
        else:
            route.abort()

    context.route("**/*", answer)
    return context.new_page(), asked


def _office(served: Served) -> Iterator[str]:
    """Yield the address of every page of the office that a plain address leads to."""
    booking = others_book(served, served.world.playroom, free_slots(served, served.world.playroom)[0])
    names = {"slug": "kodomo-no-mori", "slot_id": booking.slot_id, "number": booking.case.number}
    adapter = served.app.url_map.bind("localhost")
    for rule in served.app.url_map.iter_rules():
        is_page = "GET" in (rule.methods or ()) and not rule.rule.endswith(".svg")
        is_office = rule.rule.startswith(("/staff", "/counter")) and not rule.rule.startswith("/staff/people")
        if is_page and is_office and rule.arguments <= names.keys():
            yield adapter.build(rule.endpoint, {name: names[name] for name in rule.arguments})
