"""The inputs of the page on which staff describe a procedure: what stands in them, and what was typed as details."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from blueprints.staff.problems import Slip
from domain.clock import day_of, in_tokyo, moment_of
from domain.procedures.details import TEXTS, Details
from forms.definition import LANGUAGES, Text
from forms.messages import for_staff
from forms.typed_dates import NotADay, day_from_text
from forms.widths import many_lines, narrow, one_line

NUMBERS = ("retention_months", "due_days", "most_cases", "most_sum")
PLAIN = ("layout", "sum_field", "elsewhere_url")
RELATED, MOST_LINES = 6, 20
"""How many lines there are at least for procedures that often follow, and at most."""

Typed = Mapping[str, Sequence[str]]

_PARTS = re.compile(r"[\n、，,]+")
_CLOCK = re.compile(r"([01]?\d|2[0-3])[:時](?:([0-5]\d)分?)?")


@dataclass
class Titles:
    """Procedures by what staff read: the title, with the address's name where two have the same."""

    slugs: Mapping[str, str]
    """Slug -> title."""
    names: Mapping[str, str] = field(init=False)
    """Slug -> the words that name it."""

    def __post_init__(self) -> None:
        """Tell apart what has the same title."""
        titles = list(self.slugs.values())
        self.names = {
            slug: title if titles.count(title) == 1 else f"{title}（{slug}）"
            for slug, title in self.slugs.items()
        }

    def slug_of(self, typed: str) -> str:
        """Return the slug that was meant; what was typed where nothing is called so."""
        found = {name: slug for slug, name in self.names.items()}
        return found.get(typed, typed)


def inputs_of(details: Details, titles: Titles) -> dict[str, list[str]]:
    """Return what stands in the inputs: name -> texts."""
    texts = {f"{name}-{code}": getattr(getattr(details, name), code) for name in TEXTS for code in LANGUAGES}
    numbers = {name: getattr(details, name) for name in NUMBERS}
    plain = {name: getattr(details, name) for name in PLAIN}
    one = {**texts, **{name: "" if value is None else str(value) for name, value in numbers.items()}, **plain}
    one |= _moment_inputs("opens", details.opens_at) | _moment_inputs("closes", _inside(details.closes_at))
    return {
        **{name: [text] for name, text in one.items()},
        "life_events": list(details.life_events),
        "synonyms": ["、".join(details.synonyms)],
        **{f"related-{n}": [titles.names.get(slug, slug)] for n, slug in enumerate(details.related)},
    }


def related_in(typed: Typed) -> list[str]:
    """Return what is named as related, in order, empty lines left out."""
    lines = (one_line(_one(typed, f"related-{number}")) for number in range(MOST_LINES))
    return [line for line in lines if line]


def read_inputs(typed: Typed, titles: Titles) -> tuple[Details | None, tuple[Slip, ...]]:
    """Return the details that were typed, or what of it cannot be understood."""
    problems: list[Slip] = []

    def tried(name: str, read: Callable[[str], Any], say: str) -> Any:
        try:
            return read(_one(typed, name))
        except (ValueError, NotADay):
            problems.append(Slip(name, for_staff(say)))
            return None

    said: dict[str, Any] = {name: _text(typed, name) for name in TEXTS}
    for name in NUMBERS:
        said[name] = tried(name, _number, "数字で入れてください（例：12）。")
    for name, otherwise in (("opens", time()), ("closes", None)):
        on = tried(f"{name}_on", _day, "日付を入れてください（例：2026-04-01）。")
        at = tried(f"{name}_time", _clock, "時刻を入れてください（例：9:00）。")
        said[f"{name}_at"] = _moment(on, at, otherwise)
        if on is None and at is not None:
            problems.append(Slip(f"{name}_on", for_staff("時刻だけでなく、日付も入れてください。")))
    said |= {name: one_line(_one(typed, name)) for name in PLAIN}
    said["life_events"] = tuple(typed.get("life_events", ()))
    words = _PARTS.split(many_lines(_one(typed, "synonyms")))
    said["synonyms"] = tuple(dict.fromkeys(word for one in words if (word := one_line(one))))
    said["related"] = tuple(map(titles.slug_of, related_in(typed)))
    return (None if problems else Details(**said)), tuple(problems)


def _one(typed: Typed, name: str) -> str:
    return next(iter(typed.get(name, ())), "")


def _text(typed: Typed, name: str) -> Text:
    clean = one_line if name == "title" else many_lines
    return Text(**{code: clean(_one(typed, f"{name}-{code}")) for code in LANGUAGES})


def _number(text: str) -> int | None:
    """Read a whole number in any width, with commas; None for nothing; ValueError."""
    plain = narrow(text).replace(",", "")
    if not plain:
        return None
    if not (plain.isascii() and plain.isdecimal() and len(plain) <= 12):
        raise ValueError(text)
    return int(plain)


def _day(text: str) -> date | None:
    return day_from_text("日付", text) if text.strip() else None


def _clock(text: str) -> time | None:
    plain = narrow(text)
    if not plain:
        return None
    found = _CLOCK.fullmatch(plain)
    if found is None:
        raise ValueError(text)
    return time(int(found[1]), int(found[2] or 0))


def _moment(on: date | None, at: time | None, otherwise: time | None) -> datetime | None:
    """Return a moment in Tokyo; a closing day without a time is open to its end."""
    if on is None:
        return None
    if at is None and otherwise is None:
        return moment_of(on + timedelta(days=1), time())
    return moment_of(on, at or otherwise or time())


def _inside(closes_at: datetime | None) -> datetime | None:
    """Return a closing moment, midnight as 24:00 of the day that ends with it: its day without a time."""
    is_midnight = closes_at is not None and in_tokyo(closes_at).time() == time()
    return closes_at - timedelta(days=1) if closes_at and is_midnight else closes_at


def _moment_inputs(name: str, moment: datetime | None) -> dict[str, str]:
    if moment is None:
        return {f"{name}_on": "", f"{name}_time": ""}
    at = in_tokyo(moment)
    return {
        f"{name}_on": day_of(moment).isoformat(),
        f"{name}_time": f"{at:%H:%M}" if at.time() != time() else "",
    }
