"""Addresses of pages around a procedure that other parts of the office serve, as far as they do."""

from __future__ import annotations

from flask import current_app, url_for

from domain.procedures.checklist import APPROVAL, DETAILS, FORM, OPENING, PREVIEW, SAMPLES

ELSEWHERE = {
    DETAILS: ("/staff/procedures/{slug}/details",),
    FORM: ("/staff/procedures/{slug}/form",),
    PREVIEW: ("/staff/procedures/{slug}/form/preview", "/staff/procedures/{slug}/form"),
    "versions": ("/staff/procedures/{slug}/versions",),
    "list": ("/staff/procedures",),
    "public": ("/p/{slug}", "/applications/{slug}", "/booking/{slug}"),
}
"""A place -> where it may be, the best address first."""


def place_of(place: str, slug: str) -> str:
    """Return the address of a place of a procedure, "" where nothing answers."""
    if place == SAMPLES:
        return url_for("staff.samples.index", slug=slug)
    if place in (OPENING, APPROVAL):
        return url_for("staff.publishing.page", slug=slug, _anchor=place)
    return next(filter(_answers, (one.format(slug=slug) for one in ELSEWHERE[place])), "")


def _answers(path: str) -> bool:
    return current_app.url_map.bind("").test(path, "GET")
