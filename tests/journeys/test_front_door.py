"""The front door in a real browser: htmx comes as pinned, nothing breaks the policy."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Served


def test_the_catalogue_opens_and_breaks_no_policy(page: Page, served: Served) -> None:
    said: list[str] = []
    page.on("console", lambda one: said.append(one.text) if one.type == "error" else None)
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate("htmx.version") == "2.0.11"
    assert said == []
