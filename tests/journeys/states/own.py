"""A resident's own booking, what the device remembers, and pages that are not there."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from domain.booking.operations import cancel as cancel_booking
from domain.clock import now_utc
from domain.history import RESIDENT
from tests.journeys.conftest import Served
from tests.journeys.states.ways import (
    booked,
    free,
    held,
    opened,
    press,
    rejected,
    returned,
    see_errors,
    state,
)
from tests.journeys.steps import confirm, deliver_mails, free_slots, others_take, to_check


@state("cases.receipt")
def receipt(page: Page, served: Served) -> None:
    to_check(page, served.world.playroom, free(served))
    confirm(page)


@state("cases.receipt")
def receipt_waiting_for_approval(page: Page, served: Served) -> None:
    page.goto(f"/bookings/{opened(page, served, held(served))}/receipt")
    expect(page.get_by_role("heading", level=1)).to_contain_text("承認待ち")


@state("cases.page")
def booking_confirmed(page: Page, served: Served) -> None:
    booking = booked(served)
    deliver_mails(served)
    opened(page, served, booking)


@state("cases.page")
def booking_waiting_for_approval(page: Page, served: Served) -> None:
    opened(page, served, held(served))


@state("cases.page")
def booking_returned(page: Page, served: Served) -> None:
    opened(page, served, returned(served))
    expect(page.get_by_role("link", name="直す")).to_be_visible()


@state("cases.page")
def booking_cancelled(page: Page, served: Served) -> None:
    booking = booked(served)
    cancel_booking(served.records, booking.case.number, by=RESIDENT, now=now_utc())
    opened(page, served, booking)


@state("cases.page")
def booking_rejected(page: Page, served: Served) -> None:
    booking = held(served)
    rejected(served, booking)
    opened(page, served, booking)


@state("changes.correction")
def correction(page: Page, served: Served) -> None:
    page.goto(f"/bookings/{opened(page, served, returned(served))}/correction")


@state("changes.correction")
def correction_with_errors(page: Page, served: Served) -> None:
    correction(page, served)
    page.get_by_label("電話番号").fill("1")
    press(page, "直した内容を送る")
    see_errors(page)


@state("changes.choose_slot")
def move(page: Page, served: Served) -> None:
    page.goto(f"/bookings/{opened(page, served, booked(served))}/slot")


@state("changes.choose_slot")
def move_to_be_confirmed(page: Page, served: Served) -> None:
    number = opened(page, served, booked(served))
    page.goto(f"/bookings/{number}/slot?to={free_slots(served, served.world.playroom)[4].id}")


@state("changes.choose_slot")
def move_refused(page: Page, served: Served) -> None:
    move_to_be_confirmed(page, served)
    others_take(served, served.world.playroom, free_slots(served, served.world.playroom)[4])
    press(page, "この日時に変更する")
    expect(page.locator(".notice.bad")).to_be_visible()


@state("changes.confirm_cancellation")
def cancellation(page: Page, served: Served) -> None:
    page.goto(f"/bookings/{opened(page, served, booked(served))}/cancellation")


@state("cases.find")
def find(page: Page, served: Served) -> None:
    page.goto("/bookings")


@state("cases.find")
def find_with_errors(page: Page, served: Served) -> None:
    page.goto("/bookings")
    press(page, "予約・申し込みを開く")
    see_errors(page)


@state("cases.open_link")
def link_that_is_over(page: Page, served: Served) -> None:
    served.app.config["LINK_DAYS"] = -60
    opened(page, served, booked(served))
    expect(page.locator(".notice.warn")).to_contain_text("このリンクで開ける期間は終わりました。")


@state("households.page")
def household_unknown(page: Page, served: Served) -> None:
    page.goto("/household")


@state("households.page")
def household_remembered(page: Page, served: Served) -> None:
    page.context.add_cookies([{"name": "household", "value": served.world.household, "url": served.address}])
    page.goto("/household")


@state("submissions.submission")
def submission_that_never_came(page: Page, served: Served) -> None:
    page.goto("/submissions/a-key-that-nobody-has-ever-sent")


@state()
def page_not_found(page: Page, served: Served) -> None:
    page.goto("/no-such-page")


@state("mailbox.index")
def mailbox(page: Page, served: Served) -> None:
    booked(served)
    deliver_mails(served)
    page.goto("/mailbox/")


@state("mailbox.mail")
def mail(page: Page, served: Served) -> None:
    mailbox(page, served)
    with page.expect_navigation():
        page.locator("main a[href^='/mailbox/']").first.click()
