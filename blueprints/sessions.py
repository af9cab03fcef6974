"""Two weeks of sessions as the town's own desks see them: by phone, or at the counter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from blueprints.rooms import STATES
from domain.booking.marks import Mark
from domain.booking.models import Service
from domain.booking.queries import calendar
from domain.booking.refusals import short_moment
from domain.booking.rules import Rules
from domain.booking.views import CalendarDay, SlotLine
from domain.clock import day_of
from forms.definition import Text
from forms.messages import Message, message

DAYS = timedelta(days=14)
FARTHEST = timedelta(days=3660)
"""How far from today a page may be asked for."""


@dataclass(frozen=True)
class Sessions:
    """Fourteen days of a service's sessions."""

    days: tuple[CalendarDay, ...]
    today: date
    rules: Rules

    @property
    def first(self) -> date:
        """The day it begins with."""
        return self.days[0].day

    @property
    def before(self) -> date:
        """First day of the fortnight before."""
        return self.first - DAYS

    @property
    def after(self) -> date:
        """First day of the next fortnight."""
        return self.first + DAYS

    def kind(self, day: date) -> str:
        """Return "sun" for Sundays and holidays, "sat" for Saturdays, "" for other days."""
        if day.weekday() == 6 or self.rules.closed_days.is_holiday(day):
            return "sun"
        return "sat" if day.weekday() == 5 else ""

    def state(self, slot: SlotLine) -> str:
        """Return what the slots' macro calls the slot's mark."""
        return STATES[slot.mark]

    def why(self, slot: SlotLine) -> Message | Text | None:
        """Return from when a session can be booked, or why it does not take place; None where neither is so."""
        if slot.mark is Mark.NOT_YET:
            return message("{opens}から", opens=short_moment(slot.opens_at))
        return slot.closed if slot.closed is not None and slot.closed.ja else None


def sessions_of(session: Session, service: Service, wanted: str, channel: str, now: datetime) -> Sessions:
    """Return the fortnight from the day ``wanted`` ("YYYY-MM-DD") as a channel sees it."""
    today = day_of(now)
    first = near_day(wanted, today)
    days = calendar(session, service, first, DAYS.days, now=now, channel=channel)
    return Sessions(tuple(days), today, service.rule_set)


def near_day(wanted: str, today: date) -> date:
    """Return the day that an address asks for; today where it asks for none, or for one that is far away."""
    try:
        asked = date.fromisoformat(wanted)
    except ValueError:
        return today
    return asked if abs(asked - today) <= FARTHEST else today
