"""When the town says no: the reason, the input kept, the next thing to do."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from tests import htmx
from tests.blueprints.booking.walking import (
    at,
    booking_now,
    fill_up,
    number_on,
    slot_path,
    to_check,
    to_receipt,
)
from tests.controls import words_of
from tests.page import Browser, Page
from tests.town import World, slot_of, typed


def lost_race(visitor: Browser, records: Session, world: World, left: int = 0) -> Page:
    slot = slot_of(records, world.playroom, world.day(1), "09:30")
    check = to_check(visitor, slot_path(records, world.playroom, world))
    fill_up(records, slot, left)
    return check.press("予約する", status=409)


def test_a_lost_race_keeps_the_input_and_names_three_free_sessions(
    visitor: Browser, records: Session, world: World
) -> None:
    page = lost_race(visitor, records, world)
    assert page.h1 == "この回は満員になりました。"
    assert "佐藤 凛" in page.words and page.value("phone") == "090-1234-5678"
    others = [one for one in page.all("button") if one.get("formaction") and one.get("value") == "confirm"]
    assert len(others) == 3


def test_one_tap_takes_a_free_session_with_the_same_input(
    visitor: Browser, records: Session, world: World
) -> None:
    page = lost_race(visitor, records, world)
    receipt = page.press("12:30〜14:30")
    booking = booking_now(records, number_on(receipt))
    assert booking.slot_id == slot_of(records, world.playroom, world.day(1), "12:30").id
    assert booking.case.applicant_name == "佐藤 美咲"


def test_a_lost_race_by_htmx_is_a_whole_page_with_its_title(
    visitor: Browser, records: Session, world: World
) -> None:
    slot = slot_of(records, world.playroom, world.day(1), "09:30")
    check = to_check(visitor, slot_path(records, world.playroom, world))
    fill_up(records, slot)
    page = htmx.press(check, "予約する", status=409)
    assert page.is_whole and page.title.startswith("この回は満員になりました。")


def test_a_party_larger_than_what_is_left_is_told_what_is_left(
    visitor: Browser, records: Session, world: World
) -> None:
    page = lost_race(visitor, records, world, left=1)
    assert "この回の残りは1人で、2人分には足りません。" in page.words


def test_a_second_booking_on_the_same_day_names_the_limit(
    visitor: Browser, records: Session, world: World
) -> None:
    to_receipt(visitor, slot_path(records, world.playroom, world))
    check = to_check(visitor, slot_path(records, world.playroom, world, starts="12:30"))
    page = check.press("予約する", status=409)
    assert "1日に1回まで" in page.h1 and "入力した内容は残っています" in page.words


def test_a_session_that_closed_meanwhile_offers_others(
    visitor: Browser, records: Session, world: World, clock: Any
) -> None:
    check = to_check(visitor, slot_path(records, world.playroom, world))
    clock.move_to(at(world, 1, 8, 30))
    page = check.press("予約する", status=409)
    assert "受付は5/13 8:00に終わりました" in page.h1
    assert [one for one in page.all("button") if one.get("formaction") and one.get("value") == "confirm"]


def test_a_child_too_old_is_an_error_at_its_birth_date(
    visitor: Browser, records: Session, world: World
) -> None:
    check = to_check(visitor, slot_path(records, world.playroom, world), **{"children-0-born-year": "2010"})
    page = check.press("予約する", status=422)
    assert list(page.problems()) == ["children-0-born-year"]
    assert page.h1 == "だれが来ますか" and page.value("children-0-born-year") == "2010"
    assert "対象ではありません" in page.words


def test_too_many_people_are_an_error_at_the_number(visitor: Browser, records: Session, world: World) -> None:
    check = to_check(visitor, slot_path(records, world.playroom, world), adults="4")
    page = check.press("予約する", status=422)
    assert list(page.problems()) == ["adults"] and "4人までです" in page.words


def test_a_full_session_says_so_before_anybody_types(
    visitor: Browser, records: Session, world: World
) -> None:
    slot = slot_of(records, world.playroom, world.day(1), "09:30")
    fill_up(records, slot)
    page = visitor.get(slot_path(records, world.playroom, world), status=409)
    assert page.h1 == "この回は満員になりました。" and "12:30〜14:30" in page.words


def test_a_session_not_open_yet_tells_when_it_opens(visitor: Browser, records: Session, world: World) -> None:
    page = visitor.get(slot_path(records, world.playroom, world, ahead=11), status=409)
    assert "5/13 0:00から予約できます" in page.h1


def test_a_session_that_fills_up_half_way_says_so_at_once_and_takes_the_input_along(
    visitor: Browser, records: Session, world: World
) -> None:
    slot = slot_of(records, world.playroom, world.day(1), "09:30")
    page = visitor.get(slot_path(records, world.playroom, world))
    fill_up(records, slot)
    gone = page.press("次へ進む", typed(page), status=409)
    assert gone.h1 == "この回は満員になりました。"
    others = [one for one in gone.all("button") if "/slots/" in one.get("formaction", "")]
    assert len(others) == 3
    contact = gone.press(words_of(others[0]))
    assert contact.h1 == "連絡先" and contact.path == others[0].get("formaction")
    booked = contact.press("次へ進む", typed(contact)).press("予約する")
    assert booked.h1 == "予約できました" and "佐藤 凛" in booked.follow("予約のページを開く").words


def test_who_has_the_last_place_is_not_told_that_it_is_gone(
    visitor: Browser, records: Session, world: World
) -> None:
    page = visitor.get(slot_path(records, world.playroom, world))
    contact = page.press("次へ進む", typed(page))
    contact.press("次へ進む", typed(contact)).press("予約する")
    records.rollback()
    fill_up(records, slot_of(records, world.playroom, world.day(1), "09:30"))
    assert page.press("次へ進む", typed(page)).h1 == "連絡先"


def test_a_page_without_a_form_changes_its_language(visitor: Browser, records: Session, world: World) -> None:
    fill_up(records, slot_of(records, world.playroom, world.day(1), "09:30"))
    path = slot_path(records, world.playroom, world)
    assert visitor.get(path, status=409).press("English", status=409).h1 == "This session is now full."
