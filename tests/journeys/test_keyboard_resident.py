"""A resident without a mouse: every journey to a booking and from it, with Tab, Enter, Space and typing alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from domain.booking.models import Booking
from domain.cases.secrets import secret_of
from tests.journeys.conftest import Served
from tests.journeys.keyboard import Keys
from tests.journeys.states.ways import booked, free, opened, returned
from tests.journeys.steps import (
    RECEIPT,
    booking_of,
    bookings,
    free_slots,
    has_focus,
    link_in_mail,
    open_form,
    others_take,
)


@pytest.fixture
def keys(page: Page) -> Keys:
    """Return hands on the page's keyboard."""
    return Keys(page)


@pytest.fixture
def remembered(context: BrowserContext, served: Served) -> None:
    """Let the device be one that the Satō family asked to remember them."""
    context.add_cookies([{"name": "household", "value": served.world.household, "url": served.address}])


def test_a_booking_is_moved_by_keyboard(page: Page, served: Served, keys: Keys) -> None:
    number, other = opened(page, served, booked(served)), free_slots(served, served.world.playroom)[3]
    keys.go(page.get_by_role("link", name="日時を変更する"))
    keys.arrive("日時を変更する")
    keys.go(page.locator(f"#slot-{other.id}"))
    expect(keys.arrive("この日時に変更しますか")).to_be_focused()
    keys.go(page.get_by_role("button", name="この日時に変更する"))
    expect(page.locator(".notice", has_text="日時を変更しました。")).to_be_focused()
    assert booking_of(served, number).slot_id == other.id


def test_a_move_that_came_too_late_leads_to_a_near_session_by_keyboard(
    page: Page, served: Served, keys: Keys
) -> None:
    number, other = opened(page, served, booked(served)), free_slots(served, served.world.playroom)[3]
    page.goto(f"/bookings/{number}/slot?to={other.id}")
    others_take(served, served.world.playroom, other)
    keys.go(page.get_by_role("button", name="この日時に変更する"))
    expect(keys.arrive(re.compile("満員"))).to_be_focused()
    near = page.locator(".cards button").nth(1)
    wanted = int(str(near.get_attribute("value")))
    keys.go(near)
    expect(page.locator(".notice", has_text="日時を変更しました。")).to_be_focused()
    assert booking_of(served, number).slot_id == wanted != other.id


def test_a_booking_is_cancelled_by_keyboard(page: Page, served: Served, keys: Keys) -> None:
    number = opened(page, served, booked(served))
    keys.go(page.get_by_role("link", name="予約を取り消す"))
    keys.arrive("この予約を取り消しますか")
    keys.go(page.get_by_role("button", name="予約を取り消す"))
    expect(page.locator(".notice", has_text="予約を取り消しました。")).to_be_focused()
    expect(page.locator("main")).to_contain_text("この予約は取り消されています。")
    booking = booking_of(served, number)
    assert (booking.state, booking.slot.taken) == ("cancelled_by_user", 0)


def test_thinking_better_of_it_by_keyboard_keeps_the_booking(page: Page, served: Served, keys: Keys) -> None:
    number = opened(page, served, booked(served))
    page.goto(f"/bookings/{number}/cancellation")
    keys.tab_to(page.get_by_role("button", name="予約を取り消す"))
    keys.go(page.get_by_role("link", name="取り消さない"))
    keys.arrive(re.compile("予約 "))
    assert booking_of(served, number).state == "confirmed"


def test_a_returned_booking_is_corrected_by_keyboard_from_the_mail(
    page: Page, served: Served, keys: Keys
) -> None:
    number = returned(served).case.number
    page.goto(link_in_mail(served, number))
    keys.go(page.get_by_role("link", name="直す"))
    keys.arrive("内容を直す")
    keys.write(page.get_by_label("電話番号"), "1")
    keys.press("Enter")
    expect(page.locator(".error-summary")).to_be_focused()
    keys.go(page.locator(".error-summary a"))
    assert has_focus(page.get_by_label("電話番号"))
    keys.press("Control+A")
    keys.type("０３ー９９９９ー００００")
    keys.go(page.get_by_role("button", name="直した内容を送る"))
    expect(page.locator(".notice", has_text="補正を受け付けました。")).to_be_focused()
    assert booking_of(served, number).case.phone == "0399990000"


