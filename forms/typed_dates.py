"""Dates as people type them: 令和6.4.1, R6/4/1, 昭和55年4月1日, 20260401, 2026-4-1, in one text or in parts."""

from __future__ import annotations

import calendar
import re
from datetime import date

from forms.definition import Text
from forms.eras import MONTHS, Era, era_named, in_era, written
from forms.messages import Message, message
from forms.widths import narrow

Label = Text | Message
"""What a message calls the question."""

_ERA = r"(?P<era>西暦|令和|平成|昭和|大正|明治|[令平昭大明RHSTMrhstm])?"
_SPLIT = re.compile(
    _ERA + r"\.?(?P<year>\d{1,4})[年./\-,、・](?P<month>\d{1,2})[月./\-,、・](?P<day>\d{1,2})日?"
)
_JOINED = re.compile(_ERA + r"(?P<year>\d{2}|\d{4})(?P<month>\d\d)(?P<day>\d\d)")
_YEAR = re.compile(_ERA + r"\.?(?P<year>\d{1,4})年?")
_TAIL = re.compile(r"(\([月火水木金土日祝・]+(曜日?)?\)|[月火水木金土日]曜日?)?(生まれ|生)?$")
_KANJI_NUMBER = re.compile("[〇一二三四五六七八九十]+")
_FIRST_YEAR = re.compile("元(?=年|[./-]|$)")
_KANJI_DIGITS = {kanji: number for number, kanji in enumerate("〇一二三四五六七八九")}


class NotADay(ValueError):
    """No day was understood; ``part`` is "year", "month" or "day", where there are parts."""

    def __init__(self, part: str, text: Message) -> None:
        super().__init__(str(text))
        self.part = part
        self.text = text


def day_from_text(label: Label, text: str) -> date:
    """Read a date typed in one piece; NotADay with what to do."""
    plain = _TAIL.sub("", _digits(text))
    found = _SPLIT.fullmatch(plain) or _JOINED.fullmatch(plain)
    if found is None:
        raise NotADay("year", _unclear(label))
    year, month, day = (int(found[name]) for name in ("year", "month", "day"))
    return _day(label, found["era"] or "", year, month, day)


def day_from_parts(label: Label, era: str, year: str, month: str, day: str) -> date:
    """Read a date from its typed parts; ``era`` is the key of an era or "" and counts only if ``year`` has none."""
    found = _YEAR.fullmatch(_digits(year))
    if found is None:
        raise NotADay(
            "year", message("{label}の年を数字で入力してください（例：2026、令和8）。", label=label)
        )
    numbers = _month(label, month), _day_number(label, day)
    return _day(label, found["era"] or era, int(found["year"]), *numbers)


def _digits(text: str) -> str:
    """Return ``text`` narrow, with 元年 and kanji numbers as digits."""
    plain = _FIRST_YEAR.sub("1", narrow(text))
    return _KANJI_NUMBER.sub(lambda found: str(_from_kanji(found.group())), plain)


def _from_kanji(kanji: str) -> str:
    """Return the digits of 二〇二六 or 三十一 (below 100 where 十 is in it)."""
    if "十" not in kanji:
        return "".join(str(_KANJI_DIGITS[one]) for one in kanji)
    tens, _, ones = kanji.partition("十")
    digits = [_KANJI_DIGITS.get(tens[-1:] or "一", 0), _KANJI_DIGITS.get(ones[:1] or "〇", 0)]
    return "".join(map(str, digits))


def _month(label: Label, text: str) -> int:
    found = re.fullmatch(r"(\d{1,2})月?", _digits(text))
    if found is None or not 1 <= int(found[1]) <= 12:
        raise NotADay(
            "month", message("{label}の月は1から12までの数字で入力してください（例：4）。", label=label)
        )
    return int(found[1])


def _day_number(label: Label, text: str) -> int:
    found = re.fullmatch(r"(\d{1,2})日?", _digits(text))
    if found is None:
        raise NotADay(
            "day", message("{label}の日は1から31までの数字で入力してください（例：1）。", label=label)
        )
    return int(found[1])


def _day(label: Label, era_name: str, year: int, month: int, day: int) -> date:
    era = era_named(era_name)
    if era is None and year < 1000:
        raise NotADay("year", _which_calendar(label))
    in_western = era is None or year >= 1000
    western = year if in_western or era is None else era.western(year)
    found = _calendar_day(label, western, month, day)
    if era is not None:
        _check_era(label, era, found, year)
    return found


def _calendar_day(label: Label, year: int, month: int, day: int) -> date:
    if not 1 <= month <= 12:
        raise NotADay(
            "month", message("{label}の月は1から12までの数字で入力してください（例：4）。", label=label)
        )
    last = calendar.monthrange(min(year, 9999), month)[1]
    if not 1 <= day <= last:
        raise NotADay(
            "day",
            message(
                "{label}は、ない日付になっています。{year}年{month}月は{last}日までです。日を入力し直してください。",
                label=label, year=year, month=MONTHS[month - 1], last=last,
            ),
        )  # fmt: skip
    return date(year, month, day)


def _check_era(label: Label, era: Era, found: date, year: int) -> None:
    """Refuse a day outside its era with the reason, and propose the same day as it is really called."""
    if found < era.first:
        raise NotADay("year", _too_early(label, era, found))
    if found > era.last:
        raise NotADay("year", _too_late(label, era, found))
    if year == 0:
        raise NotADay("year", _which_calendar(label))


def _too_early(label: Label, era: Era, found: date) -> Message:
    return message(
        "{label}を確かめてください。{era}元年は{month}月{day}日からです。{right}ですか。",
        label=label, era=era.name, month=MONTHS[era.first.month - 1], day=era.first.day, right=_right(found),
    )  # fmt: skip


def _too_late(label: Label, era: Era, found: date) -> Message:
    return message(
        "{label}を確かめてください。{era}{year}年は{month}月{day}日までです。{right}ですか。",
        label=label, era=era.name, year=era.year_of(era.last), month=MONTHS[era.last.month - 1],
        day=era.last.day, right=_right(found),
    )  # fmt: skip


def _right(day: date) -> Text:
    return Text(in_era(day), en=written(day).en)


def _which_calendar(label: Label) -> Message:
    return message(
        "{label}の年は、西暦なら4けた（例：1980）、和暦なら元号から（例：昭和55）入力してください。",
        label=label,
    )


def _unclear(label: Label) -> Message:
    return message(
        "{label}を読み取れませんでした。2026年4月1日、令和8年4月1日、2026/4/1 のように入力してください。",
        label=label,
    )
