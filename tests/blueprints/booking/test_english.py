"""A family that reads English meets no Japanese on its way but names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlalchemy.orm import Session

from tests.blueprints.booking.walking import slot_path
from tests.page import Browser, Page
from tests.town import SATO, World, typed

JAPANESE = re.compile("[、。「」（）：〜\u3040-\u30ff\u3400-\u9fff]+")
NAMES = {"やさしい日本語", "日本語", "青葉野市", "子育て支援課", "休", *SATO.values()}
"""Languages and the town as they call themselves, the sign for closed, and what the family typed."""


def test_every_page_from_the_catalogue_to_the_cancellation_is_in_english(
    visitor: Browser, records: Session, world: World
) -> None:
    visitor.client.set_cookie("language", "en")
    found = {page.path: _japanese(page) for page in _walk(visitor, slot_path(records, world.playroom, world))}
    assert {path: words for path, words in found.items() if words} == {}


def _walk(visitor: Browser, slot: str) -> Iterator[Page]:
    yield visitor.get("/")
    yield visitor.get(slot.partition("/slots")[0])
    first = visitor.get(slot)
    yield first.press("Continue", status=422)
    contact = first.press("Continue", typed(first))
    yield contact.press("Continue", {"phone": "12", "email": "sato"}, status=422)
    check = contact.press("Continue", typed(contact))
    yield check
    receipt = check.press("Book now")
    yield receipt
    own = receipt.follow("Open your booking")
    yield own
    yield own.follow("Change the date and time")
    yield own.follow("Cancel the booking").press("Cancel the booking")


def _japanese(page: Page) -> set[str]:
    return set(JAPANESE.findall(f"{page.title} {page.words}")) - NAMES
