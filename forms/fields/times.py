"""Questions answered with a time of day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import time
from typing import Any

from forms.definition import Field
from forms.fields.kind import NO_FACTS, Facts, Given, Hints, Kind, Unreadable
from forms.fields.settings import clock, is_clock, is_positive, whole, wrong_settings
from forms.fields.typed import refuse_long, text_of
from forms.messages import Message, message
from forms.widths import narrow

_MOST = 40

_TIME = re.compile(
    r"""(?P<before>午前|午後|am|pm)?
    (?P<hour>\d{1,2})
    (?: [:時.] (?: (?P<minute>\d\d) 分? | (?P<few>\d) 分 | (?P<half>半) )? (?: :00 )?
      | (?P<joined>\d\d) )?
    (?P<after>am|pm)?""",
    re.VERBOSE,
)


class TimeOfDay(Kind):
    """A time of day: 9:30, 930, 午後1時半; ``step`` in minutes."""

    name = "time"
    title = message("時刻")
    example = "9:30"
    compares_as = "time"
    allowed_settings = frozenset({"minimum", "maximum", "step"})

    def input_hints(self, field: Field, part: str) -> Hints:
        """Return a narrow input."""
        return Hints(message("{label}", label=field.label), width=8)

    def read(self, field: Field, given: Given, facts: Facts) -> time:
        """Return the time, to the minute."""
        typed = text_of(given)
        refuse_long(field.label, "", typed, _MOST)
        answer = _time(field, typed)
        problem = _outside(field, answer) or _off_step(field, answer)
        if problem:
            raise Unreadable(("", problem))
        return answer

    def write(self, field: Field, answer: Any) -> dict[str, list[str]]:
        """Return 9:30."""
        return {"": [_clock(answer)]}

    def show(self, field: Field, answer: Any, language: str = "ja", facts: Facts = NO_FACTS) -> str:
        """Return 9:30."""
        return _clock(answer)

    def dump(self, answer: Any) -> Any:
        """Return 09:30."""
        return f"{answer:%H:%M}"

    def load(self, data: Any) -> Any:
        """Return the time."""
        return time.fromisoformat(data)

    def setting_problems(self, field: Field) -> Iterator[Message]:
        """Yield settings of a wrong shape."""
        yield from super().setting_problems(field)
        yield from wrong_settings(field, {"minimum": is_clock, "maximum": is_clock, "step": is_positive})


def _time(field: Field, typed: str) -> time:
    found = _TIME.fullmatch(narrow(typed).lower().replace("正午", "12時"))
    hour, minute = (_hour(found), _minute(found)) if found else (24, 0)
    if hour > 23 or minute > 59:
        sentence = message("{label}は 9:30 や 午後1時30分 のように入力してください。", label=field.label)
        raise Unreadable(("", sentence))
    return time(hour, minute)


def _hour(found: re.Match[str]) -> int:
    hour, half = int(found["hour"]), found["before"] or found["after"]
    if half is None:
        return hour
    if hour > 12:
        return hour if half in ("午後", "pm") else 24
    return hour % 12 + (12 if half in ("午後", "pm") else 0)


def _minute(found: re.Match[str]) -> int:
    return 30 if found["half"] else int(found["minute"] or found["few"] or found["joined"] or "0")


def _clock(value: time) -> str:
    return f"{value.hour}:{value.minute:02}"


def _outside(field: Field, answer: time) -> Message | None:
    least, most = clock(field, "minimum"), clock(field, "maximum")
    if least is not None and answer < least:
        return message(
            "{label}は{time}か、それより後の時刻にしてください。", label=field.label, time=_clock(least)
        )
    if most is not None and answer > most:
        return message(
            "{label}は{time}か、それより前の時刻にしてください。", label=field.label, time=_clock(most)
        )
    return None


def _off_step(field: Field, answer: time) -> Message | None:
    step = whole(field, "step", 1)
    if (answer.hour * 60 + answer.minute) % step == 0:
        return None
    return message("{label}は{step}分きざみで入力してください。", label=field.label, step=step)
