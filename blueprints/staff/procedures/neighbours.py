"""Addresses of pages around a procedure that other parts of the office serve."""

from __future__ import annotations

from flask import request, url_for

from domain.procedures.checklist import APPROVAL, DETAILS, FORM, OPENING, PREVIEW, SAMPLES

ELSEWHERE = {
    DETAILS: "/staff/procedures/{slug}/details",
    FORM: "/staff/procedures/{slug}/form",
    PREVIEW: "/staff/procedures/{slug}/preview",
    "versions": "/staff/procedures/{slug}/versions",
    "list": "/staff/procedures",
}


def place_of(place: str, slug: str) -> str:
    """Return the address of a place of a procedure."""
    if place == SAMPLES:
        return url_for("staff.samples.index", slug=slug)
    if place in (OPENING, APPROVAL):
        return url_for("staff.publishing.page", slug=slug, _anchor=place)
    return request.script_root + ELSEWHERE[place].format(slug=slug)
