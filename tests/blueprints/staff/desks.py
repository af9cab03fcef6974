"""What tests of the staff's pages share: signing in, and a booking to work on."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from domain.booking.models import Booking
from domain.booking.operations import book
from domain.booking.requests import request_of
from domain.cases.intake import submission_of
from domain.history import RESIDENT
from domain.procedures.queries import live
from forms.reading import read
from tests.page import Browser
from tests.town import PASSWORD, SATO, Room, World, slot_of


def sign_in(app: Flask, world: World, role: str) -> Browser:
    """Return the browser of a signed-in member of the cast."""
    browser = Browser(app, "10.0.0.21")
    page = browser.get("/staff/sign-in")
    page.press("ログイン", login=world.staff[role].login, password=PASSWORD)
    return browser


def booked(
    session: Session,
    world: World,
    room: Room,
    day: int,
    starts: str,
    family: dict[str, str] = SATO,
    **changes: str,
) -> Booking:
    """Book a slot of a room for a family as its parent would on the web."""
    slot = slot_of(session, room, world.day(day), starts)
    raw = {name: [text] for name, text in {**family, **changes}.items()}
    facts = {"today": world.today, "day_of_use": slot.day}
    found = live(session, room.slug)
    assert found is not None
    reading = read(found.version.form, raw, facts)
    assert reading.ok, reading.problems
    key = f"key-{room.slug}-{day}-{starts}-{raw['phone'][0]}"
    asked: Any = request_of(submission_of(found.version, reading.answers, key=key), slot.id)
    return book(session, asked, by=RESIDENT, now=world.now)
