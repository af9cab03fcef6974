"""When a case may be deleted."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from domain.retention.rules import ended_before, months_before


@pytest.mark.parametrize(
    "day, months, before",
    [
        (date(2026, 9, 30), 7, date(2026, 2, 28)),
        (date(2024, 3, 31), 1, date(2024, 2, 29)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2026, 5, 12), 60, date(2021, 5, 12)),
    ],
)
def test_months_are_counted_on_the_calendar(day: date, months: int, before: date) -> None:
    assert months_before(day, months) == before


def test_a_day_begins_at_midnight_in_tokyo() -> None:
    late = datetime(2026, 5, 11, 15, 30, tzinfo=UTC)  # 00:30 on the 12th in Tokyo
    assert ended_before(late, 12) == datetime(2025, 5, 11, 15, 0, tzinfo=UTC)
