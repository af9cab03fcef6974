"""Staff without a mouse: signing in, deciding one case or many, closing a day, changing a capacity."""

from __future__ import annotations

import re
import time
from typing import TypeVar

import pyotp
import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from domain.booking.models import Booking, Closure
from domain.cases.models import Decision, Return
from domain.database import writing
from domain.people.models import Staff
from domain.people.rules import CLERK, MANAGER, REVIEWER
from domain.people.sealing import seal, unseal
from tests.journeys.conftest import Served
from tests.journeys.keyboard import Keys
from tests.journeys.states.ways import booked
from tests.journeys.steps import booking_of, free_slots, has_focus, others_book, wait_for_approval
from tests.town import Member

Row = TypeVar("Row")


@pytest.fixture
def keys(page: Page) -> Keys:
    """Return hands on the keyboard of an office's screen."""
    page.set_viewport_size({"width": 1366, "height": 800})
    return Keys(page)


@pytest.fixture
def waiting(served: Served) -> list[Booking]:
    """Return two bookings that wait for approval, of two families on two sessions."""
    room = served.world.hiroba
    wait_for_approval(served, room)
    families = zip(free_slots(served, room), ("03-1111-0001", "03-1111-0002"), strict=False)
    return [others_book(served, room, slot, phone=phone) for slot, phone in families]


def test_staff_sign_in_with_a_second_factor_by_keyboard(page: Page, served: Served, keys: Keys) -> None:
    clerk, app = served.world.staff[CLERK], pyotp.TOTP(pyotp.random_base32())
    with writing(served.records):
        served.records.get_one(Staff, clerk.id).totp_secret = seal(
            app.secret, key=served.app.config["SECRET_KEY"], staff_id=clerk.id
        )
    _open(keys, clerk, "/staff/cases")
    expect(keys.arrive("認証コードの入力")).to_be_focused()
    keys.write(page.get_by_label("認証コード"), "000000")
    keys.press("Enter")
    expect(page.locator(".error-summary")).to_be_focused()
    keys.go(page.locator(".error-summary a"))
    assert has_focus(page.get_by_label("認証コード"))
    keys.type(app.now())
    keys.press("Enter")
    keys.arrive("申請の一覧")
    expect(page.locator(".who")).to_contain_text(clerk.name)


def test_a_wrong_password_is_told_and_typed_again_by_keyboard(page: Page, served: Served, keys: Keys) -> None:
    clerk = served.world.staff[CLERK]
    page.goto("/staff/sign-in")
    _sign_in(keys, clerk.login, "wrong")
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.get_by_label("職員ID")).to_have_value(clerk.login)
    keys.write(page.get_by_label("パスワード"), clerk.password)
    keys.press("Enter")
    expect(page.locator(".who")).to_contain_text(clerk.name)


def test_a_second_factor_is_set_up_by_keyboard(page: Page, served: Served, keys: Keys) -> None:
    clerk = served.world.staff[CLERK]
    _open(keys, clerk, "/staff/account/second-factor")
    keys.go(page.get_by_role("button", name="設定を始める"))
    expect(page.get_by_role("heading", name="QRコードを読み取る")).to_be_focused()
    keys.go(page.get_by_text("QRコードを読み取れないとき"))
    secret = page.locator("#second-factor-secret").inner_text().replace(" ", "")
    keys.write(page.get_by_label("認証コード"), pyotp.TOTP(secret).at(int(time.time())))
    keys.press("Enter")
    expect(page.locator(".notice", has_text="2段階認証を設定しました。")).to_be_focused()
    served.records.rollback()
    sealed = served.records.get_one(Staff, clerk.id).totp_secret
    assert sealed and unseal(sealed, key=served.app.config["SECRET_KEY"], staff_id=clerk.id) == secret


def test_a_case_is_found_and_approved_by_keyboard(
    page: Page, served: Served, keys: Keys, waiting: list[Booking]
) -> None:
    _open(keys, served.world.staff[REVIEWER], "/staff/cases")
    keys.arrive("申請の一覧")
    keys.write(page.get_by_label("氏名・番号・電話"), "0311110002")
    keys.press("Enter")
    expect(page.locator("#queue tbody tr")).to_have_count(1)
    assert has_focus(page.get_by_label("氏名・番号・電話"))
    keys.go(page.locator("#queue tbody a"))
    expect(page.get_by_role("heading", name="できること")).to_be_visible()
    keys.go(page.get_by_role("button", name="承認する"))
    expect(page.locator(".notice", has_text="承認しました。")).to_be_focused()
    assert _states(served, waiting) == ["held", "confirmed"]