def test_number_and_secret_typed_by_keyboard_open_a_booking(page: Page, served: Served, keys: Keys) -> None:
    number = booked(served).case.number
    page.goto("/")
    keys.go(page.get_by_role("link", name="予約・申し込みを確認・変更・取り消す"))
    keys.arrive("予約・申し込みを確認・変更・取り消す")
    keys.write(page.get_by_label("受付番号"), number)
    keys.write(page.get_by_label("確認コード"), "0000-0000")
    keys.press("Enter")
    expect(page.locator(".error-summary")).to_be_focused()
    keys.write(page.get_by_label("確認コード"), secret_of(number, served.app.config["SECRET_KEY"]).lower())
    keys.press("Enter")
    keys.arrive(re.compile(f"予約 {number[:4]}-{number[4:8]}-{number[8:]}"))
    expect(page.locator("main")).to_contain_text("田中 陽")


def test_the_language_is_changed_by_keyboard_and_stays(page: Page, keys: Keys) -> None:
    page.goto("/")
    keys.go(page.get_by_role("button", name="English"))
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.wait_for_load_state()
    keys.go(page.get_by_role("link", name="Playroom"))
    keys.arrive(re.compile("Playroom"))
    keys.go(page.get_by_role("button", name="やさしい日本語"), "Space")
    expect(page.locator(".languages [aria-current]")).to_have_text("やさしい日本語")
    expect(page.locator("html")).to_have_attribute("lang", "ja")


def test_changing_the_language_by_keyboard_keeps_what_was_typed(
    page: Page, served: Served, keys: Keys
) -> None:
    open_form(page, served.world.playroom, free(served))
    keys.write(page.locator("[name=adults]"), "2")
    keys.back_to(page.get_by_role("button", name="English"))
    keys.press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("[name=adults]")).to_have_value("2")
    keys.tab_to(page.get_by_label("I live here"))


def test_enter_in_an_input_goes_on_and_presses_no_other_button(
    page: Page, served: Served, keys: Keys
) -> None:
    open_form(page, served.world.playroom, free(served))
    keys.write(page.locator("[name=adults]"), "2")
    keys.press("Enter")
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator("[name=adults]")).to_have_value("2")
    keys.go(page.locator(".error-summary a").first)
    assert has_focus(page.get_by_label("市内に住んでいる"))


def test_a_page_whose_scripts_come_late_takes_the_focus_from_nobody(
    page: Page, served: Served, keys: Keys
) -> None:
    late: list[Route] = []
    page.route("**/htmx*.js*", lambda route: late.append(route))
    page.goto(f"/booking/kodomo-no-mori/slots/{free(served).id}", wait_until="commit")
    adults = page.locator("[name=adults]")
    expect(adults).to_be_visible()
    expect(page.locator("body")).to_have_css("margin-top", "0px")  # the styles are there
    keys.write(adults, "2")
    for script in late:
        script.fallback()
    page.wait_for_load_state()
    assert has_focus(adults)
    expect(adults).to_have_value("2")


def test_a_choice_is_made_with_arrows_and_brings_up_its_question_in_order(
    page: Page, served: Served, keys: Keys
) -> None:
    open_form(page, served.world.playroom, free(served))
    keys.go(page.get_by_label("市内に住んでいる"), "Space")
    keys.press("ArrowDown", times=2)
    expect(page.get_by_text("いつごろまで滞在しますか")).to_be_visible()
    assert has_focus(page.get_by_label("里帰り中"))
    keys.press("Tab")
    assert has_focus(page.locator("[data-question]", has_text="いつごろまで滞在しますか").locator("input"))


