"""The calendar file and the QR code of a booking."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from icalendar import Calendar

from blueprints.booking.calendar_file import Entry, calendar_file, qr_code

ENTRY = Entry(
    uid="1234567890@example.jp",
    sequence=1,
    stamped_at=datetime(2026, 5, 1, 3, 0, tzinfo=UTC),
    starts_at=datetime(2026, 5, 12, 0, 30, tzinfo=UTC),
    ends_at=datetime(2026, 5, 12, 2, 30, tzinfo=UTC),
    title="プレイルーム",
    place="こどもの森, 緑町2丁目",
    words="受付番号 1234-5678-90\n取消しはこちら",
    address="https://town.example.jp/c/abc",
    is_cancelled=False,
)


def read_back(entry: Entry) -> Calendar:
    return Calendar.from_ical(calendar_file(entry))


def test_times_are_written_on_tokyos_clock() -> None:
    assert b"DTSTART;TZID=Asia/Tokyo:20260512T093000" in calendar_file(ENTRY)
    assert b"BEGIN:VTIMEZONE" in calendar_file(ENTRY)


def test_a_calendar_reads_what_was_meant() -> None:
    event = read_back(ENTRY).walk("VEVENT")[0]
    assert event.decoded("dtstart") == ENTRY.starts_at and event.decoded("dtend") == ENTRY.ends_at
    assert event.decoded("dtstamp") == ENTRY.stamped_at
    assert str(event["location"]) == ENTRY.place and str(event["description"]) == ENTRY.words
    assert str(event["uid"]) == ENTRY.uid and str(event["status"]) == "CONFIRMED"


def test_a_cancelled_booking_takes_itself_out_of_the_calendar() -> None:
    calendar = read_back(replace(ENTRY, is_cancelled=True, sequence=2))
    assert str(calendar["method"]) == "CANCEL"
    event = calendar.walk("VEVENT")[0]
    assert (str(event["status"]), event["sequence"], str(event["uid"])) == ("CANCELLED", 2, ENTRY.uid)


def test_the_code_has_nothing_that_the_policy_would_stop() -> None:
    drawn = qr_code(ENTRY.address, "QR").decode()
    assert drawn.startswith("<?xml") and "<svg" in drawn and "style=" not in drawn and "<script" not in drawn
