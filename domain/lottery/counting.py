"""How a list came about, as two small files of the record: entries by day and channel, and what was left out and why.

They answer what no draw can show: whether entries were slipped in before the list was frozen.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from domain.lottery.queries import per_day
from domain.lottery.record import counts_file

INTAKE, LEFT_OUT = "intake.csv", "left_out.csv"
INTAKE_HEAD, LEFT_OUT_HEAD = "day,channel,entries", "reason,entries"


@dataclass(frozen=True)
class Came:
    """What came in, and what of it is not in the list."""

    days: list[tuple[date, dict[str, int]]]
    """Day -> channel -> entries."""
    left_out: dict[str, int]
    """Reason code -> entries."""

    @property
    def entries(self) -> int:
        """Everything that came in."""
        return sum(count for _, channels in self.days for count in channels.values())

    @property
    def channels(self) -> list[str]:
        """The channels that something came by, the one with most first."""
        sums: dict[str, int] = {}
        for _, counts in self.days:
            for channel, count in counts.items():
                sums[channel] = sums.get(channel, 0) + count
        return sorted(sums, key=lambda one: (-sums[one], one))


def count_files(session: Session, round_id: int, left_out: Mapping[str, int]) -> dict[str, bytes]:
    """Return the files for a list that is frozen now."""
    came = sorted(
        (day.isoformat(), channel, count) for (day, channel), count in per_day(session, round_id).items()
    )
    return {
        INTAKE: counts_file(INTAKE_HEAD, came),
        LEFT_OUT: counts_file(LEFT_OUT_HEAD, sorted(left_out.items())),
    }


def came(intake: bytes | None, left_out: bytes | None) -> Came | None:
    """Read the files again; None where a record has none."""
    if intake is None or left_out is None:
        return None
    days: dict[date, dict[str, int]] = {}
    for day, channel, count in _rows(intake):
        days.setdefault(date.fromisoformat(day), {})[channel] = int(count)
    return Came(sorted(days.items()), {reason: int(count) for reason, count in _rows(left_out)})


def _rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(data.decode("ascii").splitlines()))[1:]
