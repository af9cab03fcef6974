"""Every page in every state can be used by everybody: axe, three widths, no sideways scrolling, targets for fingers."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import ConsoleMessage, Page

from tests.journeys.conftest import Serve, staying_here
from tests.journeys.states import NO_PAGES, STATES

WIDTHS = (390, 1024, 1366)
NARROWEST = 320
HIT_AREA = 44
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OPTIONS = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
ANSWERED = "Failed to load resource: the server responded with a status of"
"""What the browser says of every 4xx; the page with the errors is meant to be one."""

TOO_WIDE = """() => {
  const wide = document.documentElement.scrollWidth;
  return wide <= innerWidth ? [] : [...document.body.querySelectorAll("*")]
    .filter((one) => one.getBoundingClientRect().right > innerWidth + 1).slice(0, 5).map((one) => one.outerHTML.slice(0, 120));
}"""
TOO_SMALL = """(least) => {
  const inText = (one) => one.matches("a") && getComputedStyle(one).display === "inline";
  const area = (one) => (one.matches("input[type=radio], input[type=checkbox]") ? one.closest("label") ?? one : one);
  return [...document.querySelectorAll("a, button, input, select, textarea, summary")]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest(".unseen, .skip") && !inText(one))
    .filter((one) => one.type !== "hidden" && area(one).getBoundingClientRect().height < least - 0.5)
    .map((one) => `${area(one).getBoundingClientRect().height} ${one.outerHTML.slice(0, 120)}`);
}"""


def test_every_page_that_can_be_asked_for_is_looked_at(serve: Serve) -> None:
    app: Flask = serve(SAMPLE_TOWN=True).app
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    looked_at = {endpoint for endpoints, _ in STATES.values() for endpoint in endpoints}
    assert pages - looked_at - NO_PAGES == set(), "give each a state in states.py"
    assert looked_at | NO_PAGES <= pages, "these are gone"


@pytest.mark.parametrize("name", STATES)
def test_everybody_can_use(name: str, new_context: Any, serve: Serve) -> None:
    served = serve(SAMPLE_TOWN=True)
    page = staying_here(new_context(base_url=served.address)).new_page()
    said = _listen(page)
    STATES[name][1](page, served)
    page.evaluate(Axe().axe_script)
    found = [one for width in WIDTHS for one in _violations(page, width)]
    found += [f"{NARROWEST} px: too wide: {one}" for one in _too_wide(page)]
    if page.locator("body.resident, body.counter").count():
        found += [f"too small: {one}" for one in _too_small(page)]
    assert not found + said, "\n".join(found + said)


def _listen(page: Page) -> list[str]:
    """Return a list that fills with what goes wrong in the page: errors of scripts, breaches of the policy."""
    said: list[str] = []

    def hear(one: ConsoleMessage) -> None:
        if one.type == "error" and not one.text.startswith(ANSWERED):
            said.append(f"console: {one.text}")

    page.on("console", hear)
    page.on("pageerror", lambda error: said.append(f"script: {error}"))
    return said


def _violations(page: Page, width: int) -> list[str]:
    page.set_viewport_size({"width": width, "height": 900})
    results = page.evaluate("async (options) => (await axe.run(options)).violations", OPTIONS)
    return [f"{width} px: {one['id']}: {node['html'][:160]}" for one in results for node in one["nodes"]]


def _too_wide(page: Page) -> list[str]:
    page.set_viewport_size({"width": NARROWEST, "height": 900})
    return list(page.evaluate(TOO_WIDE))


def _too_small(page: Page) -> list[str]:
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    return list(page.evaluate(TOO_SMALL, HIT_AREA))
