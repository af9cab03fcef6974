"""How letters write days, times and numbers of people in each language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from forms.eras import MONTHS

_WEEKDAYS = "月火水木金土日"
_ENGLISH_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class Wording:
    """One language of letters; moments are on Tokyo's clock already."""

    day: Callable[[date], str]
    span: Callable[[datetime, datetime], str]
    party: Callable[[int, int], str]
    space: str
    """What stands between a facility and its room."""
    return_reasons: Mapping[str, str]


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日（{_WEEKDAYS[day.weekday()]}）"


def _easy_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日（{_WEEKDAYS[day.weekday()]}曜日）"


def _english_day(day: date) -> str:
    return f"{_ENGLISH_DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1].en} {day.year}"


def _clock(moment: datetime) -> str:
    return f"{moment.hour}:{moment:%M}"


def _easy_clock(moment: datetime) -> str:
    half = "午前" if moment.hour < 12 else "午後"
    minutes = f"{moment.minute}分" if moment.minute else ""
    return f"{half}{(moment.hour - 1) % 12 + 1 if moment.hour else 0}時{minutes}"


def _span(starts: datetime, ends: datetime) -> str:
    return f"{_day(starts)} {_clock(starts)}〜{_clock(ends)}"


def _easy_span(starts: datetime, ends: datetime) -> str:
    return f"{_easy_day(starts)} {_easy_clock(starts)} から {_easy_clock(ends)} まで"


def _english_span(starts: datetime, ends: datetime) -> str:
    return f"{_english_day(starts)}, {_clock(starts)}–{_clock(ends)}"


def _party(adults: int, children: int) -> str:
    return f"大人{adults}人・子ども{children}人"


def _easy_party(adults: int, children: int) -> str:
    return f"おとな {adults}人、こども {children}人"


def _english_party(adults: int, children: int) -> str:
    grown = "1 adult" if adults == 1 else f"{adults} adults"
    return f"{grown}, 1 child" if children == 1 else f"{grown}, {children} children"


WORDINGS: Mapping[str, Wording] = {
    "ja": Wording(
        day=_day,
        span=_span,
        party=_party,
        space="　",
        return_reasons={
            "wrong": "内容に誤りがあります",
            "missing": "記入または添付が足りません",
            "out_of_date": "内容が古くなっています",
        },
    ),
    "easy": Wording(
        day=_easy_day,
        span=_easy_span,
        party=_easy_party,
        space="　",
        return_reasons={
            "wrong": "まちがっています",
            "missing": "たりません",
            "out_of_date": "古いです",
        },
    ),
    "en": Wording(
        day=_english_day,
        span=_english_span,
        party=_english_party,
        space=", ",
        return_reasons={
            "wrong": "This is not correct",
            "missing": "Something is missing",
            "out_of_date": "This is out of date",
        },
    ),
}
