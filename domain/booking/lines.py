"""Turning a slot into what one channel sees of it."""

from __future__ import annotations

from datetime import datetime

from domain.booking.marks import WEB, mark_of, places_left
from domain.booking.models import Slot
from domain.booking.rules import Rules
from domain.booking.views import SlotLine
from forms.definition import Text


def slot_line(slot: Slot, rules: Rules, now: datetime, channel: str = WEB) -> SlotLine:
    """Return a slot as a channel sees it now."""
    state = slot.state_under(rules)
    mark = mark_of(state, now, channel)
    return SlotLine(
        id=slot.id,
        day=slot.day,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        mark=mark,
        remaining=places_left(state, now, channel) if mark.is_bookable else 0,
        opens_at=slot.opens_at,
        closes_at=slot.closes_at,
        cancel_until=slot.cancel_until,
        ages=slot.ages_of(rules),
        closed=None if slot.closed_reason is None else Text.from_json(slot.closed_reason),
    )
