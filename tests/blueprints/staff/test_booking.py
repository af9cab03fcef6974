"""The board of a day, phone bookings, capacities and closures."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.booking.models import Booking, Closure, Slot
from domain.booking.operations import set_capacity
from domain.cases.models import Case
from domain.history import TOWN
from domain.people.rules import CLERK
from tests.blueprints.staff.desks import booked
from tests.htmx import asking_for
from tests.page import Browser, Page
from tests.town import SATO, World, slot_of, typed

ROOM = "/staff/booking/kodomo-no-mori"


@pytest.fixture
def tomorrow(records: Session, world: World) -> Booking:
    """Return the Satōs' booking of tomorrow morning."""
    return booked(records, world, world.playroom, 1, "09:30")


@pytest.fixture
def afternoon(records: Session, world: World) -> Slot:
    """Return tomorrow's session after lunch."""
    return slot_of(records, world.playroom, world.day(1), "12:30")


def call(browser: Browser, slot: Slot) -> Page:
    """Open the form of a phone booking."""
    return browser.get(f"{ROOM}/slots/{slot.id}/booking")


def test_the_board_tells_who_comes_session_by_session(clerk: Browser, tomorrow: Booking) -> None:
    page = clerk.get("/staff/booking").follow("今日の予約").follow("次の日")
    session = page.words_in(f"session-{tomorrow.slot_id}")
    for words in (
        "佐藤 美咲",
        "サトウ ミサキ",
        "佐藤 凛",
        "2歳9か月",
        "09012345678",
        "インターネット",
        "予約確定",
        "初めて",
    ):
        assert words in session.replace("-", "")
    assert "予約 2 / 定員 8人" in session


def test_the_board_of_a_day_without_sessions_says_so(clerk: Browser, world: World) -> None:
    assert "この日の回はありません" in clerk.get(f"{ROOM}/board?day={world.day(-30)}").words
    assert clerk.get(f"{ROOM}/board?day=nonsense").h1.startswith("5月12日")


def test_a_booking_by_phone_goes_into_the_same_calendar(
    clerk: Browser, records: Session, world: World, afternoon: Slot
) -> None:
    page = call(clerk, afternoon)
    page = page.press("この内容で予約する", typed(page))
    assert "電話予約を受け付けました" in page.h1
    records.rollback()
    booking = records.scalars(select(Booking)).one()
    assert (booking.case.channel, booking.case.entered_by_id) == ("phone", world.staff[CLERK].id)
    assert f"{booking.case.number[:4]}-{booking.case.number[4:8]}" in page.words
    assert (afternoon.taken, afternoon.web_taken) == (2, 0)


def test_the_phone_number_comes_first(clerk: Browser, afternoon: Slot) -> None:
    form = next(one for one in call(clerk, afternoon).all("form") if one.get("id") == "call")
    visible = [one.get("name") for one in form.iter("input") if one.get("type") != "hidden"]
    assert visible[0] == "phone"


def test_an_earlier_family_is_offered_and_fills_only_what_is_empty(
    clerk: Browser, records: Session, afternoon: Slot, tomorrow: Booking
) -> None:
    page = call(clerk, afternoon).press("この内容で予約する", phone="０９０ー１２３４ー５６７８", adults="")
    assert "佐藤 美咲さんの内容を入れる" in page.words
    page = page.press("佐藤 美咲さんの内容を入れる", adults="2")
    assert page.value("adults") == "2"
    assert page.value("children-0-given") == "凛"
    assert "consent" not in {one.get("name") for one in page.all("input") if one.get("checked") is not None}


def test_an_unknown_number_is_said_to_be_new(clerk: Browser, afternoon: Slot) -> None:
    page = call(clerk, afternoon).press("この内容で予約する", phone="090-9999-0000", adults="")
    assert "この電話番号の申し込みは初めてです" in page.words
    assert not page.problems()


def test_what_is_missing_is_asked_for_and_what_was_typed_stays(clerk: Browser, afternoon: Slot) -> None:
    page = call(clerk, afternoon)
    page = page.press("この内容で予約する", {**typed(page), "name-given": ""}, status=422)
    assert list(page.problems()) == ["name-given"]
    assert page.value("name-family") == "佐藤"


def test_a_full_session_keeps_the_input_and_names_the_nearest(
    clerk: Browser, records: Session, world: World, afternoon: Slot
) -> None:
    page = call(clerk, afternoon)
    set_capacity(records, afternoon.id, open_capacity=0, by=TOWN, now=world.now)
    refused = page.press("この内容で予約する", typed(page), status=409)
    assert refused.value("name-family") == "佐藤"
    assert "満員になりました" in refused.words
    done = refused.press("9:30〜11:30")
    assert "5月13日（水） 9:30" in done.words


def test_a_child_of_the_wrong_age_is_an_error_of_the_form(clerk: Browser, afternoon: Slot) -> None:
    page = call(clerk, afternoon)
    page = page.press("この内容で予約する", {**typed(page), "children-0-born-year": "2010"}, status=422)
    assert "対象ではありません" in " ".join(page.problems().values())


