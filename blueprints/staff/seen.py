"""Pages of the office besides the queue that show names: each view of one is a line of who has looked."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Response

from blueprints.web import database
from blueprints.web.guard import actor
from domain.clock import now_utc
from domain.looking import note_list


def note_names(case_ids: Iterable[int], where: str) -> None:
    """Note that a page shows the names of these cases; ``where`` is "board", "day", "closure", "capacity" or "call"."""
    note_list(database.session(), list(case_ids), where=where, by=actor(), now=now_utc())


def noted(page: Response, case_ids: Iterable[int], where: str) -> Response:
    """Return a page after noting whose names it shows: once it is drawn, what was read for it may expire."""
    note_names(case_ids, where)
    return page
