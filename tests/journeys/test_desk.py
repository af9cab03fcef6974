"""At the desk: a phone booking by keyboard alone, and a tablet that forgets whoever had it."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from sqlalchemy import select

from domain.booking.models import Booking, Slot
from domain.clock import now_utc
from domain.people.rules import CLERK
from tests.journeys.conftest import Served
from tests.journeys.states.ways import shut
from tests.journeys.typist import SECONDS_A_KEY, Keyboard
from tests.town import PASSWORD

MOST_SECONDS = 40


def sign_in(page: Page, served: Served) -> None:
    """Sign a clerk in."""
    page.goto("/staff/sign-in")
    page.get_by_label("職員ID").fill(served.world.staff[CLERK].login)
    page.get_by_label("パスワード").fill(PASSWORD)
    page.get_by_role("button", name="ログイン").click()
    expect(page.get_by_role("button", name="ログアウト")).to_be_visible()


def open_slots(served: Served) -> list[Slot]:
    """Return the playroom's sessions that can be booked now, on later days, the first of each day."""
    wanted = select(Slot).where(
        Slot.service_id == served.world.playroom.service_id, Slot.closed_reason.is_(None)
    )
    now = now_utc()
    wanted = wanted.where(Slot.opens_at <= now, Slot.day > served.world.today).order_by(Slot.starts_at)
    days: dict[object, Slot] = {}
    for slot in served.records.scalars(wanted):
        days.setdefault(slot.day, slot)
    served.records.rollback()
    return list(days.values())


def new_caller(page: Page) -> Keyboard:
    """Type a whole booking for a family that has not called before; the page has put the focus on the phone."""
    clerk = Keyboard(page)
    clerk.type("09087654321")
    clerk.press("Tab")
    clerk.press("Space")  # lives here
    clerk.press("Tab")
    clerk.type("1")
    for text in ("田中", "湊"):
        clerk.press("Tab")
        clerk.type(text)
    clerk.press("Tab")  # the era stays 西暦
    for text in ("2024", "6", "9"):
        clerk.press("Tab")
        clerk.type(text)
    clerk.press("Tab")  # past "one more child"
    for text in ("田中", "彩", "たなか", "あや"):
        clerk.press("Tab")
        clerk.type(text)
    clerk.press("Tab", times=2)  # past the mail address
    clerk.press("Space")  # has heard the rules
    clerk.press("Enter")
    return clerk


def test_a_new_caller_is_booked_by_keyboard_in_forty_seconds(page: Page, served: Served) -> None:
    sign_in(page, served)
    slot = open_slots(served)[0]
    page.goto(f"/staff/booking/kodomo-no-mori/slots/{slot.id}/booking")
    clerk = new_caller(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("電話予約を受け付けました")
    # Choosing a kanji takes about as many keys again as a name has letters.
    assert clerk.seconds + 15 * SECONDS_A_KEY <= MOST_SECONDS, f"{clerk.keys} keys"
    served.records.rollback()
    assert served.records.scalars(select(Booking)).one().case.channel == "phone"


def test_a_family_that_called_before_is_booked_with_its_number_and_four_keys(
    page: Page, served: Served
) -> None:
    sign_in(page, served)
    first, second = open_slots(served)[:2]
    page.goto(f"/staff/booking/kodomo-no-mori/slots/{first.id}/booking")
    new_caller(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("電話予約を受け付けました")
    page.goto(f"/staff/booking/kodomo-no-mori/slots/{second.id}/booking")
    clerk = Keyboard(page)
    clerk.type("09087654321")
    clerk.press("Enter")
    expect(page.get_by_role("button", name="田中 彩さんの内容を入れる")).to_be_focused()
    clerk.press("Enter")
    expect(page.get_by_label("発熱やせきがあるときは利用しません。")).to_be_focused()
    clerk.press("Space")
    clerk.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("電話予約を受け付けました")
    assert clerk.keys == len("09087654321") + 4


def test_a_call_that_came_too_late_is_booked_into_a_near_session_by_keyboard(
    page: Page, served: Served
) -> None:
    sign_in(page, served)
    slot = open_slots(served)[0]
    page.goto(f"/staff/booking/kodomo-no-mori/slots/{slot.id}/booking")
    shut(served, slot)
    clerk = new_caller(page)
    expect(page.locator("#phone-refusal")).to_be_focused()
    clerk.press("Tab")
    clerk.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("電話予約を受け付けました")
    served.records.rollback()
    assert served.records.scalars(select(Booking)).one().slot_id != slot.id


def test_the_back_button_shows_nothing_of_who_had_the_tablet(page: Page, served: Served) -> None:
    sign_in(page, served)
    page.goto(f"/counter/kodomo-no-mori/slots/{open_slots(served)[0].id}")
    fill_in(page)
    page.get_by_role("button", name="この内容で申し込む").click()
    page.get_by_role("button", name="次の方へ").click()
    page.wait_for_url("**/counter")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("この画面は消しました")
    expect(page.locator("body")).not_to_contain_text(re.compile("森|花"))
    page.goto("/staff/cases")
    expect(page.get_by_role("heading", level=1)).to_have_text("職員の画面に戻る")


WHO = {
    "adults": "1",
    "children-0-family": "森",
    "children-0-given": "葵",
    "children-0-born-year": "2023",
    "children-0-born-month": "4",
    "children-0-born-day": "2",
}
CONTACT = {
    "name-family": "森",
    "name-given": "花",
    "kana-family": "もり",
    "kana-given": "はな",
    "phone": "0311112222",
}


def fill_in(page: Page) -> None:
    """Fill the two pages of the playroom's form at the counter."""
    page.get_by_label("市内に住んでいる").check()
    for name, text in WHO.items():
        page.locator(f"[name='{name}']").fill(text)
    page.get_by_role("button", name="次へ進む").click()
    for name, text in CONTACT.items():
        page.locator(f"[name='{name}']").fill(text)
    page.locator("[name='consent']").check()
    page.get_by_role("button", name="次へ進む").click()