def test_a_child_is_added_and_taken_away_by_keyboard(page: Page, served: Served, keys: Keys) -> None:
    open_form(page, served.world.playroom, free(served))
    keys.go(page.get_by_role("button", name="もう1人追加"))
    expect(page.locator("[name=children-1-family]")).to_be_focused()
    keys.go(page.get_by_role("button", name="2人目を削除"), "Space")
    expect(page.get_by_role("button", name="もう1人追加")).to_be_focused()
    expect(page.locator("[name=children-1-family]")).to_have_count(0)


def test_turning_the_pages_of_the_calendar_keeps_the_focus(page: Page, served: Served, keys: Keys) -> None:
    page.goto(f"/booking/{served.world.playroom.slug}")
    keys.go(page.get_by_role("link", name="次の2週間"))
    expect(page.get_by_role("link", name="前の2週間")).to_be_visible()
    expect(page.locator("#slots h3").first).to_be_focused()
    keys.go(page.get_by_role("link", name="前の2週間"))
    expect(page.get_by_role("link", name="前の2週間")).to_have_count(0)
    keys.tab_to(page.locator(f"#slot-{free(served).id}"))


@pytest.mark.usefixtures("remembered")
def test_a_remembered_family_books_again_by_keyboard(page: Page, served: Served, keys: Keys) -> None:
    slot = free(served)
    page.goto("/")
    keys.go(page.get_by_role("link", name="空いている日時を見る").first)
    keys.arrive("プレイルームの利用予約")
    keys.go(page.locator(f"#slot-{slot.id}"))
    expect(keys.arrive("この内容で予約しますか")).to_be_focused()
    expect(page.locator("main")).to_contain_text("佐藤 凛")
    keys.go(page.get_by_role("button", name="同意して予約する"))
    expect(keys.arrive("予約できました")).to_be_focused()
    assert [(one.slot_id, one.case.phone) for one in bookings(served)] == [(slot.id, "09012345678")]


@pytest.mark.usefixtures("remembered")
def test_what_is_remembered_is_changed_once_by_keyboard(page: Page, served: Served, keys: Keys) -> None:
    open_form(page, served.world.playroom, free(served))
    keys.go(page.get_by_role("button", name=re.compile("変更.*電話番号")))
    expect(page.get_by_label("電話番号")).to_be_focused()
    keys.press("Control+A")
    keys.type("090-1111-2222")
    keys.go(page.get_by_role("checkbox"), "Space")
    keys.go(page.get_by_role("button", name="次へ進む"))
    keys.arrive("この内容で予約しますか")
    keys.go(page.get_by_role("button", name="予約する", exact=True))
    keys.arrive("予約できました")
    assert [one.case.phone for one in bookings(served)] == ["09011112222"]


@pytest.mark.usefixtures("remembered")
def test_who_loses_the_race_books_a_near_session_by_keyboard(page: Page, served: Served, keys: Keys) -> None:
    slot = free(served)
    open_form(page, served.world.playroom, slot)
    others_take(served, served.world.playroom, slot)
    keys.go(page.get_by_role("button", name="同意して予約する"))
    expect(keys.arrive(re.compile("満員になりました"))).to_be_focused()
    near = page.locator("#check .cards button").nth(1)
    wanted = int(str(near.get_attribute("formaction")).rsplit("/", 1)[1])
    keys.go(near, "Space")
    expect(page).to_have_url(RECEIPT)
    expect(keys.arrive("予約できました")).to_be_focused()
    assert _of_the_family(served) == [wanted] != [slot.id]


def _of_the_family(served: Served) -> list[int]:
    mine: list[Booking] = [one for one in bookings(served) if one.case.phone == "09012345678"]
    return [one.slot_id for one in mine]
