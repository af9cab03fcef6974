"""A booking as a calendar file, and as a QR code."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime

import segno
from icalendar import Calendar, Event, vDDDTypes, vUri

from domain.clock import in_tokyo

QR_BORDER = 4
"""Modules of white around the code: what ISO/IEC 18004 demands."""


@dataclass(frozen=True)
class Entry:
    """What a calendar is told of one booking."""

    uid: str
    """Stays the same however often the booking changes."""
    sequence: int
    stamped_at: datetime
    starts_at: datetime
    ends_at: datetime
    title: str
    place: str
    words: str
    address: str
    """The link to the booking."""
    is_cancelled: bool


def calendar_file(entry: Entry) -> bytes:
    """Return the entry as iCalendar (RFC 5545), times in Asia/Tokyo; a cancelled one takes itself out."""
    calendar = Calendar()
    calendar.add("prodid", "-//Madoguchi//booking//JA")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if entry.is_cancelled else "PUBLISH")
    calendar.add_component(_event(entry))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def qr_code(text: str, title: str) -> bytes:
    """Return a text as a QR code (SVG), dark on white whatever the page's colours are."""
    drawn = io.BytesIO()
    code = segno.make(text, micro=False, error="m")
    code.save(
        drawn,
        kind="svg",
        border=QR_BORDER,
        scale=6,
        dark="#000",
        light="#fff",
        title=title,
        svgclass=None,
        lineclass=None,
    )
    return drawn.getvalue()


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.stamped_at)
    event.add("dtstart", vDDDTypes(in_tokyo(entry.starts_at)))
    event.add("dtend", vDDDTypes(in_tokyo(entry.ends_at)))
    event.add("summary", entry.title)
    event.add("location", entry.place)
    event.add("description", entry.words)
    event.add("url", vUri(entry.address))
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    return event
