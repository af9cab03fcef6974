"""Showing a page, or leading to another; the one place that looks at htmx's headers."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request


def show(page: str, /, *parts: str, status: int = 200, **values: Any) -> Response:
    """Render ``page``; where htmx asks for one of its ``parts`` ("noun/_part.html"), only that."""
    wanted = next((part for part in parts if part_id(part) == _target()), page)
    response = make_response(render_template(wanted, **values), status)
    if parts:
        response.vary.update(("HX-Request", "HX-Target"))
    return response


def lead_to(address: str, said: str = "") -> Response:
    """Lead to another page after something was done; what is said of it stands on top there."""
    if said:
        flash(said, "good")
    return redirect(address, 303)  # type: ignore[return-value]


def part_id(part: str) -> str:
    """Return the id of a part's root: its file's name, so "booking/_slot_list.html" is "slot-list"."""
    return PurePosixPath(part).stem.lstrip("_").replace("_", "-")


def asks_for_part() -> bool:
    """Say whether htmx asks for a part, not for a whole page."""
    return request.headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in request.headers


def _target() -> str | None:
    return request.headers.get("HX-Target") if asks_for_part() else None
