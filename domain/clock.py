"""Time as the town sees it: moments are UTC, days are Tokyo's."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from forms.definition import Text
from forms.eras import MONTHS

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


def short_moment(moment: datetime) -> Text:
    """Return Tokyo's "5/5 0:00", in English "5 May at 0:00": 5/6 is not the same day everywhere."""
    here = in_tokyo(moment)
    day, at = short_day(here), f"{here.hour}:{here:%M}"
    return Text(f"{day.ja} {at}", en=f"{day.en} at {at}")


def short_day(day: date) -> Text:
    """Return "5/5", in English "5 May"."""
    return Text(f"{day.month}/{day.day}", en=f"{day.day} {MONTHS[day.month - 1].en}")
