"""Every rule of every kind, and something typed that breaks it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

FRUIT = {"options": [{"value": "apple", "label": "りんご"}, {"value": "pear", "label": "なし"}]}
FRUIT_OR_OTHER = {**FRUIT, "other": True}


@dataclass(frozen=True)
class Broken:
    """A rule, what breaks it (texts by part), and the part that the problem must point to."""

    rule: str
    typed: Mapping[str, str | Sequence[str]]
    part: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)


def _day(year: str, month: str = "4", day: str = "1", era: str = "") -> dict[str, str]:
    return {"era": era, "year": year, "month": month, "day": day}


def _child(row: int = 0, **parts: str) -> dict[str, str]:
    """Return a whole child, with ``parts`` in place of what is right (born_year for "born-year")."""
    right = {"family": "山田", "given": "花子", "born_year": "2022", "born_month": "5", "born_day": "1"}
    names = {"family_kana": "family_kana", "given_kana": "given_kana"}
    return {
        f"{row}-{names.get(part, part.replace('_', '-'))}": text for part, text in (right | parts).items()
    }


_DAYS = (
    Broken("unclear", {"year": "4月の初めごろ"}, "year"),
    Broken("no year", _day(""), "year"),
    Broken("no month", _day("2024", month=""), "month"),
    Broken("no day", _day("2024", day=""), "day"),
    Broken("no such month", _day("2024", month="13"), "month"),
    Broken("no such month in one text", {"year": "2024/13/1"}, "month"),
    Broken("no such day", _day("2024", "2", "30"), "day"),
    Broken("year in words", _day("たつ"), "year"),
    Broken("month in words", _day("2024", "うづき"), "month"),
    Broken("day in words", _day("2024", day="ついたち"), "day"),
    Broken("year of two digits", _day("24"), "year"),
    Broken("after the era", _day("昭和64", "1", "8"), "year"),
    Broken("before the era", _day("令和1", "4", "30"), "year"),
    Broken("long", _day("2" * 41), "year"),
)

BROKEN: dict[str, tuple[Broken, ...]] = {
    "text": (
        Broken("missing", {"": "　"}),
        Broken("long", {"": "あ" * 101}),
        Broken("digits", {"": "A1"}, settings={"only": "digits"}),
        Broken("code", {"": "あ1"}, settings={"only": "code"}),
    ),
    "long_text": (Broken("missing", {"": "\r\n"}), Broken("long", {"": "あ\n" * 600})),
    "number": (
        Broken("missing", {"": " "}),
        Broken("long", {"": "9" * 21}),
        Broken("not a number", {"": "三人くらい"}),
        Broken("whole", {"": "1.5"}),
        Broken("decimals", {"": "1.55"}, settings={"decimals": 1}),
        Broken("minimum", {"": "０"}, settings={"minimum": 1, "unit": "人"}),
        Broken("maximum", {"": "５"}, settings={"maximum": 4, "unit": "人"}),
    ),
    "yes_no": (Broken("missing", {}), Broken("neither", {"": "たぶん"})),
    "choice": (
        Broken("missing", {}, settings=FRUIT),
        Broken("not listed", {"": "orange"}, settings=FRUIT),
        Broken("other without words", {"": "other", "other": " "}, "other", FRUIT_OR_OTHER),
        Broken("other too long", {"": "other", "other": "柿" * 101}, "other", FRUIT_OR_OTHER),
    ),
    "choices": (
        Broken("missing", {}, settings=FRUIT),
        Broken("not listed", {"": ["apple", "orange"]}, settings=FRUIT),
        Broken("too few", {"": ["apple"]}, settings={**FRUIT, "minimum": 2}),
        Broken("too many", {"": ["apple", "pear"]}, settings={**FRUIT, "maximum": 1}),
        Broken("other without words", {"": ["apple", "other"], "other": ""}, "other", FRUIT_OR_OTHER),
        Broken("other too long", {"": ["other"], "other": "柿" * 101}, "other", FRUIT_OR_OTHER),
    ),
    "select": (Broken("missing", {"": ""}, settings=FRUIT), Broken("not listed", {"": "x"}, settings=FRUIT)),
    "date": (
        Broken("missing", _day("", "", " "), "year"),
        *_DAYS,
        Broken("too early", _day("2026"), "year", {"minimum": {"fact": "today"}}),
        Broken("too late", _day("2027"), "year", {"maximum": {"fact": "today", "months": 1}}),
    ),
    "time": (
        Broken("missing", {"": "　"}),
        Broken("long", {"": "9" * 41}),
        Broken("unclear", {"": "朝のうち"}),
        Broken("no such time", {"": "24:00"}),
        Broken("too early", {"": "８時"}, settings={"minimum": "09:00"}),
        Broken("too late", {"": "午後６時"}, settings={"maximum": "17:00"}),
        Broken("off the step", {"": "9:10"}, settings={"step": 15}),
    ),
    "birth_date": (
        Broken("missing", _day("", "", "", era="showa"), "year"),
        *_DAYS,
        Broken("outside the chosen era", _day("64", "1", "8", era="showa"), "year"),
        Broken("in the future", _day("2030"), "year"),
        Broken("older than anybody", _day("1800"), "year"),
    ),
    "name": (
        Broken("missing", {"family": " ", "given": "　"}, "family"),
        Broken("no family name", {"family": "", "given": "花子"}, "family"),
        Broken("no given name", {"family": "山田", "given": ""}, "given"),
        Broken("long", {"family": "山田", "given": "花" * 51}, "given"),
    ),
    "kana": (
        Broken("missing", {"family": "", "given": ""}, "family"),
        Broken("no family name", {"family": "", "given": "はなこ"}, "family"),
        Broken("no given name", {"family": "やまだ", "given": ""}, "given"),
        Broken("not kana", {"family": "山田", "given": "はなこ"}, "family"),
        Broken("long", {"family": "やまだ", "given": "は" * 51}, "given"),
        Broken("long and not kana", {"family": "山" * 51, "given": "はなこ"}, "family"),
    ),
    "email": (
        Broken("missing", {"": ""}),
        Broken("no at sign", {"": "hanako.example.jp"}),
        Broken("no domain", {"": "hanako@example"}),
        Broken("malformed", {"": "hana..ko@example.jp"}),
        Broken("long", {"": "h" * 255 + "@example.jp"}),
    ),
    "phone": (
        Broken("missing", {"": ""}),
        Broken("not digits", {"": "なし"}),
        Broken("without area code", {"": "1234-5678"}),
        Broken("digits missing", {"": "090-1234-567"}),
        Broken("abroad", {"": "+1 212 555 0123"}),
        Broken("long", {"": "0" * 41}),
    ),
    "postal_address": (
        Broken("missing", {"postal_code": "", "area": " "}, "postal_code"),
        Broken("no postal code", {"area": "東京都港区六本木", "street": "1"}, "postal_code"),
        Broken("wrong postal code", {"postal_code": "106-003", "area": "港区", "street": "1"}, "postal_code"),
        Broken("no area", {"postal_code": "106-0032", "street": "1"}, "area"),
        Broken("no street", {"postal_code": "106-0032", "area": "東京都港区六本木"}, "street"),
        Broken(
            "long",
            {"postal_code": "106-0032", "area": "港区", "street": "1", "building": "館" * 101},
            "building",
        ),
    ),
    "children": (
        Broken("missing", {"0-family": "", "0-born-era": "reiwa"}, "0-family"),
        Broken("fewer than must be", _child(), "1-family", {"minimum": 2}),
        Broken("too many", _child(0) | _child(1), "1-family", {"maximum": 1}),
        Broken("no family name", _child(family=" "), "0-family"),
        Broken("no given name", _child(0) | _child(1, given=""), "1-given"),
        Broken("long name", _child(given="花" * 51), "0-given"),
        Broken("no reading", _child(given_kana="はなこ"), "0-family_kana", {"kana": True}),
        Broken(
            "reading not kana", _child(family_kana="山田", given_kana="ハナ"), "0-family_kana", {"kana": True}
        ),
        Broken("no birth date", _child(born_year="", born_month="", born_day=""), "0-born-year"),
        Broken("half a birth date", _child(born_month=""), "0-born-month"),
        Broken("no such day", _child(born_month="2", born_day="30"), "0-born-day"),
        Broken("in the future", _child(born_year="2030"), "0-born-year"),
    ),
    "files": (
        Broken("missing", {}),
        Broken("not sent here", {"": ["licence-token", "stolen-token"]}),
        Broken("too many", {"": ["licence-token", "proof-token"]}, settings={"maximum": 1}),
    ),
    "consent": (Broken("missing", {}), Broken("not ticked", {"": "no"})),
}
"""By kind; what holds for all kinds alike (far too long, broken letters) is generated in the test."""