def test_two_weeks_lead_to_a_phone_booking(clerk: Browser, afternoon: Slot) -> None:
    page = clerk.get(ROOM)
    assert page.by_id(f"slot-{afternoon.id}").get("href") == f"{ROOM}/slots/{afternoon.id}/booking"
    assert clerk.get(ROOM).follow("次の2週間").path == f"{ROOM}?from=2026-05-26"


def test_a_child_is_added_without_javascript(clerk: Browser, afternoon: Slot) -> None:
    page = call(clerk, afternoon)
    page = page.press("もう1人追加", typed(page))
    assert page.value("children-0-given") == "凛"
    assert page.value("children-1-given") == ""


def test_capacity_is_changed(manager: Browser, records: Session, afternoon: Slot) -> None:
    page = manager.get(f"/staff/booking/slots/{afternoon.id}/capacity")
    page = page.press("変更する", open="１２", hard="5", status=422)
    assert page.value("open") == "１２"
    page = page.press("変更する", open="１２", hard="14")
    assert "定員を変更しました" in page.words
    records.rollback()
    assert (afternoon.open_capacity, afternoon.hard_capacity) == (12, 14)


def test_capacity_below_what_is_taken_lists_the_surplus(
    manager: Browser, records: Session, tomorrow: Booking
) -> None:
    page = manager.get(f"/staff/booking/slots/{tomorrow.slot_id}/capacity")
    page = page.press("変更する", open="1", hard="10")
    assert "予約が定員を超えています" in page.words
    assert "佐藤 美咲" in page.words
    refused = manager.get(f"/staff/booking/slots/{tomorrow.slot_id}/capacity").press(
        "変更する", open="1", hard="1", status=409
    )
    assert "予約済みの2より少なく" in refused.words


def test_closing_lists_the_bookings_first_and_can_be_lifted(
    manager: Browser, records: Session, world: World, tomorrow: Booking
) -> None:
    page = manager.get(f"{ROOM}/closures").press("影響する予約を確かめる", first="2026-05-13", status=422)
    assert "理由" in page.problems()["reason"]
    page = page.press("影響する予約を確かめる", first="2026-05-13", last="2026-05-14", reason="台風のため")
    assert "1件の予約に影響します" in page.words
    assert not records.scalars(select(Closure)).all()
    page = page.press("休館を登録する")
    assert "まだ取り消していない予約が1件" in page.words
    page = page.press("1件を取り消してお知らせする")
    assert "影響する予約は残っていません" in page.words
    page.press("休館を取りやめる")
    records.rollback()
    assert records.scalars(select(Closure)).one().lifted_at is not None
    assert tomorrow.state == "cancelled_by_closure"


def test_a_closure_of_another_facility_is_not_found(manager: Browser, records: Session, world: World) -> None:
    manager.get("/staff/booking/wanpaku/closures").press(
        "影響する予約を確かめる", first="2026-05-13", last="2026-05-13", reason="点検"
    ).press("休館を登録する")
    closure = records.scalars(select(Closure.id)).one()
    manager.get(f"{ROOM}/closures/{closure}", status=404)


def test_a_clerk_can_neither_close_nor_change_capacity(clerk: Browser, afternoon: Slot) -> None:
    page = clerk.get(f"{ROOM}/board")
    assert "定員を変える" not in page.words
    assert "休館を登録する" not in page.links()
    clerk.get(f"{ROOM}/closures", status=403)


def test_the_same_call_sent_twice_is_one_booking(clerk: Browser, records: Session, afternoon: Slot) -> None:
    page = call(clerk, afternoon)
    first = page.press("この内容で予約する", typed(page, SATO))
    second = page.press("この内容で予約する", typed(page, SATO))
    assert first.path == second.path
    records.rollback()
    assert len(records.scalars(select(Case)).all()) == 1


def test_an_answer_that_brings_up_a_question_draws_the_form_again(
    clerk: Browser, records: Session, world: World
) -> None:
    page = call(clerk, slot_of(records, world.playroom, world.day(1), "12:30"))
    asked = {one.get("data-question") for one in page.all("div") + page.all("fieldset")}
    drawer = next(one for one in page.all("div", "asked"))
    assert "[name='residence']" in drawer.get("hx-trigger", "")
    answer = clerk.open(
        "POST",
        drawer.get("hx-post", ""),
        status=200,
        data={"csrf_token": page.csrf_token, "step": "refresh", "residence": "homecoming"},
        headers=asking_for("phone-form"),
    )
    assert not answer.is_whole
    more = {one.get("data-question") for one in answer.all("div") + answer.all("fieldset")}
    assert more > asked


def test_without_javascript_a_question_that_came_up_is_shown_before_booking(
    clerk: Browser, records: Session, afternoon: Slot
) -> None:
    page = call(clerk, afternoon)
    page = page.press("この内容で予約する", {**typed(page), "residence": "homecoming"})
    assert "質問が増えました" in page.words
    assert not page.problems()
    assert page.value("name-family") == "佐藤"
    assert not records.scalars(select(Booking)).all()
