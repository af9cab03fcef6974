"""Addresses of pages around a procedure that other parts of the office serve, as far as they do."""

from __future__ import annotations

from flask import current_app, url_for

from domain.procedures.checklist import APPROVAL, DETAILS, FORM, OPENING, PREVIEW, SAMPLES

ELSEWHERE = {
    DETAILS: "/staff/procedures/{slug}/details",
    FORM: "/staff/procedures/{slug}/form",
    PREVIEW: "/staff/procedures/{slug}/preview",
    "versions": "/staff/procedures/{slug}/versions",
    "list": "/staff/procedures",
}
SHORT = "/p/{slug}"
"""Where residents find a procedure."""


def place_of(place: str, slug: str) -> str:
    """Return the address of a place of a procedure, "" where nothing answers."""
    if place == SAMPLES:
        return url_for("staff.samples.index", slug=slug)
    if place in (OPENING, APPROVAL):
        return url_for("staff.publishing.page", slug=slug, _anchor=place)
    address = ELSEWHERE[place].format(slug=slug)
    return address if _answers(address) else ""


def short_address(slug: str) -> str:
    """Return the address that residents can be told, on the side that they see; "" where nothing answers."""
    path = SHORT.format(slug=slug)
    is_known = current_app.config["SIDE"] == "office" or _answers(path)
    return current_app.config["BASE_URL"] + path if is_known else ""


def _answers(path: str) -> bool:
    return current_app.url_map.bind("").test(path, "GET")
