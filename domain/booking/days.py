"""Days on which a place is closed by rule: weekdays, holidays, the turn of the year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import jpholiday

from domain.booking.settings import calendar_day, flag, items, month_and_day, one_of, only, whole
from forms.messages import Message, mark, message

POLICIES = ("stay_closed", "next_day")
"""A closed weekday that is a holiday: closed all the same, or open and closed on the next working day."""

WEEKDAYS = (mark("月"), mark("火"), mark("水"), mark("木"), mark("金"), mark("土"), mark("日"))
LONGEST_RUN = 14
"""Days back to look for a closed weekday that moved; no run of holidays is as long."""

Span = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True)
class ClosedDays:
    """The days without slots, as a city writes them into its ordinance."""

    weekdays: frozenset[int] = frozenset()
    """0 = Monday."""
    policy: str = "stay_closed"
    on_holidays: bool = False
    """Closed on every public holiday."""
    extra_holidays: frozenset[date] = frozenset()
    removed_holidays: frozenset[date] = frozenset()
    yearly: tuple[Span, ...] = ()
    """((12, 29), (1, 3)): closed each year, both days included."""

    @classmethod
    def from_json(cls, data: Any, where: str = "closed_days") -> ClosedDays:
        """Read the rule; RulesError names the place."""
        allowed = {"weekdays", "if_holiday", "on_holidays", "extra_holidays", "removed_holidays", "yearly"}
        found = only(data, allowed, where)
        return cls(
            weekdays=_weekdays(found.get("weekdays", []), f"{where}.weekdays"),
            policy=one_of(found.get("if_holiday", POLICIES[0]), POLICIES, f"{where}.if_holiday"),
            on_holidays=flag(found.get("on_holidays", False), f"{where}.on_holidays"),
            extra_holidays=_days(found.get("extra_holidays", []), f"{where}.extra_holidays"),
            removed_holidays=_days(found.get("removed_holidays", []), f"{where}.removed_holidays"),
            yearly=tuple(_span(one, f"{where}.yearly") for one in items(found.get("yearly", []), where)),
        )

    def to_json(self) -> dict[str, Any]:
        """Return JSON that reads back the same."""
        return {
            "weekdays": sorted(self.weekdays),
            "if_holiday": self.policy,
            "on_holidays": self.on_holidays,
            "extra_holidays": sorted(day.isoformat() for day in self.extra_holidays),
            "removed_holidays": sorted(day.isoformat() for day in self.removed_holidays),
            "yearly": [[_month_day(first), _month_day(last)] for first, last in self.yearly],
        }

    def is_holiday(self, day: date) -> bool:
        """Say whether a day is a public holiday, the town's own corrections included."""
        if day in self.removed_holidays:
            return False
        return day in self.extra_holidays or bool(jpholiday.is_holiday(day))

    def reason(self, day: date) -> Message | None:
        """Return why the place is closed that day, or None when it is open."""
        if any(_within(day, span) for span in self.yearly):
            return message("年末年始などの休館日")
        if self.on_holidays and self.is_holiday(day):
            return message("祝日のため休館")
        if day.weekday() in self.weekdays:
            return self._weekday_reason(day)
        return message("振替の休館日") if self._is_moved_to(day) else None

    def is_closed(self, day: date) -> bool:
        """Say whether the place is closed that day by rule."""
        return self.reason(day) is not None

    def _weekday_reason(self, day: date) -> Message | None:
        if self.policy == "next_day" and self.is_holiday(day):
            return None
        return message("休館日（{weekday}曜日）", weekday=Message(WEEKDAYS[day.weekday()]))

    def _is_moved_to(self, day: date) -> bool:
        """Say whether a closed weekday on a holiday moved here, over holidays and closed weekdays between."""
        if self.policy != "next_day" or self.is_holiday(day):
            return False
        for back in range(1, LONGEST_RUN):
            earlier = day - timedelta(days=back)
            if earlier.weekday() in self.weekdays and self.is_holiday(earlier):
                return True
            if earlier.weekday() not in self.weekdays and not self.is_holiday(earlier):
                return False
        return False


def _weekdays(value: Any, where: str) -> frozenset[int]:
    return frozenset(whole(one, where, most=6) for one in items(value, where))


def _days(value: Any, where: str) -> frozenset[date]:
    return frozenset(calendar_day(one, where) for one in items(value, where))


def _span(value: Any, where: str) -> Span:
    first, last = (*items(value, where), None, None)[:2]
    return month_and_day(first, where), month_and_day(last, where)


def _month_day(pair: tuple[int, int]) -> str:
    return f"{pair[0]:02}-{pair[1]:02}"


def _within(day: date, span: Span) -> bool:
    first, last = span
    here = (day.month, day.day)
    return first <= here <= last if first <= last else here >= first or here <= last
