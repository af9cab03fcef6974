"""A family books on a phone: with JavaScript, without it, by keyboard, again, and when the line is bad."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from config import ROOT
from domain.clock import now_utc
from domain.history import TOWN
from domain.places.operations import import_postcodes
from domain.procedures.operations import publish
from forms.definition import Form
from tests.journeys.conftest import Served
from tests.journeys.keyboard import Keys
from tests.journeys.steps import (
    RECEIPT,
    SATO,
    Finger,
    bookings,
    confirm,
    fill_in,
    forward,
    free_slots,
    has_focus,
    heading,
    is_same_page,
    mark_window,
    open_form,
    others_take,
    to_check,
)

MOST_TAPS, MOST_TAPS_AGAIN = 10, 3
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, object]) -> dict[str, object]:
    """Browse on a phone with a touch screen."""
    return {**browser_context_args, **PHONE}


def test_a_first_booking_takes_at_most_ten_taps_besides_typing(page: Page, served: Served) -> None:
    slot, finger = free_slots(served, served.world.playroom)[0], Finger(page)
    page.goto("/")
    finger.tap(page.get_by_role("link", name="空いている日時を見る").first)
    finger.tap(page.locator(f"#slot-{slot.id}"))
    finger.tap(page.get_by_label("市内に住んでいる"))
    fill_in(page, _typed_only())
    finger.tap(page.get_by_role("button", name="次へ進む"))
    expect(page.get_by_role("heading", level=1)).to_have_text("連絡先")
    fill_in(page, _typed_only())
    finger.tap(page.get_by_role("checkbox"))
    finger.tap(page.get_by_role("button", name="次へ進む"))
    expect(page.locator("main")).to_contain_text("佐藤 凛")
    finger.tap(page.get_by_role("button", name="予約する", exact=True))
    expect(page.get_by_role("heading", level=1)).to_have_text("予約できました")
    assert finger.taps <= MOST_TAPS
    assert [one.slot_id for one in bookings(served)] == [slot.id]


def test_the_same_way_leads_to_a_receipt_without_javascript(plain_page: Page, served: Served) -> None:
    slot = free_slots(served, served.world.playroom)[0]
    plain_page.goto("/")
    plain_page.get_by_role("link", name="空いている日時を見る").first.click()
    with plain_page.expect_navigation():
        plain_page.locator(f"#slot-{slot.id}").click()
    fill_in(plain_page, residence="homecoming")
    forward(plain_page)
    expect(plain_page.get_by_text("お答えにより、質問が増えました。")).to_be_visible()
    plain_page.get_by_label("市内に住んでいる").check()
    plain_page.get_by_role("button", name="もう1人追加").click()
    expect(plain_page.locator("[name=children-0-given]")).to_have_value("凛")
    plain_page.get_by_role("button", name="2人目を削除").click()
    forward(plain_page)
    expect(plain_page.get_by_role("heading", level=1)).to_have_text("連絡先")
    fill_in(plain_page)
    forward(plain_page)
    assert heading(plain_page) == "この内容で予約しますか"
    number = confirm(plain_page)
    assert [(one.case.number, one.slot_id) for one in bookings(served)] == [(number, slot.id)]


def test_the_same_way_leads_to_a_receipt_by_keyboard_alone(page: Page, served: Served) -> None:
    slot, keys = free_slots(served, served.world.playroom)[0], Keys(page)
    page.goto("/")
    keys.go(page.get_by_role("link", name="本文へ移る"))
    assert has_focus(page.locator("#page-main"))
    keys.go(page.get_by_role("link", name="空いている日時を見る").first)
    keys.arrive("プレイルームの利用予約")
    keys.go(page.locator(f"#slot-{slot.id}"))
    _type_page(page, keys, "だれが来ますか")
    _type_page(page, keys, "連絡先")
    expect(keys.arrive("この内容で予約しますか")).to_be_focused()
    keys.go(page.get_by_role("button", name="予約する", exact=True), "Space")
    expect(keys.arrive("予約できました")).to_be_focused()
    assert [one.slot_id for one in bookings(served)] == [slot.id]


def test_a_child_is_added_and_taken_away_without_loading_a_page(page: Page, served: Served) -> None:
    _open(page, served)
    fill_in(page)
    mark_window(page)
    page.get_by_role("button", name="もう1人追加").click()
    expect(page.locator("[name=children-1-family]")).to_be_focused()
    expect(page.locator("[name=children-0-given]")).to_have_value("凛")
    page.get_by_role("button", name="2人目を削除").click()
    expect(page.locator("[name=children-1-family]")).to_have_count(0)
    assert is_same_page(page)


def test_a_question_that_an_answer_brings_up_comes_without_loading_a_page(page: Page, served: Served) -> None:
    _open(page, served)
    mark_window(page)
    page.get_by_label("里帰り中").check()
    expect(page.get_by_text("いつごろまで滞在しますか")).to_be_visible()
    expect(page.locator("#page-live")).to_have_text("お答えにより、質問が増えました。")
    assert has_focus(page.get_by_label("里帰り中"))
    page.get_by_label("市内に住んでいる").check()
    expect(page.get_by_text("いつごろまで滞在しますか")).to_have_count(0)
    assert is_same_page(page)


def test_a_postal_code_fills_what_is_empty_and_never_what_was_typed(page: Page, served: Served) -> None:
    _ask_for_an_address(served)
    open_form(page, served.world.hiroba, free_slots(served, served.world.hiroba)[0])
    fill_in(page)
    mark_window(page)
    page.locator("[name=home-postal_code]").fill("〒５２０ー０００１")
    page.get_by_role("button", name="住所を入れる").click()
    expect(page.locator("[name=home-area]")).to_have_value("滋賀県大津市蓮池町")
    page.locator("[name=home-area]").fill("滋賀県大津市のはずれ")
    page.locator("[name=home-postal_code]").fill("520-0002")
    with page.expect_response("**/slots/*"):
        page.get_by_role("button", name="住所を入れる").click()
    expect(page.locator("form[aria-busy]")).to_have_count(0)
    expect(page.locator("[name=home-area]")).to_have_value("滋賀県大津市のはずれ")
    expect(page.locator("[name=children-0-given]")).to_have_value("凛")
    assert is_same_page(page)


def test_what_is_being_typed_survives_a_question_that_comes_late(page: Page, served: Served) -> None:
    _open(page, served)
    page.route("**/slots/*", lambda route: (page.wait_for_timeout(300), route.continue_()))
    page.get_by_label("里帰り中").check()
    page.locator("[name=adults]").press_sequentially("3", delay=20)
    page.locator("[name=children-0-family]").press_sequentially("髙﨑𠮷野", delay=60)
    expect(page.get_by_text("いつごろまで滞在しますか")).to_be_visible()
    expect(page.locator("[name=adults]")).to_have_value("3")
    expect(page.locator("[name=children-0-family]")).to_have_value("髙﨑𠮷野")
    assert has_focus(page.locator("[name=children-0-family]"))


def test_a_remembered_family_books_again_in_three_taps(page: Page, served: Served) -> None:
    first, second = _two_days(served)
    to_check(page, served.world.playroom, first)
    confirm(page)
    page.get_by_role("button", name="この端末に覚える").click()
    expect(page.get_by_text("この端末に覚えました。")).to_be_visible()
    finger = Finger(page)
    page.goto("/")
    finger.tap(page.get_by_role("link", name="空いている日時を見る").first)
    finger.tap(page.locator(f"#slot-{second.id}"))
    expect(page.locator("main")).to_contain_text("佐藤 凛")
    finger.tap(page.get_by_role("button", name="同意して予約する"))
    expect(page).to_have_url(RECEIPT)
    assert finger.taps <= MOST_TAPS_AGAIN
    assert [one.slot_id for one in bookings(served)] == [first.id, second.id]


def test_forgetting_revokes_what_the_device_remembers(
    page: Page, context: BrowserContext, served: Served
) -> None:
    kept = {"name": "household", "value": served.world.household, "url": served.address}
    context.add_cookies([kept])
    page.goto("/household")
    expect(page.locator("main")).to_contain_text("090-1234-5678")
    page.get_by_role("button", name="覚えた内容を消す").click()
    expect(page.locator("main")).to_contain_text("この端末は何も覚えていません。")
    context.add_cookies([kept])  # the old token, as a thief of it would: the server has forgotten, too
    _open(page, served)
    assert heading(page) == "だれが来ますか"
    expect(page.locator("[name=adults]")).to_have_value("")


def test_an_answer_is_changed_from_the_check_page(page: Page, served: Served) -> None:
    to_check(page, served.world.playroom, free_slots(served, served.world.playroom)[0])
    page.get_by_role("button", name=re.compile("変更.*電話番号")).click()
    page.get_by_label("電話番号").fill("０９０ー１１１１ー２２２２")
    forward(page)
    expect(page.locator("main")).to_contain_text("090-1111-2222")
    confirm(page)
    assert bookings(served)[0].case.phone == "09011112222"


@pytest.mark.parametrize("kind", ["page", "plain_page"])
def test_who_loses_the_last_place_books_one_of_three_others_by_one_tap(
    request: pytest.FixtureRequest, served: Served, kind: str
) -> None:
    page: Page = request.getfixturevalue(kind)
    slot = free_slots(served, served.world.playroom)[0]
    to_check(page, served.world.playroom, slot)
    others_take(served, served.world.playroom, slot)
    page.get_by_role("button", name="予約する", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("満員になりました")
    expect(page.locator("main")).to_contain_text("佐藤 凛")
    others = page.locator("#check .cards button")
    expect(others).to_have_count(3)
    offered = _session_of(others.first.get_attribute("formaction"))
    others.first.tap()
    expect(page).to_have_url(RECEIPT)
    assert bookings(served)[-1].slot_id == offered != slot.id


def _typed_only() -> dict[str, str]:
    return {name: value for name, value in SATO.items() if name not in ("residence", "consent")}


def _open(page: Page, served: Served) -> None:
    open_form(page, served.world.playroom, free_slots(served, served.world.playroom)[0])


def _ask_for_an_address(served: Served) -> None:
    """Let the hiroba's form ask where the family lives, in a town that knows its postal codes."""
    import_postcodes(served.records, ROOT / "data" / "postcodes-shiga.csv")
    asked = served.world.hiroba.form.to_json()
    asked["pages"][0]["fields"].append({"key": "home", "kind": "postal_address", "label": {"ja": "住所"}})
    publish(served.records, served.world.hiroba.procedure_id, Form.from_json(asked), by=TOWN, now=now_utc())


def _two_days(served: Served) -> tuple:  # type: ignore[type-arg]
    first, *others = free_slots(served, served.world.playroom)
    return first, next(one for one in others if one.day > first.day)


def _session_of(address: str | None) -> int:
    return int(str(address).rsplit("/", 1)[1])


def _type_page(page: Page, keys: Keys, title: str) -> None:
    """Answer the questions of a page in their order, then press Enter."""
    expect(keys.arrive(title)).to_be_focused()
    for name, value in SATO.items():
        inputs = page.locator(f'[name="{name}"]:not([type=hidden])')
        if inputs.count():
            keys.tab_to(inputs)
            keys.press("Space") if value in ("resident", "yes") else keys.type(value)
    keys.go(page.get_by_role("button", name="次へ進む"))
