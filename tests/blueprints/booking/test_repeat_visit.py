"""A family that this device remembers books again in three taps."""

from __future__ import annotations

from sqlalchemy.orm import Session

from blueprints.web.remembering import COOKIE
from tests.blueprints.booking.walking import slot_path, to_receipt
from tests.page import Browser
from tests.town import World, slot_of


def remembering(visitor: Browser, world: World) -> Browser:
    visitor.client.set_cookie(COOKIE, world.household)
    return visitor


def test_three_taps_from_the_catalogue(visitor: Browser, records: Session, world: World) -> None:
    room = remembering(visitor, world).get("/").follow("空いている日時を見る：プレイルームの利用予約")
    slot = slot_of(records, world.playroom, world.day(1), "09:30")
    check = visitor.get(room.by_id(f"slot-{slot.id}").get("href"))
    assert check.h1 == "この内容で予約しますか" and "佐藤 凛" in check.words
    assert "発熱やせきがあるときは利用しません。" in check.words
    assert "同意します" not in check.words
    assert check.press("同意して予約する").h1 == "予約できました"


def test_what_is_remembered_can_be_changed_or_left_out(
    visitor: Browser, records: Session, world: World
) -> None:
    path = slot_path(records, world.playroom, world)
    check = remembering(visitor, world).get(path)
    assert check.press("change:adults").value("adults") == "1"
    empty = check.follow("何も入れずに始める")
    assert empty.h1 == "だれが来ますか" and empty.value("adults") == ""


def test_a_remembered_child_that_grew_too_old_is_not_hidden(
    visitor: Browser, records: Session, world: World
) -> None:
    check = remembering(visitor, world).get(slot_path(records, world.playroom, world))
    form = check.press("change:children")
    again = form.press("次へ進む", {"children-0-born-year": "2010"})
    check = again.press("次へ進む", {"consent": "yes"})
    assert check.press("予約する", status=422).problems().keys() == {"children-0-born-year"}


def test_who_goes_back_instead_of_agreeing_is_asked_to_agree(
    visitor: Browser, records: Session, world: World
) -> None:
    check = remembering(visitor, world).get(slot_path(records, world.playroom, world))
    contact = check.press("change:phone")
    assert not contact.by_id("consent").get("checked")
    assert contact.press("次へ進む", status=422).problems().keys() == {"consent"}
    assert contact.press("次へ進む", {"consent": "yes"}).press("予約する").h1 == "予約できました"


def test_a_device_remembers_only_when_asked(visitor: Browser, records: Session, world: World) -> None:
    receipt = to_receipt(visitor, slot_path(records, world.playroom, world))
    assert visitor.client.get_cookie(COOKIE) is None
    told = receipt.press("この端末に覚える")
    cookie = visitor.client.get_cookie(COOKIE)
    assert cookie is not None and cookie.http_only and cookie.same_site == "Lax"
    assert "この端末に覚えました" in told.words


def test_what_is_remembered_is_listed_and_forgotten_at_one_tap(
    visitor: Browser, records: Session, world: World
) -> None:
    to_receipt(visitor, slot_path(records, world.playroom, world)).press("この端末に覚える")
    page = visitor.get("/").follow("この端末が覚えている内容")
    for words in ("佐藤 美咲", "090-1234-5678", "市内に住んでいる", "佐藤 凛"):
        assert words in page.words
    gone = page.press("覚えた内容を消す")
    assert "この端末は何も覚えていません" in gone.words and "佐藤" not in gone.words
    assert visitor.get(slot_path(records, world.playroom, world, starts="12:30")).h1 == "だれが来ますか"
