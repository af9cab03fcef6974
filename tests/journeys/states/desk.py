"""Staff: services, the board, phone bookings, capacity, closures."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from domain.people.rules import CLERK, MANAGER
from tests.journeys.conftest import Served
from tests.journeys.states.ways import (
    as_staff,
    booked,
    close,
    free,
    office,
    press,
    see_errors,
    see_title,
    shut,
    state,
)
from tests.journeys.steps import fill_in, free_slots, others_take

office("services", "staff.booking.index", MANAGER, "/staff/booking")


@state("staff.booking.calendar")
def office_calendar(page: Page, served: Served) -> None:
    others_take(served, served.world.playroom, free(served))
    as_staff(page, served, MANAGER, "/staff/booking/kodomo-no-mori")


@state("staff.booking.board")
def board_filled(page: Page, served: Served) -> None:
    booking = booked(served)
    as_staff(page, served, MANAGER, f"/staff/booking/kodomo-no-mori/board?day={booking.slot.day}")


@state("staff.booking.board")
def board_without_sessions(page: Page, served: Served) -> None:
    as_staff(page, served, MANAGER, f"/staff/booking/kodomo-no-mori/board?day={served.world.day(-30)}")


@state("staff.days.page")
def day_with_a_booking(page: Page, served: Served) -> None:
    as_staff(page, served, MANAGER, f"/staff/booking/kodomo-no-mori/days/{booked(served).slot.day}")


@state("staff.moves.page")
def moving_for_somebody(page: Page, served: Served) -> None:
    as_staff(page, served, CLERK, f"/staff/cases/{booked(served).case.number}/slot")


@state("staff.phone.page")
def phone_booking(page: Page, served: Served) -> None:
    as_staff(page, served, CLERK, f"/staff/booking/kodomo-no-mori/slots/{free(served).id}/booking")


@state("staff.phone.page")
def phone_booking_with_errors(page: Page, served: Served) -> None:
    phone_booking(page, served)
    fill_in(page, {"adults": "x", "phone": "1"})
    press(page, "この内容で予約する")
    see_errors(page)


@state("staff.phone.page")
def phone_booking_with_an_earlier_family(page: Page, served: Served) -> None:
    booked(served)
    slot = free_slots(served, served.world.playroom)[4]
    as_staff(page, served, CLERK, f"/staff/booking/kodomo-no-mori/slots/{slot.id}/booking")
    page.get_by_label("電話番号").fill("0312345678")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="の内容を入れる")).to_be_visible()


@state("staff.phone.page")
def phone_booking_refused(page: Page, served: Served) -> None:
    slot = free(served)
    phone_booking(page, served)
    fill_in(page)
    others_take(served, served.world.playroom, slot)
    shut(served, slot)
    press(page, "この内容で予約する")
    expect(page.locator(".notice.bad")).to_be_visible()


@state("staff.phone.booked")
def phone_booked(page: Page, served: Served) -> None:
    phone_booking(page, served)
    fill_in(page)
    press(page, "この内容で予約する")
    see_title(page, "電話予約を受け付けました")


@state("staff.capacity.page")
def capacity(page: Page, served: Served) -> None:
    as_staff(page, served, MANAGER, f"/staff/booking/slots/{booked(served).slot_id}/capacity")


@state("staff.capacity.page")
def capacity_with_errors(page: Page, served: Served) -> None:
    capacity(page, served)
    page.get_by_label("受付の定員").fill("many")
    press(page, "変更する")
    see_errors(page)


@state()
def capacity_with_a_surplus(page: Page, served: Served) -> None:
    capacity(page, served)
    page.get_by_label("受付の定員").fill("1")
    press(page, "変更する")
    expect(page.locator("main")).to_contain_text("予約が定員を超えています")


@state("staff.closures.index")
def closures(page: Page, served: Served) -> None:
    close(served, free(served))
    as_staff(page, served, MANAGER, "/staff/booking/kodomo-no-mori/closures")


@state("staff.closures.index")
def closures_with_errors(page: Page, served: Served) -> None:
    closures(page, served)
    press(page, "影響する予約を確かめる")
    see_errors(page)


@state()
def closure_preview(page: Page, served: Served) -> None:
    day = booked(served).slot.day.isoformat()
    as_staff(page, served, MANAGER, "/staff/booking/kodomo-no-mori/closures")
    fill_in(page, {"first": day, "last": day, "reason": "台風のため"})
    press(page, "影響する予約を確かめる")
    expect(page.locator("main")).to_contain_text("1件の予約に影響します")


@state("staff.closures.closure")
def closure(page: Page, served: Served) -> None:
    closure_preview(page, served)
    press(page, "休館を登録する")
    expect(page.locator("main")).to_contain_text("まだ取り消していない予約")
