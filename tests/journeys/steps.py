"""Steps that the journeys share: looking for a session, typing, tapping, what others do meanwhile."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from domain.booking.lines import slot_line
from domain.booking.models import Booking, Service, Slot
from domain.booking.operations import book
from domain.booking.requests import request_of
from domain.cases.intake import submission_of
from domain.clock import now_utc
from domain.database import writing
from domain.history import RESIDENT
from domain.notices.senders import messages_in
from domain.notices.worker import deliver
from domain.procedures.queries import live
from forms.reading import read
from mailing import letterhead, sender
from tests.journeys.conftest import Served
from tests.town import SATO, Member, Room

TANAKA = {**SATO, "name-family": "田中", "name-given": "陽", "kana-family": "タナカ", "phone": "03-1234-5678"}
"""Another family, for what happens meanwhile."""

FOCUSED = "e => e === document.activeElement"


@dataclass
class Finger:
    """A finger on a phone: taps, and counts how often."""

    page: Page
    taps: int = 0

    def tap(self, target: Locator) -> None:
        """Tap a thing that can be seen."""
        target.tap()
        self.taps += 1


def has_focus(target: Locator) -> bool:
    """Say whether one element, or one of several, has the focus."""
    return any(one.evaluate(FOCUSED) for one in target.all())


def free_slots(served: Served, room: Room, places: int = 2) -> list[Slot]:
    """Return the sessions that a family can book on the web now, the soonest first."""
    served.records.rollback()
    now, rules = now_utc(), served.records.get_one(Service, room.service_id).rule_set
    wanted = select(Slot).where(Slot.service_id == room.service_id, Slot.starts_at > now)
    slots = served.records.scalars(wanted.order_by(Slot.starts_at))
    lines = ((slot, slot_line(slot, rules, now)) for slot in slots)
    return [slot for slot, line in lines if line.mark.is_bookable and line.remaining >= places]


def open_form(page: Page, room: Room, slot: Slot) -> None:
    """Open the form of a session."""
    page.goto(f"/booking/{room.slug}/slots/{slot.id}")


def fill_in(page: Page, family: Mapping[str, str] = SATO, **changes: str) -> None:
    """Type what a family would into the questions that this page asks."""
    for name, value in {**family, **changes}.items():
        inputs = page.locator(f'[name="{name}"]:not([type=hidden])')
        if inputs.count():
            _answer(inputs, value)


def forward(page: Page) -> None:
    """Send this page of the form, and wait for the next one with its scripts."""
    with page.expect_navigation():
        page.get_by_role("button", name="次へ進む").click()


def to_check(page: Page, room: Room, slot: Slot, **changes: str) -> None:
    """Fill the form of a session up to the check page."""
    open_form(page, room, slot)
    while heading(page) != "この内容で予約しますか":
        fill_in(page, **changes)
        forward(page)


def confirm(page: Page) -> str:
    """Press the button that books and return the number on the receipt."""
    page.get_by_role("button", name="予約する", exact=True).click()
    expect(page).to_have_url(RECEIPT)
    return number_on(page)


RECEIPT = re.compile(r"/bookings/\d+/receipt$")


def number_on(page: Page) -> str:
    """Return the number of the booking that this page is about."""
    return page.url.split("/bookings/")[1].split("/")[0]


def heading(page: Page) -> str:
    """Return what the page is headed."""
    return page.get_by_role("heading", level=1).inner_text().strip()


def others_book(
    served: Served, room: Room, slot: Slot, family: Mapping[str, str] = TANAKA, key: str = "", **changes: str
) -> Booking:
    """Let another family book through the domain, as if from another phone."""
    found = live(served.records, room.slug)
    assert found is not None
    raw = {name: [text] for name, text in {**family, **changes}.items()}
    reading = read(found.version.form, raw, {"today": served.world.today, "day_of_use": slot.day})
    assert reading.ok, reading.problems
    key = key or f"{slot.id}-{raw['phone'][0]}".ljust(20, "-")
    wanted = submission_of(found.version, reading.answers, key=key)
    return book(served.records, request_of(wanted, slot.id), by=RESIDENT, now=now_utc())


def others_take(served: Served, room: Room, slot: Slot, left: int = 0) -> None:
    """Let others take all places of a session but ``left``: families of one parent and one child or more."""
    served.records.rollback()
    served.records.refresh(slot)
    while (open_places := slot.open_capacity - slot.taken - left) > 0:
        party = open_places if open_places <= 3 else 2
        phone = f"03-{slot.id % 10000:04}-{slot.taken:04}"
        others_book(served, room, slot, phone=phone, adults=str(party - 1))
        served.records.refresh(slot)


def bookings(served: Served) -> list[Booking]:
    """Return every booking there is now, the first one first."""
    served.records.rollback()
    found = select(Booking).order_by(Booking.id)
    return list(served.records.scalars(found, execution_options={"populate_existing": True}))


def booking_of(served: Served, number: str) -> Booking:
    """Return the booking of a number as it is now."""
    return next(one for one in bookings(served) if one.case.number == number)


def deliver_mails(served: Served) -> None:
    """Let the worker go its round once: letters that are due land in the folder."""
    served.records.rollback()
    settings = served.app.config
    deliver(served.records, sender(settings), letterhead(settings), by="the journey")


def sign_in(page: Page, member: Member) -> None:
    """Sign a member of staff in; the page that was asked for follows."""
    if "/staff/sign-in" not in page.url:
        page.goto("/staff/sign-in")
    page.get_by_label("職員ID").fill(member.login)
    page.get_by_label("パスワード").fill(member.password)
    with page.expect_navigation():
        page.get_by_role("button", name="ログイン").click()


def wait_for_approval(served: Served, room: Room) -> None:
    """Let every booking of a room wait for approval from now on."""
    with writing(served.records):
        service = served.records.get_one(Service, room.service_id)
        service.rules = {**service.rules, "approval": "always"}


def link_in_mail(served: Served, number: str) -> str:
    """Return the link in the newest mail about a booking."""
    deliver_mails(served)
    mails = [one.get_content() for one in messages_in(served.mail_folder)]
    links = (re.search(rf"{re.escape(served.address)}/c/{number}\S+", one) for one in mails)
    return next(link.group() for link in links if link)


def mark_window(page: Page) -> None:
    """Leave a mark that does not outlive the loading of another page."""
    page.evaluate("window.stillHere = true")


def is_same_page(page: Page) -> bool:
    """Say whether no page was loaded since the mark was left."""
    return bool(page.evaluate("window.stillHere === true"))


def _answer(inputs: Locator, value: str) -> None:
    kind = inputs.first.get_attribute("type")
    if kind in ("radio", "checkbox"):
        inputs.and_(inputs.page.locator(f'[value="{value}"]')).check()
    elif inputs.first.evaluate("e => e.tagName") == "SELECT":
        inputs.first.select_option(value)
    else:
        inputs.first.fill(value)
