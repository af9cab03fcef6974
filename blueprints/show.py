"""Showing: the one place that looks at htmx's headers."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from flask import Response, make_response, render_template, request


def show(page: str, /, *parts: str, status: int = 200, **values: Any) -> Response:
    """Render ``page``; where htmx asks for one of its ``parts`` ("noun/_part.html"), only that."""
    wanted = next((part for part in parts if part_id(part) == _target()), page)
    response = make_response(render_template(wanted, **values), status)
    if parts:
        response.vary.update(("HX-Request", "HX-Target"))
    return response


def part_id(part: str) -> str:
    """Return the id of a part's root: its file's name, so "booking/_slot_list.html" is "slot-list"."""
    return PurePosixPath(part).stem.lstrip("_").replace("_", "-")


def asks_for_part() -> bool:
    """Say whether htmx asks for a part, not for a whole page."""
    return request.headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in request.headers


def _target() -> str | None:
    return request.headers.get("HX-Target") if asks_for_part() else None
