"""The tablet at the counter with a keyboard before it: filled in, handed over, confirmed, wiped for the next person."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from domain.people.rules import CLERK
from tests.journeys.conftest import Served
from tests.journeys.keyboard import Keys
from tests.journeys.states.ways import as_staff, free, shut
from tests.journeys.steps import bookings, free_slots, has_focus
from tests.town import PASSWORD, SATO

PERSONAL = re.compile("佐藤|美咲|凛|サトウ|090-?1234-?5678|sato@example")


@pytest.fixture
def keys(page: Page, served: Served) -> Keys:
    """Return hands on the keyboard of a tablet that a clerk has taken to the counter."""
    page.set_viewport_size({"width": 1024, "height": 768})
    as_staff(page, served, CLERK, "/counter")
    return Keys(page)


def test_a_family_is_served_at_the_counter_by_keyboard(page: Page, served: Served, keys: Keys) -> None:
    slot = free(served)
    keys.go(page.get_by_role("link", name="プレイルーム"))
    keys.arrive("いつ使いますか")
    keys.go(page.locator(f"#slot-{slot.id}"))
    _fill(keys)
    expect(page.locator("main")).to_contain_text("佐藤 凛")
    keys.go(page.get_by_role("button", name="この内容で申し込む"))
    expect(keys.arrive("受け付けました")).to_be_focused()
    (booking,) = bookings(served)
    assert (booking.slot_id, booking.case.channel, booking.case.phone) == (slot.id, "counter", "09012345678")
    expect(page.locator(".receipt .number")).to_have_text(_written(booking.case.number))
    keys.go(page.get_by_role("button", name="次の方へ"))
    keys.arrive("どの手続きですか")
    page.go_back()
    expect(keys.arrive("この画面は消しました")).to_be_focused()
    assert not PERSONAL.search(page.content())


def test_once_handed_over_no_key_leads_to_the_pages_of_staff(page: Page, served: Served, keys: Keys) -> None:
    _hand_over(page, served, keys)
    assert page.locator("a").count() == 1, "only the one that skips to the content"
    page.goto("/staff/cases")
    keys.arrive("職員の画面に戻る")
    keys.write(page.get_by_label("パスワード"), "guessed")
    keys.press("Enter")
    expect(page.locator(".error-summary")).to_be_focused()
    keys.write(page.get_by_label("パスワード"), PASSWORD)
    keys.press("Enter")
    keys.arrive("申請の一覧")


def test_the_citizen_corrects_an_answer_by_keyboard_before_confirming(
    page: Page, served: Served, keys: Keys
) -> None:
    _hand_over(page, served, keys)
    keys.go(page.get_by_role("button", name=re.compile("直す.*電話番号")))
    keys.arrive("連絡先")
    keys.write(page.get_by_label("電話番号"), "090-1111-2222")
    keys.press("Enter")
    keys.arrive("確認をお願いします")
    keys.go(page.get_by_role("button", name="この内容で申し込む"), "Space")
    keys.arrive("受け付けました")
    assert [one.case.phone for one in bookings(served)] == ["09011112222"]


def test_who_leaves_without_confirming_leaves_nothing(page: Page, served: Served, keys: Keys) -> None:
    _hand_over(page, served, keys)
    keys.go(page.get_by_role("button", name="申し込まずにやめる"))
    keys.arrive("どの手続きですか")
    page.go_back()
    keys.arrive("この画面は消しました")
    assert not PERSONAL.search(page.content())
    assert bookings(served) == []


def test_a_session_that_filled_up_leads_to_a_near_one_by_keyboard(
    page: Page, served: Served, keys: Keys
) -> None:
    slot, others = free(served), {one.id for one in free_slots(served, served.world.playroom)[1:]}
    _hand_over(page, served, keys)
    shut(served, slot)
    keys.go(page.get_by_role("button", name="この内容で申し込む"))
    expect(keys.arrive(re.compile("満員"))).to_be_focused()
    keys.go(page.locator("#nearest button").first)
    expect(keys.arrive("受け付けました")).to_be_focused()
    assert bookings(served)[0].slot_id in others


def test_what_is_missing_at_the_counter_is_found_by_keyboard(page: Page, served: Served, keys: Keys) -> None:
    page.goto(f"/counter/kodomo-no-mori/slots/{free(served).id}")
    keys.go(page.get_by_role("button", name="次へ進む"))
    expect(page.locator(".error-summary")).to_be_focused()
    keys.go(page.locator(".error-summary a").nth(1))
    assert has_focus(page.get_by_label("おとなの人数"))


def _hand_over(page: Page, served: Served, keys: Keys) -> None:
    page.goto(f"/counter/kodomo-no-mori/slots/{free(served).id}")
    _fill(keys)


def _fill(keys: Keys) -> None:
    """Answer both pages of the playroom's form; the view to hand over follows."""
    for title in ("だれが来ますか", "連絡先"):
        expect(keys.arrive(title)).to_be_focused()
        for name, value in SATO.items():
            inputs = keys.page.locator(f'[name="{name}"]:not([type=hidden])')
            if inputs.count():
                keys.tab_to(inputs)
                keys.press("Space") if value in ("resident", "yes") else keys.type(value)
        keys.go(keys.page.get_by_role("button", name="次へ進む"))
    expect(keys.arrive("確認をお願いします")).to_be_focused()


def _written(number: str) -> str:
    return f"{number[:4]}-{number[4:8]}-{number[8:]}"
