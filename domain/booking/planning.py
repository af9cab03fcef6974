"""Which slots there should be: patterns, exceptions and rules in, planned slots out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from domain.booking.ages import Ages
from domain.booking.rules import Rules
from domain.booking.settings import RulesError, clock_time, only, whole, whole_or_none
from domain.clock import moment_of


@dataclass(frozen=True)
class Sitting:
    """Times of day and capacities: what a pattern gives every week and an exception once."""

    starts: time
    ends: time
    open_capacity: int
    hard_capacity: int
    web_quota: int | None = None
    ages: Mapping[str, Any] | None = None
    pattern_id: int | None = None

    @classmethod
    def from_json(cls, data: Any, where: str = "slots") -> Sitting:
        """Read one slot of an exception; the hard capacity is the open one where it is not given."""
        allowed = {"starts", "ends", "open_capacity", "hard_capacity", "web_quota", "ages"}
        found = only(data, allowed, where)
        capacity = whole(found.get("open_capacity"), f"{where}.open_capacity")
        hard = whole(found.get("hard_capacity", capacity), f"{where}.hard_capacity", least=capacity)
        starts, ends = (clock_time(found.get(name), f"{where}.{name}") for name in ("starts", "ends"))
        if starts >= ends:
            raise RulesError(f"{where}.ends: must be after starts")
        ages = found.get("ages")
        if ages is not None:
            Ages.from_json(ages, f"{where}.ages")
        quota = whole_or_none(found.get("web_quota"), f"{where}.web_quota")
        return cls(starts, ends, capacity, hard, quota, ages)

    def to_json(self) -> dict[str, Any]:
        """Return JSON that reads back the same; the pattern it came from is left out."""
        times = {"starts": f"{self.starts:%H:%M}", "ends": f"{self.ends:%H:%M}"}
        capacities = {"open_capacity": self.open_capacity, "hard_capacity": self.hard_capacity}
        optional = {"web_quota": self.web_quota, "ages": dict(self.ages) if self.ages else None}
        return times | capacities | {name: value for name, value in optional.items() if value is not None}


@dataclass(frozen=True)
class WeeklySitting:
    """A sitting on one weekday (0 = Monday), between two days where they are given."""

    weekday: int
    sitting: Sitting
    valid_from: date | None = None
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        """Say whether the pattern gives a slot on that day."""
        is_begun = self.valid_from is None or self.valid_from <= day
        return day.weekday() == self.weekday and is_begun and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class PlannedSlot:
    """A slot as the rules want it; moments are UTC."""

    day: date
    starts_at: datetime
    ends_at: datetime
    opens_at: datetime
    closes_at: datetime
    cancel_until: datetime
    open_capacity: int
    hard_capacity: int
    web_quota: int | None
    ages: Mapping[str, Any] | None
    pattern_id: int | None


def plan(
    rules: Rules,
    weekly: Iterable[WeeklySitting],
    exceptions: Mapping[date, tuple[Sitting, ...]],
    first: date,
    last: date,
) -> dict[datetime, PlannedSlot]:
    """Return the slots from ``first`` to ``last`` by their start; an exception overrules pattern and rule.

    Dates are made first and times attached after, on Tokyo's clock.
    """
    patterns = tuple(weekly)
    planned: dict[datetime, PlannedSlot] = {}
    for ahead in range((last - first).days + 1):
        day = first + timedelta(days=ahead)
        for sitting in _sittings(rules, patterns, exceptions, day):
            slot = _planned(rules, sitting, day)
            planned.setdefault(slot.starts_at, slot)
    return planned


def _sittings(
    rules: Rules,
    patterns: tuple[WeeklySitting, ...],
    exceptions: Mapping[date, tuple[Sitting, ...]],
    day: date,
) -> tuple[Sitting, ...]:
    if day in exceptions:
        return exceptions[day]
    if rules.closed_days.is_closed(day):
        return ()
    return tuple(pattern.sitting for pattern in patterns if pattern.holds_on(day))


def _planned(rules: Rules, sitting: Sitting, day: date) -> PlannedSlot:
    starts_at = moment_of(day, sitting.starts)
    return PlannedSlot(
        day=day,
        starts_at=starts_at,
        ends_at=moment_of(day, sitting.ends),
        opens_at=rules.opens_at(day),
        closes_at=rules.closes.moment(day, starts_at),
        cancel_until=rules.cancel_until.moment(day, starts_at),
        open_capacity=sitting.open_capacity,
        hard_capacity=sitting.hard_capacity,
        web_quota=sitting.web_quota if sitting.web_quota is not None else rules.web_quota,
        ages=sitting.ages,
        pattern_id=sitting.pattern_id,
    )
