"""When a slot opens for booking, when it closes, and until when it can be cancelled."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from domain.booking.settings import clock_time, flag, one_of, only, whole
from domain.clock import moment_of

IsClosed = Callable[[date], bool]
LONGEST_CLOSURE = 60
"""Days after which looking for the next open day is given up."""


@dataclass(frozen=True)
class Release:
    """When booking opens: some days before the slot, or on a day of an earlier month."""

    kind: str
    at: time
    days: int = 0
    day: int = 1
    months_ahead: int = 1
    next_open_day: bool = False
    """A day of release on which the place is closed moves to the next open day."""

    @classmethod
    def from_json(cls, data: Any, where: str = "release") -> Release:
        """Read {"kind": "days_before", …} or {"kind": "monthly", …}."""
        allowed = {"kind", "at", "days", "day", "months_ahead", "if_closed"}
        found = only(data, allowed, where)
        if_closed = one_of(found.get("if_closed", "same_day"), ("same_day", "next_open_day"), where)
        return cls(
            kind=one_of(found.get("kind"), ("days_before", "monthly"), f"{where}.kind"),
            at=clock_time(found.get("at"), f"{where}.at"),
            days=whole(found.get("days", 0), f"{where}.days", most=366),
            day=whole(found.get("day", 1), f"{where}.day", least=1, most=31),
            months_ahead=whole(found.get("months_ahead", 1), f"{where}.months_ahead", most=12),
            next_open_day=if_closed == "next_open_day",
        )

    def to_json(self) -> dict[str, Any]:
        """Return JSON that reads back the same."""
        if_closed = "next_open_day" if self.next_open_day else "same_day"
        common = {"kind": self.kind, "at": f"{self.at:%H:%M}", "if_closed": if_closed}
        if self.kind == "days_before":
            return {**common, "days": self.days}
        return {**common, "day": self.day, "months_ahead": self.months_ahead}

    def opens_at(self, day: date, is_closed: IsClosed) -> datetime:
        """Return the moment (UTC) at which a slot on ``day`` opens."""
        nominal = self._nominal(day)
        return moment_of(_next_open(nominal, is_closed) if self.next_open_day else nominal, self.at)

    def _nominal(self, day: date) -> date:
        if self.kind == "days_before":
            return day - timedelta(days=self.days)
        year, month = divmod(day.year * 12 + day.month - 1 - self.months_ahead, 12)
        last = calendar.monthrange(year, month + 1)[1]
        return date(year, month + 1, min(self.day, last))


@dataclass(frozen=True)
class Deadline:
    """A last moment: a time some days before the slot, or its start; never after the start."""

    days_before: int = 0
    at: time | None = None
    """None: the start of the slot."""

    @classmethod
    def from_json(cls, data: Any, where: str) -> Deadline:
        """Read {"days_before": 0, "at": "08:00"} or {"at_start": true}."""
        found = only(data, {"days_before", "at", "at_start"}, where)
        if "at_start" in found and flag(found["at_start"], f"{where}.at_start"):
            only(data, {"at_start"}, where)
            return cls()
        days = whole(found.get("days_before", 0), f"{where}.days_before", most=366)
        return cls(days, clock_time(found.get("at"), f"{where}.at"))

    def to_json(self) -> dict[str, Any]:
        """Return JSON that reads back the same."""
        if self.at is None:
            return {"at_start": True}
        return {"days_before": self.days_before, "at": f"{self.at:%H:%M}"}

    def moment(self, day: date, starts_at: datetime) -> datetime:
        """Return the moment (UTC) from which it is too late."""
        if self.at is None:
            return starts_at
        return min(starts_at, moment_of(day - timedelta(days=self.days_before), self.at))


def _next_open(day: date, is_closed: IsClosed) -> date:
    days = (day + timedelta(days=ahead) for ahead in range(LONGEST_CLOSURE))
    return next((one for one in days if not is_closed(one)), day)
