"""Japanese eras (元号): in which era a day lies, and how a day is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from forms.definition import Text


@dataclass(frozen=True)
class Era:
    """One era; on the day of change both names are right until 平成 (昭和64年1月7日 / 平成元年1月8日)."""

    key: str
    name: Text
    letter: str
    first: date
    last: date

    def year_of(self, day: date) -> int:
        """Return the year of the era, 1 for 元年."""
        return day.year - self.first.year + 1

    def western(self, year: int) -> int:
        """Return the Western year of a year of this era."""
        return self.first.year + year - 1


ERAS = (
    Era("reiwa", Text("令和", easy="令和（れいわ）", en="Reiwa"), "R", date(2019, 5, 1), date.max),
    Era(
        "heisei", Text("平成", easy="平成（へいせい）", en="Heisei"), "H", date(1989, 1, 8), date(2019, 4, 30)
    ),
    Era(
        "showa", Text("昭和", easy="昭和（しょうわ）", en="Showa"), "S", date(1926, 12, 25), date(1989, 1, 7)
    ),
    Era(
        "taisho",
        Text("大正", easy="大正（たいしょう）", en="Taisho"),
        "T",
        date(1912, 7, 30),
        date(1926, 12, 25),
    ),
    Era("meiji", Text("明治", easy="明治（めいじ）", en="Meiji"), "M", date(1868, 1, 25), date(1912, 7, 30)),
)
"""Newest first; 改元の詔書・政令 of each change."""

_NAMES = {
    name: era
    for era in ERAS
    for name in (era.key, era.name.ja, era.name.ja[0], era.letter, era.letter.lower())
}
_ENGLISH_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
MONTHS = tuple(Text(str(number), en=name) for number, name in enumerate(_ENGLISH_MONTHS, 1))
"""What stands for a month in a date, January first: 5, in English May."""


def era_named(name: str) -> Era | None:
    """Return the era called "reiwa", "令和", "令", "R" or "r"."""
    return _NAMES.get(name)


def era_of(day: date) -> Era | None:
    """Return the era of a day (the new one on a day of change), None before 明治."""
    return next((era for era in ERAS if era.first <= day), None)


def in_era(day: date) -> str:
    """Write a day as 令和元年5月1日; days before 明治 as 1867年1月1日."""
    era = era_of(day)
    year = f"{era.name.ja}{_year(era.year_of(day))}" if era else str(day.year)
    return f"{year}年{day.month}月{day.day}日"


def written(day: date) -> Text:
    """Write a day for people: 令和6年4月1日（2024年）, 2024年4月1日（令和6年）, 1 April 2024."""
    era = era_of(day)
    if era is None:
        return Text(in_era(day), en=_english(day))
    year = _year(era.year_of(day))
    easy = f"{day.year}年{day.month}月{day.day}日（{era.name.ja}{year}年）"
    return Text(f"{in_era(day)}（{day.year}年）", easy=easy, en=_english(day))


def _year(year: int) -> str:
    return "元" if year == 1 else str(year)


def _english(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1].en} {day.year}"
