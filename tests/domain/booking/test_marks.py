"""What a slot shows and how much room it has, by channel and moment."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from domain.booking.marks import Mark, SlotState, mark_of, places_left
from domain.clock import TOKYO


def day(text: str) -> date:
    return date.fromisoformat(text)


def tokyo(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TOKYO)


def state(**changes: Any) -> SlotState:
    """Return a slot of Friday 15 May, 10:00 to 12:00, with ten places of which six are the web's."""
    usual: dict[str, Any] = {
        "day": day("2026-05-15"),
        "ends_at": tokyo("2026-05-15 12:00"),
        "opens_at": tokyo("2026-05-05 00:00"),
        "closes_at": tokyo("2026-05-15 08:00"),
        "open_capacity": 10,
        "web_quota": 6,
        "taken": 0,
        "web_taken": 0,
        "is_closed": False,
    }
    return SlotState(**{**usual, **changes})


@pytest.mark.parametrize(
    ("changes", "now", "channel", "left"),
    [
        ({}, "2026-05-14 10:00", "web", 6),
        ({}, "2026-05-14 10:00", "phone", 4),
        ({}, "2026-05-15 00:00", "phone", 10),
        ({"web_returns_on_day": False}, "2026-05-15 00:00", "phone", 4),
        ({"web_quota": None}, "2026-05-14 10:00", "phone", 10),
        ({"taken": 4}, "2026-05-14 10:00", "phone", 0),
        ({"taken": 4}, "2026-05-14 10:00", "web", 6),
        ({"taken": 9, "web_taken": 5}, "2026-05-14 10:00", "web", 1),
        ({"taken": 6, "web_taken": 6}, "2026-05-14 10:00", "web", 0),
        ({"taken": 9, "web_taken": 8}, "2026-05-14 10:00", "phone", 1),  # the quota was lowered
        ({"taken": 10, "open_capacity": 5}, "2026-05-15 10:00", "phone", 0),
        ({"web_quota": 20}, "2026-05-14 10:00", "web", 10),
    ],
)
def test_places_left_by_channel(changes: dict[str, Any], now: str, channel: str, left: int) -> None:
    assert places_left(state(**changes), tokyo(now), channel) == left


@pytest.mark.parametrize(
    ("changes", "now", "channel", "mark"),
    [
        ({}, "2026-05-04 23:59", "web", Mark.NOT_YET),
        ({}, "2026-05-05 00:00", "web", Mark.FREE),
        ({"taken": 3, "web_taken": 2}, "2026-05-06 00:00", "web", Mark.FREE),
        ({"taken": 3, "web_taken": 3}, "2026-05-06 00:00", "web", Mark.FEW),
        ({"taken": 6, "web_taken": 6}, "2026-05-06 00:00", "web", Mark.FULL),
        ({"taken": 6, "web_taken": 6}, "2026-05-06 00:00", "phone", Mark.FREE),
        ({}, "2026-05-15 08:00", "web", Mark.OVER),
        ({}, "2026-05-15 08:00", "counter", Mark.FREE),
        ({}, "2026-05-15 12:00", "counter", Mark.OVER),
        ({"is_closed": True}, "2026-05-04 00:00", "web", Mark.CLOSED),
    ],
)
def test_marks(changes: dict[str, Any], now: str, channel: str, mark: Mark) -> None:
    assert mark_of(state(**changes), tokyo(now), channel) is mark


def test_every_mark_has_a_symbol_and_a_word() -> None:
    shown = {f"{mark.symbol} {mark.word}" for mark in Mark}
    assert shown == {"○ 空きあり", "△ 残りわずか", "× 満員", "－ 受付前", "－ 受付終了", "休 休館"}
