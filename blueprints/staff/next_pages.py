"""Where work on a procedure goes on: the first of its pages that this town has."""

from __future__ import annotations

from flask import current_app, request, url_for
from werkzeug.exceptions import HTTPException

AFTER_MAKING = ("publication", "form")


def after_making(slug: str) -> str:
    """Return where a draft that was just made is looked at: towards publishing, else its versions."""
    addresses = (f"/staff/procedures/{slug}/{page}" for page in AFTER_MAKING)
    found = next(filter(_leads_somewhere, addresses), "")
    return request.script_root + found if found else url_for("staff.versions.index", slug=slug)


def beginnings() -> str:
    """Return the page of all ways to begin a procedure; "" where this town has none."""
    return request.script_root + "/staff/procedures/new" if _leads_somewhere("/staff/procedures/new") else ""


def _leads_somewhere(address: str) -> bool:
    try:
        current_app.url_map.bind("localhost").match(address)
    except HTTPException:
        return False
    return True
