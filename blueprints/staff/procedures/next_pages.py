"""Where work on a procedure goes on."""

from __future__ import annotations

from flask import url_for


def after_making(slug: str) -> str:
    """Return where a draft that was just made is looked at: what is still missing to publish it."""
    return url_for("staff.publishing.page", slug=slug)


def beginnings() -> str:
    """Return the page of all ways to begin a procedure."""
    return url_for("staff.procedures.new")
