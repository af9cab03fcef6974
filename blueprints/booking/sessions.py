"""Two weeks of sessions as the town's own desks see them: by phone, or at the counter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from blueprints.booking.rooms import FORTNIGHT, Days
from domain.booking.marks import Mark
from domain.booking.models import Service
from domain.booking.queries import calendar
from domain.booking.views import SlotLine
from domain.clock import day_of, short_moment
from forms.definition import Text
from forms.messages import Message, message

FARTHEST = timedelta(days=3660)
"""How far from today a page may be asked for."""


@dataclass(frozen=True)
class Sessions(Days):
    """Fourteen days of a service's sessions."""

    @property
    def before(self) -> date:
        """First day of the fortnight before."""
        return self.first - FORTNIGHT

    @property
    def after(self) -> date:
        """First day of the next fortnight."""
        return self.first + FORTNIGHT

    def why(self, slot: SlotLine) -> Message | Text | None:
        """Return from when a session can be booked, or why it does not take place; None where neither is so."""
        if slot.mark is Mark.NOT_YET:
            return message("{opens}から", opens=short_moment(slot.opens_at))
        return slot.closed if slot.closed is not None and slot.closed.ja else None


def sessions_of(session: Session, service: Service, wanted: str, channel: str, now: datetime) -> Sessions:
    """Return the fortnight from the day ``wanted`` ("YYYY-MM-DD") as a channel sees it."""
    today = day_of(now)
    first = near_day(wanted, today)
    days = calendar(session, service, first, FORTNIGHT.days, now=now, channel=channel)
    return Sessions(tuple(days), today, service.rule_set)


def near_day(wanted: str, today: date) -> date:
    """Return the day that an address asks for; today where it asks for none, or for one that is far away."""
    try:
        asked = date.fromisoformat(wanted)
    except ValueError:
        return today
    return asked if abs(asked - today) <= FARTHEST else today
