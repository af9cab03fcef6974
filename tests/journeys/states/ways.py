"""What the states share: how a page and a state are named, and what is prepared for them."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Page, expect
from sqlalchemy import select

from domain.booking.models import Booking, Slot
from domain.booking.operations import close_days
from domain.cases.operations import ReturnItem, give_back
from domain.cases.secrets import link_token
from domain.clock import now_utc
from domain.database import writing
from domain.decisions import reject
from domain.history import TOWN, Actor
from domain.people.rules import REVIEWER
from forms.definition import Text
from tests.jobs import run_jobs
from tests.journeys.conftest import Served
from tests.journeys.steps import free_slots, others_book, wait_for_approval
from tests.page import Browser

Reach = Callable[[Page, Served], object]

STATES: dict[str, tuple[tuple[str, ...], Reach]] = {}
"""Name of a state -> the endpoints whose page it is, and how a browser gets there."""

NO_PAGES = frozenset(
    {
        "static",
        "joined",
        "booking.availability",
        "cases.calendar",
        "cases.code",
        "counter.qr",
        "procedures.qr",
        "papers.paper",
        "staff.papers.file",
        "staff.papers.picture",
        "staff.papers.preview",
        "staff.account.qr",
        "staff.procedure_files.download",
        "staff.procedures.procedure",
        "staff.card_files.example",
    }
)
"""Endpoints that are asked with GET and answer with something else than a page of their own."""


def state(*endpoints: str) -> Callable[[Reach], Reach]:
    """Name a way into a state of the pages of these endpoints."""

    def keep(reach: Reach) -> Reach:
        STATES[reach.__name__] = (endpoints, reach)
        return reach

    return keep


def free(served: Served) -> Slot:
    return free_slots(served, served.world.playroom)[0]


def not_open_yet(served: Served) -> Slot:
    """Return a session that cannot be booked yet."""
    late = Slot.opens_at > now_utc() + timedelta(days=1)
    wanted = select(Slot).where(Slot.service_id == served.world.playroom.service_id, late)
    return served.records.scalars(wanted.order_by(Slot.starts_at).limit(1)).one()


def booked(served: Served) -> Booking:
    return others_book(served, served.world.playroom, free(served))


def held(served: Served) -> Booking:
    wait_for_approval(served, served.world.hiroba)
    return others_book(served, served.world.hiroba, free_slots(served, served.world.hiroba)[0])


def returned(served: Served) -> Booking:
    booking = held(served)
    give_back(
        served.records,
        booking.case.number,
        [ReturnItem("phone", "wrong", "つながりませんでした。")],
        sentence="おそれいりますが、お願いします。",
        due_on=served.world.day(7),
        revision=booking.case.revision,
        by=reviewer(served),
        now=now_utc(),
    )
    return booking


def rejected(served: Served, booking: Booking) -> None:
    """Let a reviewer have rejected a case so long ago that its family knows."""
    number, revision, then = booking.case.number, booking.case.revision, now_utc() - timedelta(minutes=5)
    reject(served.records, number, "設備の点検のため", revision=revision, by=reviewer(served), now=then)


def reviewer(served: Served) -> Actor:
    """Return the reviewer, for operations."""
    member = served.world.staff[REVIEWER]
    return Actor("staff", member.name, member.id)


def opened(page: Page, served: Served, booking: Booking) -> str:
    """Open a booking by its signed link and return its number."""
    page.goto(f"/c/{link_token(booking.case.number, served.app.config['SECRET_KEY'])}")
    return str(booking.case.number)


def close(served: Served, slot: Slot) -> None:
    close_days(
        served.records,
        served.world.playroom.facility_id,
        first_on=slot.day,
        last_on=slot.day,
        reason=Text("設備の点検のため"),
        by=TOWN,
        now=now_utc(),
    )


def shut(served: Served, slot: Slot) -> None:
    """Take all room from a session that is being booked."""
    with writing(served.records):
        served.records.refresh(slot)
        slot.open_capacity, slot.hard_capacity = slot.taken, max(slot.taken, slot.hard_capacity)


def press(page: Page, name: str) -> None:
    """Press the button of exactly this name."""
    page.get_by_role("button", name=name, exact=True).click()


def see_through(served: Served) -> None:
    """Let what was asked for a moment ago be done; the page, if it is open, tells it by itself."""
    deadline = time.monotonic() + 10
    while not run_jobs(served.records.get_bind().engine):
        assert time.monotonic() < deadline, "nothing was asked for"
        time.sleep(0.02)


def see_errors(page: Page) -> None:
    """Wait for the summary of what is to be mended."""
    expect(page.locator(".error-summary")).to_be_visible()


def see_title(page: Page, title: str) -> None:
    """Wait for the page with this heading."""
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def office(name: str, endpoint: str, role: str, path: str) -> None:
    """Name the state of a page of the office that needs nothing but its address."""
    STATES[name] = ((endpoint,), lambda page, served: as_staff(page, served, role, path))


def as_staff(page: Page, served: Served, role: str, path: str) -> None:
    """Open a page of the office as a member of staff who has signed in before."""
    member, browser = served.world.staff[role], Browser(served.app, "127.0.0.1")
    token = browser.get("/staff/sign-in").csrf_token
    typed = {"login": member.login, "password": member.password, "csrf_token": token}
    assert browser.client.post("/staff/sign-in", data=typed).status_code == 303
    cookies = browser.client._cookies.values()
    page.context.add_cookies(
        [{"name": one.key, "value": one.value, "url": served.address} for one in cookies]
    )
    page.goto(path)
