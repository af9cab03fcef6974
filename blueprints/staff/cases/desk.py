"""What the pages of the reviewer's desk share: who looks at them, and when."""

from __future__ import annotations

from blueprints.web.guard import present
from domain.cases.listing import Reader
from domain.clock import day_of, now_utc


def reader() -> Reader:
    """Return who looks at the queue now."""
    return Reader(present().staff_id, day_of(now_utc()))
