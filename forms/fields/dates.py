"""Questions answered with a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from forms.arithmetic import add_days, add_months
from forms.definition import Field, Text
from forms.eras import ERAS, written
from forms.fields.kind import NO_FACTS, Facts, Given, Hints, Kind, Option, Unreadable
from forms.fields.settings import flag, is_day, is_flag, wrong_settings
from forms.fields.typed import Collected, any_text, refuse_long, text_of
from forms.messages import Message, message
from forms.typed_dates import Label, NotADay, day_from_parts, day_from_text

DAY_PARTS = ("year", "month", "day")
BIRTH_PARTS = ("era", *DAY_PARTS)
WESTERN = "western"
"""The calendar that is no era; it is also what nothing chosen means."""

_MOST = 40
_OLDEST = 130
"""Years; nobody is older, so an earlier birth is a slip of the hand."""

_LABELS = {
    "year": Text("年", easy="年（ねん）", en="Year"),
    "month": Text("月", easy="月（がつ）", en="Month"),
    "day": Text("日", easy="日（にち）", en="Day"),
}
"""Not sentences of the catalogues: there 月 and 日 are Monday and Sunday."""


class Day(Kind):
    """A day, in three typed fields or one pasted text, 和暦 or 西暦."""

    name = "date"
    title = message("日付")
    example = Text("2026年4月1日", en="2026-04-01")
    compares_as = "date"
    allowed_settings = frozenset({"minimum", "maximum"})

    def parts(self, field: Field, given: Given) -> tuple[str, ...]:
        """Return year, month, day."""
        return DAY_PARTS

    def input_hints(self, field: Field, part: str) -> Hints:
        """Return one of three narrow inputs; the year takes 令和8 too."""
        return day_hints(part)

    def read(self, field: Field, given: Given, facts: Facts) -> date:
        """Return the day; Unreadable names the part that is wrong."""
        day = read_day(field.label, given)
        problem = _too_soon(field, day, facts) or _too_late(field, day, facts)
        if problem:
            raise Unreadable(("year", problem))
        return day

    def write(self, field: Field, answer: Any) -> dict[str, list[str]]:
        """Return the parts in 西暦."""
        return write_day(answer)

    def show(self, field: Field, answer: Any, language: str = "ja", facts: Facts = NO_FACTS) -> str:
        """Return 令和8年4月1日（2026年）, in English 1 April 2026."""
        return written(answer).shown_in(language)

    def export(self, field: Field, answer: Any) -> tuple[str, ...]:
        """Return the ISO date."""
        return (answer.isoformat(),)

    def dump(self, answer: Any) -> Any:
        """Return the ISO date."""
        return answer.isoformat()

    def load(self, data: Any) -> Any:
        """Return the day."""
        return date.fromisoformat(data)

    def setting_problems(self, field: Field) -> Iterator[Message]:
        """Yield limits that are neither a day nor counted from a fact."""
        yield from super().setting_problems(field)
        yield from wrong_settings(field, {"minimum": is_day, "maximum": is_day})


class BirthDate(Day):
    """A day of birth: era, year, month, day; never in the future."""

    name = "birth_date"
    title = message("生年月日")
    example = Text("昭和55年4月1日", en="1980-04-01")
    is_personal = True
    allowed_settings = frozenset({"someone_else"})

    def parts(self, field: Field, given: Given) -> tuple[str, ...]:
        """Return era, year, month, day."""
        return BIRTH_PARTS

    def main_part(self, field: Field) -> str:
        """Return the year: the era is chosen already."""
        return "year"

    def is_blank(self, field: Field, given: Given) -> bool:
        """Say whether no digit was typed; an era alone is nothing."""
        return not any_text(given, ("", *DAY_PARTS))

    def input_hints(self, field: Field, part: str) -> Hints:
        """Return the list of eras or one of three narrow inputs."""
        return day_hints(part, is_birthday=not flag(field, "someone_else"))

    def read(self, field: Field, given: Given, facts: Facts) -> date:
        """Return the day; Unreadable where it is in the future or names the part that is wrong."""
        return read_birthday(field.label, given, facts)

    def write(self, field: Field, answer: Any) -> dict[str, list[str]]:
        """Return the parts in 西暦."""
        return {"era": [WESTERN], **write_day(answer)}

    def setting_problems(self, field: Field) -> Iterator[Message]:
        """Yield settings of a wrong shape."""
        yield from Kind.setting_problems(self, field)
        yield from wrong_settings(field, {"someone_else": is_flag})


def day_hints(part: str, *, is_birthday: bool = False) -> Hints:
    """Return how to draw a part of a date; the browser may fill in a birthday of its user."""
    if part == "era":
        eras = tuple(Option(era.key, era.name) for era in ERAS)
        return Hints(
            message("元号"), type="select", width=6, options=(Option(WESTERN, message("西暦")), *eras)
        )
    token = f"bday-{part}" if is_birthday else "off"
    return Hints(_LABELS[part], autocomplete=token, inputmode="numeric", width=6 if part == "year" else 3)


def read_day(label: Label, given: Given) -> date:
    """Read a day from its parts, or from the one part that holds a whole date; Unreadable."""
    texts = {part: text_of(given, part) for part in ("", *DAY_PARTS)}
    filled = [part for part, typed in texts.items() if typed]
    for part in filled:
        refuse_long(label, part or "year", texts[part], _MOST)
    try:
        if len(filled) == 1 and (filled == [""] or len(texts[filled[0]]) > 5):
            return day_from_text(label, texts[filled[0]])
        _refuse_gaps(label, texts)
        return day_from_parts(label, text_of(given, "era"), texts["year"], texts["month"], texts["day"])
    except NotADay as problem:
        raise Unreadable((problem.part, problem.text)) from None


def read_birthday(label: Label, given: Given, facts: Facts) -> date:
    """Read a day of birth; Unreadable where it lies in the future or 130 years back."""
    born = read_day(label, given)
    today = facts.get("today")
    if today and born > today:
        raise Unreadable(("year", _not_born(label, born)))
    if today and today.year - born.year > _OLDEST:
        raise Unreadable(("year", _too_old(label, born)))
    return born


def write_day(day: date) -> dict[str, list[str]]:
    """Return year, month and day as one would type them."""
    return {"year": [str(day.year)], "month": [str(day.month)], "day": [str(day.day)]}


def limit(field: Field, name: str, facts: Facts) -> date | None:
    """Return the fixed day of a setting, or the one counted from a fact; None where the fact is unknown."""
    setting: Any = field.settings.get(name)
    if not is_day(setting):
        return None
    if isinstance(setting, str):
        return date.fromisoformat(setting)
    start = facts.get(setting["fact"])
    months = add_months(start, Decimal(setting.get("months", 0)))
    return add_days(months, Decimal(setting.get("days", 0)))


def _refuse_gaps(label: Label, texts: dict[str, str]) -> None:
    collected = Collected()
    gaps = {
        "year": message("{label}の年を入力してください（例：2026、令和8）。", label=label),
        "month": message("{label}の月を入力してください（例：4）。", label=label),
        "day": message("{label}の日を入力してください（例：1）。", label=label),
    }
    for part, sentence in gaps.items():
        collected.add(part, None if texts[part] else sentence)
    collected.raise_any()


def _not_born(label: Label, born: date) -> Message:
    return message(
        "{label}が{day}になっています。今日より後の日です。年・月・日を確かめてください。",
        label=label, day=written(born),
    )  # fmt: skip


def _too_old(label: Label, born: date) -> Message:
    return message(
        "{label}が{day}になっています。年を確かめてください（例：1980、昭和55）。",
        label=label,
        day=written(born),
    )


def _too_soon(field: Field, day: date, facts: Facts) -> Message | None:
    least = limit(field, "minimum", facts)
    if least is None or day >= least:
        return None
    return message("{label}は{day}か、それより後の日にしてください。", label=field.label, day=written(least))


def _too_late(field: Field, day: date, facts: Facts) -> Message | None:
    most = limit(field, "maximum", facts)
    if most is None or day <= most:
        return None
    return message("{label}は{day}か、それより前の日にしてください。", label=field.label, day=written(most))
