"""The rules of a service as data: who may book what when, and how much room it takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from domain.booking.ages import Ages, months_old
from domain.booking.days import ClosedDays
from domain.booking.marks import Mark, SlotState, mark_of, places_left
from domain.booking.releases import Deadline, Release
from domain.booking.settings import RulesError, clock_time, flag, items, one_of, only, whole, whole_or_none
from forms.messages import Message, mark

__all__ = [
    "Ages",
    "ClosedDays",
    "Deadline",
    "Mark",
    "Party",
    "Release",
    "Rules",
    "RulesError",
    "SlotState",
    "mark_of",
    "months_old",
    "period_start",
    "places_left",
    "unit_word",
]

UNITS = ("persons", "children", "families")
WHO = ("resident", "worker", "homecoming")
"""住民, 市内在勤, 里帰り: what the answer "residence" can be."""
PERIODS = ("day", "week", "month")
APPROVALS = ("never", "always", "weekends")
UNIT_WORDS = {"persons": mark("人"), "children": mark("人（子ども）"), "families": mark("組")}


@dataclass(frozen=True)
class Party:
    """Who comes: adults, and children by their birth dates."""

    adults: int
    births: tuple[date, ...]

    @property
    def persons(self) -> int:
        """How many come in all."""
        return self.adults + len(self.births)

    def places(self, unit: str) -> int:
        """Return how much capacity the party takes."""
        return {"persons": self.persons, "children": len(self.births), "families": 1}[unit]

    def ages_on(self, day: date) -> list[int]:
        """Return each child's age in completed months on the day of use."""
        return [months_old(born, day) for born in self.births]


@dataclass(frozen=True)
class Rules:
    """Everything a city decides about a service; nothing of it is a branch in the code."""

    unit: str = "persons"
    most_per_party: int | None = None
    """In the unit of capacity; in persons where families are counted."""
    release: Release = field(default_factory=lambda: Release("days_before", clock_time("00:00", ""), days=10))
    closes: Deadline = field(default_factory=Deadline)
    cancel_until: Deadline = field(default_factory=Deadline)
    web_quota: int | None = None
    web_returns_on_day: bool = True
    who: tuple[str, ...] = ()
    """Accepted answers to "residence"; nobody is asked where it is empty."""
    needs_child: bool = True
    ages: Ages = field(default_factory=Ages)
    limits: Mapping[str, int] = field(default_factory=dict)
    """Bookings of a household per "day", "week" (from Monday) or "month"."""
    closed_days: ClosedDays = field(default_factory=ClosedDays)
    few_left: int = 3
    approval: str = "never"

    @classmethod
    def from_json(cls, data: Any) -> Rules:
        """Read rules; RulesError names the place that is wrong."""
        found = only(data, set(_READERS), "rules")
        return cls(**{name: _READERS[name](value, name) for name, value in found.items()})

    def to_json(self) -> dict[str, Any]:
        """Return JSON that reads back the same."""
        return {
            "unit": self.unit,
            "most_per_party": self.most_per_party,
            "release": self.release.to_json(),
            "closes": self.closes.to_json(),
            "cancel_until": self.cancel_until.to_json(),
            "web_quota": self.web_quota,
            "web_returns_on_day": self.web_returns_on_day,
            "who": list(self.who),
            "needs_child": self.needs_child,
            "ages": self.ages.to_json(),
            "limits": dict(self.limits),
            "closed_days": self.closed_days.to_json(),
            "few_left": self.few_left,
            "approval": self.approval,
        }

    def places(self, party: Party) -> int:
        """Return how much of a slot's capacity a party takes."""
        return party.places(self.unit)

    def is_too_big(self, party: Party) -> bool:
        """Say whether more come than one party may be."""
        size = party.persons if self.unit == "families" else self.places(party)
        return self.most_per_party is not None and size > self.most_per_party

    def accepts(self, residence: str) -> bool:
        """Say whether someone with this answer to "residence" may book."""
        return not self.who or residence in self.who

    def needs_approval(self, day: date) -> bool:
        """Say whether a booking for that day waits for a decision; weekends are Saturday and Sunday."""
        return self.approval == "always" or (self.approval == "weekends" and day.weekday() >= 5)

    def opens_at(self, day: date) -> datetime:
        """Return when slots on ``day`` open for booking."""
        return self.release.opens_at(day, self.closed_days.is_closed)

    def periods(self, day: date) -> tuple[tuple[str, date, int], ...]:
        """Return (per, first day, limit) for each limit that a booking on ``day`` counts against."""
        return tuple((per, period_start(per, day), self.limits[per]) for per in sorted(self.limits))


def period_start(per: str, day: date) -> date:
    """Return the first day of the day, week (Monday) or month that ``day`` is in."""
    if per == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if per == "month" else day


def unit_word(unit: str) -> Message:
    """Return the counter word of a unit: 人, 人（子ども）, 組."""
    return Message(UNIT_WORDS[unit])


def _limits(value: Any, where: str) -> dict[str, int]:
    found = only(value, set(PERIODS), where)
    return {per: whole(most, f"{where}.{per}", least=1) for per, most in found.items() if most is not None}


_READERS: Mapping[str, Callable[[Any, str], Any]] = {
    "unit": lambda value, where: one_of(value, UNITS, where),
    "most_per_party": lambda value, where: whole_or_none(value, where, least=1),
    "release": Release.from_json,
    "closes": Deadline.from_json,
    "cancel_until": Deadline.from_json,
    "web_quota": whole_or_none,
    "web_returns_on_day": flag,
    "who": lambda value, where: tuple(one_of(one, WHO, where) for one in items(value, where)),
    "needs_child": flag,
    "ages": Ages.from_json,
    "limits": _limits,
    "closed_days": ClosedDays.from_json,
    "few_left": whole,
    "approval": lambda value, where: one_of(value, APPROVALS, where),
}