def test_the_queue_is_narrowed_by_arrows_without_losing_the_place(
    page: Page, served: Served, keys: Keys, waiting: list[Booking]
) -> None:
    _open(keys, served.world.staff[REVIEWER], "/staff/cases")
    keys.arrive("申請の一覧")
    expect(page.locator("#queue tbody tr")).to_have_count(len(waiting))
    keys.go(page.get_by_label("並び順"), "ArrowDown")
    expect(page.locator("#queue tbody th").first).to_have_text(_written(waiting[1]))
    assert has_focus(page.get_by_label("並び順"))
    keys.go(page.get_by_role("link", name="補正待ち"))
    expect(page.locator("#queue")).to_contain_text("この条件の申請はありません")


def test_a_case_is_returned_by_keyboard_with_questions_and_reasons(
    page: Page, served: Served, keys: Keys, waiting: list[Booking]
) -> None:
    _open(keys, served.world.staff[REVIEWER], f"/staff/cases/{waiting[0].case.number}")
    keys.go(page.get_by_role("link", name="差し戻す（補正を頼む）"))
    keys.arrive("差し戻す（補正を頼む）")
    keys.go(page.get_by_role("button", name="差し戻す", exact=True))
    expect(page.locator(".error-summary")).to_be_focused()
    keys.go(page.locator(".error-summary a"))
    keys.go(page.locator("[name=item][value=phone]"), "Space")
    keys.go(page.locator("#reason-phone"), "ArrowDown")
    keys.write(page.locator("[name=sentence-phone]"), "市外局番がありません。")
    keys.go(page.locator("[name=item][value=name]"), "Space")
    keys.write(page.get_by_label("全体への一言"), "お願いします。")
    keys.go(page.get_by_role("button", name="差し戻す", exact=True))
    expect(page.locator(".notice", has_text="差し戻しました。")).to_be_focused()
    found = _only(served, Return)
    assert [one["field"] for one in found.items] == ["name", "phone"]
    assert (found.items[1]["reason"], found.items[1]["sentence"]) == ("missing", "市外局番がありません。")
    assert found.sentence == "お願いします。"


def test_a_case_is_rejected_by_keyboard_with_a_reason(
    page: Page, served: Served, keys: Keys, waiting: list[Booking]
) -> None:
    _open(keys, served.world.staff[REVIEWER], f"/staff/cases/{waiting[0].case.number}")
    keys.go(page.get_by_role("link", name="却下する"))
    keys.arrive("却下する")
    keys.go(page.get_by_role("button", name="却下する"))
    expect(page.locator(".error-summary")).to_be_focused()
    keys.go(page.locator(".error-summary a"))
    assert has_focus(page.get_by_label("却下の理由"))
    keys.type("設備の点検のため。")
    keys.go(page.get_by_role("button", name="却下する"), "Space")
    expect(page.locator(".notice", has_text="却下しました。")).to_be_focused()
    decision = _only(served, Decision)
    assert (decision.outcome, decision.reason) == ("rejected", "設備の点検のため。")
    assert not booking_of(served, waiting[0].case.number).holds


def test_many_are_approved_by_keyboard_after_a_preview(
    page: Page, served: Served, keys: Keys, waiting: list[Booking]
) -> None:
    _open(keys, served.world.staff[REVIEWER], "/staff/cases?state=open")
    keys.arrive("申請の一覧")
    for box in page.locator("[name=case]").all():
        keys.go(box, "Space")
    keys.back_to(page.get_by_role("button", name="まとめて承認"))
    keys.press("Enter")
    expect(keys.arrive("まとめて承認する前の確認")).to_be_focused()
    assert _states(served, waiting) == ["held", "held"]
    keys.go(page.get_by_role("button", name="2件を承認する"))
    expect(keys.arrive("まとめて承認した結果")).to_be_focused()
    expect(page.locator("main")).to_contain_text("2件のうち2件を承認しました")
    assert _states(served, waiting) == ["confirmed", "confirmed"]


def test_a_case_that_somebody_else_decided_is_told_where_the_focus_is(
    page: Page, served: Served, keys: Keys, waiting: list[Booking]
) -> None:
    _open(keys, served.world.staff[REVIEWER], f"/staff/cases/{waiting[0].case.number}")
    keys.tab_to(page.get_by_role("button", name="承認する"))
    with writing(served.records):
        waiting[0].case.revision += 1
    keys.press("Enter")
    expect(page.locator(".notice.bad")).to_be_focused()
    assert _states(served, waiting) == ["held", "held"]


