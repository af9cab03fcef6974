"""The rows of one day's sessions as a manager types them: start, end, capacities, places for the web."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import time
from itertools import pairwise

from blueprints.staff.problems import Slip
from domain.booking.planning import Sitting
from forms.messages import message
from forms.widths import narrow

OWN, OFF = "own", "off"
MOST_ROWS, MOST_PLACES = 20, 9999
LONGEST_REASON = 100
NAMES = ("starts", "ends", "open", "hard", "web")
_CLOCK = re.compile(r"([0-9]{1,2})(?::|時)([0-9]{2})分?|([0-9]{1,2})([0-9]{2})|([0-9]{1,2})時?")


@dataclass(frozen=True)
class TypedSitting:
    """One row as it was typed; one that is empty is no session."""

    starts: str = ""
    ends: str = ""
    open: str = ""
    hard: str = ""
    """The capacity that staff cannot pass either; the open one where it is left out."""
    web: str = ""

    @classmethod
    def of(cls, sitting: Sitting) -> TypedSitting:
        """Write a session into a row."""
        web = "" if sitting.web_quota is None else str(sitting.web_quota)
        times = f"{sitting.starts:%H:%M}", f"{sitting.ends:%H:%M}"
        return cls(*times, str(sitting.open_capacity), str(sitting.hard_capacity), web)

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed."""
        return not any(getattr(self, name) for name in NAMES)

    def sitting(self) -> Sitting:
        """Read the row; only where ``wrong`` finds nothing."""
        starts, ends, open_capacity = _clock(self.starts), _clock(self.ends), _number(self.open)
        assert starts is not None and ends is not None and open_capacity is not None
        hard = _number(self.hard) if self.hard else open_capacity
        return Sitting(starts, ends, open_capacity, hard or open_capacity, _number(self.web))

    def wrong(self, row: int) -> Iterator[Slip]:
        """Yield what is to be mended in this row, from 0."""
        number = row + 1
        starts, ends = _clock(self.starts), _clock(self.ends)
        if starts is None:
            yield Slip(
                f"starts-{row}", message("{n}行目のはじまりを 9:30 のように入れてください。", n=number)
            )
        if ends is None or (starts is not None and ends <= starts):
            sentence = message("{n}行目のおわりを、はじまりより後の時刻で入れてください。", n=number)
            yield Slip(f"ends-{row}", sentence)
        yield from self._wrong_places(row)

    def _wrong_places(self, row: int) -> Iterator[Slip]:
        number, places, hard, web = row + 1, _number(self.open), _number(self.hard), _number(self.web)
        if places is None:
            yield Slip(f"open-{row}", message("{n}行目の定員を数で入れてください。", n=number))
        elif self.hard and (hard is None or hard < places):
            sentence = message("{n}行目の上限は、定員以上の数にするか、空欄にしてください。", n=number)
            yield Slip(f"hard-{row}", sentence)
        elif self.web and (web is None or web > places):
            sentence = message("{n}行目のネットの枠は、定員以下の数にするか、空欄にしてください。", n=number)
            yield Slip(f"web-{row}", sentence)


@dataclass(frozen=True)
class TypedDay:
    """The whole page as it was typed."""

    rows: tuple[TypedSitting, ...]
    runs: str = OWN
    """Own sessions, or a day off."""
    reason: str = ""

    @classmethod
    def of(cls, sittings: Sequence[Sitting], reason: str) -> TypedDay:
        """Write a day into the page; one without sessions has an empty row to begin with."""
        rows = tuple(map(TypedSitting.of, sittings)) or (TypedSitting(),)
        return cls(rows, OWN if sittings else OFF, reason)

    @classmethod
    def sent(cls, form: Mapping[str, str]) -> TypedDay:
        """Take what a browser sent."""
        count = sum(1 for row in range(MOST_ROWS) if f"starts-{row}" in form)
        rows = (
            TypedSitting(*(form.get(f"{name}-{row}", "").strip() for name in NAMES)) for row in range(count)
        )
        runs = form.get("runs", "")
        return cls(tuple(rows), runs if runs in (OWN, OFF) else "", form.get("reason", "").strip())

    def pressed(self, step: str) -> TypedDay:
        """Return the page after "add", or "remove:2" for the third row."""
        _, _, which = step.partition(":")
        if which.isascii() and which.isdecimal() and len(which) < 3:
            left = tuple(one for row, one in enumerate(self.rows) if row != int(which))
            return replace(self, rows=left or (TypedSitting(),))
        return replace(self, rows=(*self.rows, TypedSitting())[:MOST_ROWS])

    def sittings(self) -> list[Sitting]:
        """Return the sessions in order, none for a day off; only where there are no problems."""
        if self.runs == OFF:
            return []
        return sorted((one.sitting() for one in self._filled().values()), key=lambda one: one.starts)

    def problems(self) -> tuple[Slip, ...]:
        """Return what is to be mended."""
        found = [] if self.runs == OFF else self._wrong_rows()
        if not self.runs:
            found.insert(0, Slip("runs", message("この日をどうするか選んでください。")))
        if len(self.reason) > LONGEST_REASON or (self.runs == OFF and not self.reason):
            sentence = message("理由を100文字以内で入れてください。休みの日は、利用者の画面に出ます。")
            found.append(Slip("reason", sentence))
        return tuple(found)

    def _wrong_rows(self) -> list[Slip]:
        rows = self._filled()
        found = [slip for row, one in rows.items() for slip in one.wrong(row)]
        if not rows:
            found.append(Slip("starts-0", message("回を1つ以上入れるか、「休みにする」を選んでください。")))
        return found or list(self._overlaps(rows))

    def _overlaps(self, rows: Mapping[int, TypedSitting]) -> Iterator[Slip]:
        in_order = sorted(rows.items(), key=lambda pair: pair[1].sitting().starts)
        for (_, earlier), (row, later) in pairwise(in_order):
            if later.sitting().starts < earlier.sitting().ends:
                sentence = message("{n}行目の時間が、ほかの回と重なっています。", n=row + 1)
                yield Slip(f"starts-{row}", sentence)

    def _filled(self) -> dict[int, TypedSitting]:
        return {row: one for row, one in enumerate(self.rows) if not one.is_blank}


def _clock(typed: str) -> time | None:
    """Read "9:30", "９時３０分" or "930"; None for anything else."""
    found = _CLOCK.fullmatch(narrow(typed))
    if found is None:
        return None
    hour = int(found[1] or found[3] or found[5])
    minute = int(found[2] or found[4] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _number(typed: str) -> int | None:
    """Read a whole number in any width, None for anything else."""
    text = narrow(typed)
    return int(text) if text.isascii() and text.isdecimal() and int(text[:9]) <= MOST_PLACES else None
