"""A resident looks for a session and fills the form."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Served
from tests.journeys.states.ways import close, free, not_open_yet, press, see_errors, state
from tests.journeys.steps import fill_in, forward, free_slots, open_form, others_take, to_check


@state("home.catalogue")
def catalogue(page: Page, served: Served) -> None:
    page.goto("/")


@state("home.about")
def about(page: Page, served: Served) -> None:
    page.goto("/about")


@state("booking.room")
def room_with_every_mark(page: Page, served: Served) -> None:
    """Free, few left, full, not open yet, closed and over, all in one list."""
    room, slots = served.world.playroom, free_slots(served, served.world.playroom)
    others_take(served, room, slots[1])
    others_take(served, room, slots[2], left=3)
    close(served, slots[-1])
    page.goto(f"/booking/{room.slug}")
    for mark in ("few", "full", "early", "shut"):
        expect(page.locator(f".slot.{mark}, .shut").first).to_be_visible()


@state("booking.room")
def room_on_an_empty_fortnight(page: Page, served: Served) -> None:
    page.goto(f"/booking/wanpaku?from={served.world.day(31)}")


@state("booking.slot")
def session_that_is_full(page: Page, served: Served) -> None:
    slot = free_slots(served, served.world.playroom)[1]
    others_take(served, served.world.playroom, slot)
    open_form(page, served.world.playroom, slot)
    expect(page.get_by_role("heading", level=1)).to_contain_text("満員")


@state("booking.slot")
def session_that_filled_up_while_the_form_was_filled(page: Page, served: Served) -> None:
    slot = free_slots(served, served.world.playroom)[1]
    open_form(page, served.world.playroom, slot)
    fill_in(page)
    others_take(served, served.world.playroom, slot)
    forward(page)
    expect(page.locator(".cards button")).to_have_count(3)


@state("booking.slot")
def session_that_is_not_open_yet(page: Page, served: Served) -> None:
    open_form(page, served.world.playroom, not_open_yet(served))


@state("booking.slot")
def session_that_is_closed(page: Page, served: Served) -> None:
    slot = free_slots(served, served.world.playroom)[-1]
    close(served, slot)
    open_form(page, served.world.playroom, slot)


@state("booking.slot")
def form_empty(page: Page, served: Served) -> None:
    open_form(page, served.world.playroom, free(served))


@state("booking.slot")
def form_filled_with_two_children(page: Page, served: Served) -> None:
    open_form(page, served.world.playroom, free(served))
    fill_in(page, residence="homecoming")
    press(page, "もう1人追加")
    expect(page.locator("[name=children-1-given]")).to_be_visible()


@state("booking.slot")
def form_with_errors(page: Page, served: Served) -> None:
    open_form(page, served.world.playroom, free(served))
    forward(page)
    see_errors(page)


@state("booking.slot")
def second_page_with_errors(page: Page, served: Served) -> None:
    open_form(page, served.world.playroom, free(served))
    fill_in(page)
    forward(page)
    fill_in(page, {"email": "sato＠", "phone": "12"})
    forward(page)
    see_errors(page)


@state("booking.slot")
def check_page(page: Page, served: Served) -> None:
    to_check(page, served.world.playroom, free(served))


@state("booking.slot")
def check_page_of_a_remembered_family(page: Page, served: Served) -> None:
    page.context.add_cookies([{"name": "household", "value": served.world.household, "url": served.address}])
    open_form(page, served.world.playroom, free(served))
    expect(page.get_by_role("button", name="同意して予約する")).to_be_visible()


@state("booking.slot")
def refused_with_the_nearest_sessions(page: Page, served: Served) -> None:
    to_check(page, served.world.playroom, slot := free(served))
    others_take(served, served.world.playroom, slot)
    press(page, "予約する")
    expect(page.locator("#check .cards button")).to_have_count(3)