def test_a_day_is_closed_by_keyboard_and_its_booking_cancelled(
    page: Page, served: Served, keys: Keys
) -> None:
    slot = booked(served).slot
    _open(keys, served.world.staff[MANAGER], f"/staff/booking/kodomo-no-mori/board?day={slot.day}")
    keys.go(page.get_by_role("link", name="休館を登録する"))
    keys.arrive("休館の登録 子育て支援センター こどもの森 プレイルーム")
    keys.write(page.get_by_label("理由"), "台風のため")
    keys.go(page.get_by_role("button", name="影響する予約を確かめる"))
    expect(keys.arrive("休館の確認")).to_be_focused()
    expect(page.locator("main")).to_contain_text("1件の予約に影響します")
    keys.go(page.get_by_role("button", name="休館を登録する"))
    expect(page.locator(".notice", has_text="休館を登録しました。")).to_be_focused()
    keys.go(page.get_by_role("button", name="1件を取り消してお知らせする"))
    expect(page.locator(".notice", has_text="1件の予約を取り消し")).to_be_focused()
    closure = _only(served, Closure)
    assert (closure.first_on, closure.last_on, closure.reason) == (slot.day, slot.day, "台風のため")
    served.records.refresh(slot)
    assert slot.closed_reason and slot.taken == 0


def test_a_day_is_taken_off_the_plan_with_an_arrow(page: Page, served: Served, keys: Keys) -> None:
    day = free_slots(served, served.world.playroom)[-1].day
    _open(keys, served.world.staff[MANAGER], f"/staff/booking/kodomo-no-mori/days/{day}")
    keys.tab_to(page.get_by_label("下の回を開く"))
    keys.press("ArrowDown")
    expect(page.get_by_label("休みにする（回なし）")).to_be_checked()
    keys.write(page.get_by_label("理由"), "館内清掃のため")
    keys.go(page.get_by_role("button", name="この日だけ変える"))
    expect(page.locator(".notice.good")).to_be_focused()
    assert day not in {one.day for one in free_slots(served, served.world.playroom)}


def test_a_capacity_is_changed_by_keyboard(page: Page, served: Served, keys: Keys) -> None:
    slot = booked(served).slot
    _open(keys, served.world.staff[MANAGER], f"/staff/booking/kodomo-no-mori/board?day={slot.day}")
    keys.go(page.locator(f"#session-{slot.id}").get_by_role("link", name="定員を変える"))
    keys.arrive("定員の変更")
    keys.write(page.get_by_label("受付の定員"), "many")
    keys.press("Enter")
    expect(page.locator(".error-summary")).to_be_focused()
    keys.write(page.get_by_label("受付の定員"), "７")
    keys.go(page.get_by_role("button", name="変更する"))
    expect(page.locator(".notice", has_text="定員を変更しました。")).to_be_visible()
    page.wait_for_load_state()
    keys.press("Tab")
    assert has_focus(page.locator(f"#session-{slot.id} a")), "the next key goes on from the changed session"
    served.records.rollback()
    served.records.refresh(slot)
    assert (slot.open_capacity, slot.taken) == (7, 2)
    expect(page.locator(f"#capacity-{slot.id}")).to_contain_text("定員 7")


def test_a_surplus_after_lowering_a_capacity_is_read_first(page: Page, served: Served, keys: Keys) -> None:
    slot = booked(served).slot
    _open(keys, served.world.staff[MANAGER], f"/staff/booking/slots/{slot.id}/capacity")
    keys.write(page.get_by_label("受付の定員"), "1")
    keys.press("Enter")
    expect(keys.arrive("定員を変更しました")).to_be_focused()
    expect(page.locator("main")).to_contain_text("予約が定員を超えています")
    served.records.rollback()
    served.records.refresh(slot)
    assert slot.open_capacity == 1


def _open(keys: Keys, member: Member, path: str) -> None:
    """Ask for a page of the office; the sign-in comes first, and by keyboard too."""
    keys.page.goto(path)
    _sign_in(keys, member.login, member.password)
    expect(keys.page).not_to_have_url(re.compile(r"/staff/sign-in(\?|$)"))
    keys.page.wait_for_load_state()


def _sign_in(keys: Keys, login: str, password: str) -> None:
    keys.arrive("職員ログイン")
    keys.write(keys.page.get_by_label("職員ID"), login)
    keys.press("Tab")
    keys.type(password)
    keys.press("Enter")


def _written(booking: Booking) -> str:
    number = booking.case.number
    return f"{number[:4]}-{number[4:8]}-{number[8:]}"


def _only(served: Served, model: type[Row]) -> Row:
    """Return the only row of a table, as it is now."""
    served.records.rollback()
    return served.records.scalars(select(model)).one()


def _states(served: Served, waiting: list[Booking]) -> list[str]:
    return [booking_of(served, one.case.number).state for one in waiting]
