"""What pages show of booking, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from domain.booking.ages import Ages
from domain.booking.marks import Mark
from forms.definition import Text
from forms.messages import Message


@dataclass(frozen=True)
class SlotLine:
    """A slot as a resident (or, by another channel, a clerk) sees it; moments are UTC."""

    id: int
    day: date
    starts_at: datetime
    ends_at: datetime
    mark: Mark
    remaining: int
    """Places this channel can still take, in the service's unit; 0 unless it is FREE or FEW."""
    opens_at: datetime
    closes_at: datetime
    cancel_until: datetime
    ages: Ages
    closed: Text | None = None
    """Why it does not take place, where that was said."""


@dataclass(frozen=True)
class Size:
    """What one session of a service holds, in the service's unit."""

    places: int
    on_web: int
    """How many of them can be booked by web."""


@dataclass(frozen=True)
class CalendarDay:
    """A day of the calendar; ``closed`` says why it has no slots."""

    day: date
    closed: Text | Message | None
    slots: tuple[SlotLine, ...]

    @property
    def is_closed(self) -> bool:
        """Whether nothing takes place."""
        return self.closed is not None


@dataclass(frozen=True)
class BoardLine:
    """A booking on the day's board."""

    booking_id: int
    case_id: int
    number: str
    state: str
    name: str
    kana: str
    phone: str
    channel: str
    adults: int
    children: int
    children_names: tuple[str, ...]
    """One name per child, in the order of ``ages``; none where the form does not ask them."""
    ages: tuple[int, ...]
    """In months on the day."""
    places: int
    is_first_visit: bool
    staff_note: str


@dataclass(frozen=True)
class BoardSlot:
    """A slot on the day's board with everyone who comes."""

    slot: SlotLine
    open_capacity: int
    hard_capacity: int
    taken: int
    web_taken: int
    bookings: tuple[BoardLine, ...]
