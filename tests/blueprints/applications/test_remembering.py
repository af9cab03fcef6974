"""A device that was asked to remembers who applied: the next form begins with their name and how to reach them."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from blueprints.web.remembering import COOKIE
from tests.application_forms import EVENT, open_application
from tests.blueprints.applications.walking import number_on, to_receipt
from tests.page import Browser, Page
from tests.town import World

KEEP = "この端末に覚える"


@pytest.fixture
def receipt(visitor: Browser, records: Session, world: World) -> Page:
    open_application(records, world)
    open_application(records, world, EVENT, "concert")
    return to_receipt(visitor)


def test_the_next_application_begins_with_what_this_device_knows(visitor: Browser, receipt: Page) -> None:
    assert visitor.client.get_cookie(COOKIE) is None
    told = receipt.press(KEEP)
    assert told.path == receipt.path and "次の申し込みでは" in told.words and KEEP not in told.words
    page = visitor.get("/applications/concert")
    assert (page.value("name-family"), page.value("phone")) == ("山田", "090-1111-2222")
    assert page.value("people") == "" and "この端末に覚えている内容を入れてあります" in page.words
    assert page.follow("何も入れずに始める").value("name-family") == ""


def test_only_what_other_forms_ask_too_is_kept(visitor: Browser, receipt: Page) -> None:
    receipt.press(KEEP)
    page = visitor.get("/household")
    assert "山田 花子" in page.words and "よろしくお願いします。" not in page.words
    page.press("覚えた内容を消す")
    assert visitor.get("/applications/concert").value("name-family") == ""


def test_what_was_known_from_a_booking_stays_known(visitor: Browser, world: World, receipt: Page) -> None:
    visitor.client.set_cookie(COOKIE, world.household)
    visitor.get(receipt.path).press(KEEP)
    page = visitor.get("/household")
    assert "佐藤 凛" in page.words and "山田 花子" in page.words and "佐藤 美咲" not in page.words


def test_who_applies_as_somebody_else_is_asked_again(visitor: Browser, receipt: Page) -> None:
    receipt.press(KEEP)
    same = to_receipt(visitor, "/applications/concert")
    assert KEEP not in same.words and "お名前や連絡先を覚えています" in same.words
    other = to_receipt(visitor, "/applications/moved?fresh=1", **{"name-given": "太郎"})
    assert KEEP in other.words


def test_another_browser_cannot_keep_it(another_visitor: Browser, receipt: Page) -> None:
    another_visitor.get("/applications/moved")
    another_visitor.post(f"/cases/{number_on(receipt)}/household", {}, status=404)
    assert another_visitor.client.get_cookie(COOKIE) is None
