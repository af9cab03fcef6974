"""What a slot is shown as: a symbol, a word and a number, never a colour alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from domain.clock import day_of
from forms.messages import Message, mark

WEB = "web"
"""The one channel that the web quota and the booking window are for."""


class Mark(Enum):
    """The state of a slot as residents see it: (symbol, word)."""

    FREE = ("○", mark("空きあり"))
    FEW = ("△", mark("残りわずか"))
    FULL = ("×", mark("満員"))
    NOT_YET = ("－", mark("受付前"))
    OVER = ("－", mark("受付終了"))
    CLOSED = ("休", mark("休館"))

    @property
    def symbol(self) -> str:
        """The sign in the list and the grid."""
        return self.value[0]

    @property
    def word(self) -> Message:
        """The word that stands beside the sign."""
        return Message(self.value[1])

    @property
    def is_bookable(self) -> bool:
        """Whether there is something to book."""
        return self in (Mark.FREE, Mark.FEW)


@dataclass(frozen=True)
class SlotState:
    """What decides a slot's mark; counts are in the service's unit."""

    day: date
    ends_at: datetime
    opens_at: datetime
    closes_at: datetime
    open_capacity: int
    web_quota: int | None
    taken: int
    web_taken: int
    is_closed: bool
    web_returns_on_day: bool = True
    few_left: int = 3


def places_left(slot: SlotState, now: datetime, channel: str) -> int:
    """Return how many places a channel can still take: never below 0.

    Before the day the web quota is the web's alone; on the day others get what the web left unfilled.
    """
    left = slot.open_capacity - slot.taken
    if slot.web_quota is not None:
        kept_for_web = slot.web_quota - slot.web_taken
        if channel == WEB:
            left = min(left, kept_for_web)
        elif not (slot.web_returns_on_day and day_of(now) >= slot.day):
            left = min(left, left - kept_for_web)
    return max(left, 0)


def mark_of(slot: SlotState, now: datetime, channel: str = WEB) -> Mark:
    """Return the mark of a slot; other channels than the web book until its end."""
    if slot.is_closed:
        return Mark.CLOSED
    if now < slot.opens_at:
        return Mark.NOT_YET
    if now >= last_moment(slot, channel):
        return Mark.OVER
    left = places_left(slot, now, channel)
    if left == 0:
        return Mark.FULL
    return Mark.FEW if left <= slot.few_left else Mark.FREE


def last_moment(slot: SlotState, channel: str) -> datetime:
    """Return from when a channel cannot book any more."""
    return slot.closes_at if channel == WEB else slot.ends_at
