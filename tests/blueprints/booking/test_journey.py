"""A family's way from the catalogue to the receipt, without JavaScript."""

from __future__ import annotations

from sqlalchemy import func, select

from domain.booking.models import Booking
from tests.page import Browser, Page
from tests.town import World, slot_of, typed


def form_page(visitor: Browser, records, world: World, ahead: int = 1, starts: str = "09:30") -> Page:
    slot = slot_of(records, world.playroom, world.day(ahead), starts)
    return visitor.get(f"/booking/{world.playroom.slug}/slots/{slot.id}")


def check_page(visitor: Browser, records, world: World, **more: str) -> Page:
    page = form_page(visitor, records, world)
    contact = page.press("次へ進む", typed(page, **more))
    return contact.press("次へ進む", typed(contact, **more))


def test_a_family_books_from_the_catalogue(visitor: Browser, records, world: World) -> None:
    room = visitor.get("/").follow("プレイルームの利用予約")
    slot = slot_of(records, world.playroom, world.day(1), "09:30")
    page = visitor.get(room.by_id(f"slot-{slot.id}").get("href"))
    assert page.h1 == "だれが来ますか"
    contact = page.press("次へ進む", typed(page))
    assert contact.h1 == "連絡先"
    check = contact.press("次へ進む", typed(contact))
    assert "佐藤 凛" in check.words and "090-1234-5678" in check.words
    receipt = check.press("予約する")
    assert receipt.h1 == "予約できました"
    assert receipt.path.endswith("/receipt")
    records.rollback()
    booking = records.scalars(select(Booking)).one()
    assert booking.slot_id == slot_of(records, world.playroom, world.day(1), "09:30").id
    assert (booking.adults, booking.children, booking.state) == (1, 1, "confirmed")
    assert booking.case.number[:4] in receipt.words


def test_a_double_tap_gets_the_same_receipt(visitor: Browser, records, world: World) -> None:
    check = check_page(visitor, records, world)
    first, second = check.press("予約する"), check.press("予約する")
    assert first.path == second.path
    records.rollback()
    assert records.scalar(select(func.count()).select_from(Booking)) == 1
