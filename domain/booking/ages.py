"""Ages on the day of use, and which children may come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.booking.settings import RulesError, flag, only, whole, whole_or_none


def months_old(born: date, on: date) -> int:
    """Return completed months of age; negative before birth.

    Who was born on the 29th to 31st completes a month without that day on the 1st after it.
    """
    months = (on.year - born.year) * 12 + on.month - born.month
    return months - 1 if on.day < born.day else months


def enters_school_on(born: date) -> date:
    """Return 1 April on which a child enters primary school.

    Who was born up to and including 1 April enters a year earlier (学校教育法 第17条,
    年齢計算ニ関スル法律: the sixth year is complete on the eve of the birthday).
    """
    years = 6 if (born.month, born.day) <= (4, 1) else 7
    return date(born.year + years, 4, 1)


def is_preschool(born: date, on: date) -> bool:
    """Say whether a child born that day is 未就学 on the day of use."""
    return on < enters_school_on(born)


@dataclass(frozen=True)
class Ages:
    """Which children may come, counted on the day of use."""

    from_months: int = 0
    to_months: int | None = None
    """First age in months that is too old: 18 lets come who is under a year and a half."""
    preschool: bool = True
    sibling_school_age: bool = False
    """A school-age child may come too, if a child who fits comes along."""

    @classmethod
    def from_json(cls, data: Any, where: str = "ages") -> Ages:
        """Read the rule; RulesError names the place."""
        found = only(data, {"from_months", "to_months", "preschool", "sibling_school_age"}, where)
        ages = cls(
            from_months=whole(found.get("from_months", 0), f"{where}.from_months"),
            to_months=whole_or_none(found.get("to_months"), f"{where}.to_months", least=1),
            preschool=flag(found.get("preschool", True), f"{where}.preschool"),
            sibling_school_age=flag(found.get("sibling_school_age", False), f"{where}.sibling_school_age"),
        )
        if ages.to_months is not None and ages.to_months <= ages.from_months:
            raise RulesError(f"{where}.to_months: must be above from_months")
        return ages

    def to_json(self) -> dict[str, Any]:
        """Return JSON that reads back the same."""
        return {
            "from_months": self.from_months,
            "to_months": self.to_months,
            "preschool": self.preschool,
            "sibling_school_age": self.sibling_school_age,
        }

    def misfits(self, births: Sequence[date], on: date) -> tuple[int, ...]:
        """Return the places in ``births`` of the children who may not come that day."""
        wrong = tuple(place for place, born in enumerate(births) if not self.fits(born, on))
        if not self.sibling_school_age or len(wrong) == len(births):
            return wrong
        return tuple(place for place in wrong if is_preschool(births[place], on))

    def fits(self, born: date, on: date) -> bool:
        """Say whether a child may come by its own age."""
        months = months_old(born, on)
        is_old_enough = months >= self.from_months and born <= on
        is_young_enough = self.to_months is None or months < self.to_months
        return is_old_enough and is_young_enough and (not self.preschool or is_preschool(born, on))
