"""Time as the town sees it: moments are UTC, days are Tokyo's."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

TOKYO = ZoneInfo("Asia/Tokyo")


def now_utc() -> datetime:
    """Return this moment; only the outermost layer (web, commands, worker) calls it."""
    return datetime.now(UTC)


def in_tokyo(moment: datetime) -> datetime:
    """Return the same moment on Tokyo's clock."""
    return moment.astimezone(TOKYO)


def day_of(moment: datetime) -> date:
    """Return the day it is in Tokyo at ``moment``."""
    return in_tokyo(moment).date()


def moment_of(day: date, at: time) -> datetime:
    """Return the UTC moment of a Tokyo day and time of day."""
    return datetime.combine(day, at, TOKYO).astimezone(UTC)
