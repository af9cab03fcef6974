"""What the pages of the reviewer's desk share: who looks, and how long a decision can be taken back here."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app

from blueprints.guard import present
from domain.cases.queries import Reader
from domain.clock import day_of, now_utc


def reader() -> Reader:
    """Return who looks at the queue now."""
    return Reader(present().staff_id, day_of(now_utc()))


def undo_time() -> timedelta:
    """Return how long a decision can be taken back here."""
    return timedelta(minutes=current_app.config["UNDO_MINUTES"])
