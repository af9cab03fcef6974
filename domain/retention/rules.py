"""When a case may be deleted: so many months after it has ended."""

from __future__ import annotations

import calendar
from datetime import date, datetime, time

from domain.clock import day_of, moment_of

ENDED = ("approved", "rejected", "completed", "withdrawn", "expired")
"""States in which nothing is waited for any more."""


def ended_before(now: datetime, months: int) -> datetime:
    """Return the moment before which a case must have ended to be deleted now: midnight in Tokyo, ``months`` ago.

    A day that a shorter month does not have is its last: seven months before 30 September is 28 February.
    """
    return moment_of(months_before(day_of(now), months), time())


def months_before(day: date, months: int) -> date:
    """Return the day so many months before."""
    number = day.year * 12 + day.month - 1 - months
    year, month = number // 12, number % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
