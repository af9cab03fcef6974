"""A family's way from the catalogue to the receipt, without JavaScript."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.booking.models import Booking
from tests.blueprints.booking.walking import booking_now, number_on, slot_path, to_check, to_receipt
from tests.page import Browser
from tests.town import World, slot_of, typed


def test_a_family_books_from_the_catalogue(visitor: Browser, records: Session, world: World) -> None:
    room = visitor.get("/").follow("空いている日時を見る：プレイルームの利用予約")
    slot = slot_of(records, world.playroom, world.day(1), "09:30")
    page = visitor.get(room.by_id(f"slot-{slot.id}").get("href"))
    assert page.h1 == "だれが来ますか"
    contact = page.press("次へ進む", typed(page))
    assert contact.h1 == "連絡先"
    check = contact.press("次へ進む", typed(contact))
    assert "佐藤 凛" in check.words and "090-1234-5678" in check.words
    receipt = check.press("予約する")
    assert receipt.h1 == "予約できました"
    booking = booking_now(records, number_on(receipt))
    assert (booking.slot_id, booking.adults, booking.children) == (slot.id, 1, 1)
    assert booking.state == "confirmed" and booking.case.channel == "web"


def test_a_first_booking_takes_at_most_ten_taps_besides_typing(
    visitor: Browser, records: Session, world: World
) -> None:
    taps = ["procedure", "slot", "residence", "次へ進む", "consent", "次へ進む", "予約する"]
    check = to_check(visitor, slot_path(records, world.playroom, world))
    assert check.press("予約する").h1 == "予約できました"
    assert len(taps) <= 10


def test_a_double_tap_gets_the_same_receipt(visitor: Browser, records: Session, world: World) -> None:
    check = to_check(visitor, slot_path(records, world.playroom, world))
    first, second = check.press("予約する"), check.press("予約する")
    assert first.path == second.path
    records.rollback()
    assert records.scalar(select(func.count()).select_from(Booking)) == 1


def test_the_second_tap_of_the_last_winner_is_not_told_full(
    visitor: Browser, records: Session, world: World
) -> None:
    slot = slot_of(records, world.playroom, world.day(1), "09:30")
    slot.taken = slot.open_capacity - 2
    records.commit()
    check = to_check(visitor, slot_path(records, world.playroom, world))
    assert check.press("予約する").path == check.press("予約する").path


def test_weekends_at_the_hiroba_wait_for_approval(visitor: Browser, records: Session, world: World) -> None:
    saturday = next(ahead for ahead in range(1, 7) if world.day(ahead).weekday() == 5)
    slots = visitor.get(f"/booking/{world.hiroba.slug}").by_id(f"day-{world.day(saturday)}")
    path = next(one.get("href") for one in slots.iter("a"))
    receipt = _book_any(visitor, path)
    assert "承認待ち" in receipt.h1 and "担当課が内容を確認します" in receipt.words
    assert booking_now(records, number_on(receipt)).state == "held"


def test_the_check_page_leads_back_to_each_question_with_everything_kept(
    visitor: Browser, records: Session, world: World
) -> None:
    check = to_check(visitor, slot_path(records, world.playroom, world))
    form = check.press("change:phone")
    assert form.h1 == "連絡先" and form.value("phone") == "090-1234-5678"
    again = form.press("次へ進む", {"phone": "03-1234-5678"})
    assert "03-1234-5678" in again.words and "佐藤 凛" in again.words
    assert again.press("予約する").h1 == "予約できました"


def test_the_way_back_from_the_second_page_keeps_both(
    visitor: Browser, records: Session, world: World
) -> None:
    page = visitor.get(slot_path(records, world.playroom, world))
    contact = page.press("次へ進む", typed(page))
    first = contact.press("前に戻る", {"name-family": "髙﨑"})
    assert first.h1 == "だれが来ますか" and first.value("children-0-given") == "凛"
    assert first.value("name-family") == "髙﨑"


def test_confirming_without_the_pages_before_is_refused_with_all_errors(
    visitor: Browser, records: Session, world: World
) -> None:
    path = slot_path(records, world.playroom, world)
    visitor.get(path)
    page = visitor.post(path, {"step": "confirm", "seen": "residence adults children"}, status=422)
    assert {"residence", "adults", "children-0-family"} <= page.problems().keys()


def _book_any(visitor: Browser, path: str):  # type: ignore[no-untyped-def]
    page = visitor.get(path)
    for _ in range(3):
        if page.h1 == "この内容で予約しますか":
            break
        page = page.press("次へ進む", typed(page))
    return page.press("予約する")


def test_to_receipt_of_two_families_gives_two_numbers(
    visitor: Browser, another_visitor: Browser, records: Session, world: World
) -> None:
    path = slot_path(records, world.playroom, world)
    one, other = to_receipt(visitor, path), to_receipt(another_visitor, path, phone="03-1234-5678")
    assert number_on(one) != number_on(other)
