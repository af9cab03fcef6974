"""What htmx does, without a browser: press a button, swap a part, and compare with a fresh page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin
from xml.etree.ElementTree import Element, tostring

from tests.page import Page, elements, filled


def press(page: Page, button: str, typed: Mapping[str, Any] | None = None, status: int = 200) -> Page:
    """Press a button as htmx would: send its form with htmx's headers and return the part that answers."""
    form, pressed = page.form_with(button)
    source = pressed if pressed.get("hx-post") or pressed.get("hx-get") else form
    method = "POST" if source.get("hx-post") else "GET"
    address = source.get("hx-post") or source.get("hx-get")
    assert address, f"{button!r} is not sent by htmx"
    data = filled(form, typed or {}, pressed)
    sent = {"data": data} if method == "POST" else {"query_string": data}
    headers = asking_for(target_of(source))
    return page.browser.open(method, urljoin(page.path, address), status=status, headers=headers, **sent)


def fetch(page: Page, part: str, address: str = "", status: int = 200) -> Page:
    """Ask for one part of the page (by its id) as htmx would."""
    return page.browser.open("GET", address or page.path, status=status, headers=asking_for(part))


def swap(page: Page, part: str) -> None:
    """Fail unless the part, fetched alone, is exactly what a fresh page shows."""
    alone = fetch(page, part)
    assert not alone.is_whole, f"{page.path} gives the whole page where htmx asks for #{part}"
    fresh = page.browser.get(page.path)
    assert markup(root_of(alone)) == markup(fresh.by_id(part)), (
        f"#{part} of {page.path} is not what the page shows"
    )


def asking_for(part: str) -> dict[str, str]:
    """Return the headers htmx sends when the answer goes into ``part``."""
    return {"HX-Request": "true", "HX-Target": part}


def target_of(element: Element) -> str:
    """Return the id that ``hx-target`` names; nothing is inherited in this house."""
    target = element.get("hx-target", "")
    assert target.startswith("#"), f"hx-target={target!r}: an id is expected on the element itself"
    return target[1:]


def root_of(part: Page) -> Element:
    """Return the one root element of a part."""
    return next(one for one in part.tree if isinstance(one.tag, str))


def markup(element: Element) -> str:
    """Return an element's markup without what is different on every page made: tokens and form keys."""
    for one in elements(element):
        if one.tag == "input" and one.get("name") in ("csrf_token", "form_key"):
            one.set("value", "…")
    element.tail = None
    return tostring(element, encoding="unicode")
