"""Asking whether something arrived, by the key of the page."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from tests.blueprints.booking.walking import slot_path, to_check
from tests.page import Browser
from tests.town import World


def test_what_arrived_leads_to_its_receipt(visitor: Browser, records: Session, world: World) -> None:
    check = to_check(visitor, slot_path(records, world.playroom, world))
    key = check.value("form_key")
    receipt = check.press("予約する")
    answer = visitor.client.get(f"/submissions/{key}", headers={"Accept": "application/json"})
    assert answer.json == {"url": receipt.path}


def test_it_is_opened_for_whoever_knows_the_key(
    visitor: Browser, another_visitor: Browser, records: Session, world: World
) -> None:
    check = to_check(visitor, slot_path(records, world.playroom, world))
    check.press("予約する")
    page = another_visitor.get(f"/submissions/{check.value('form_key')}", Accept="text/html")
    assert page.h1 == "予約できました"


def test_a_key_that_was_kept_opens_nothing_a_day_later(
    visitor: Browser, another_visitor: Browser, records: Session, world: World, clock: Any
) -> None:
    check = to_check(visitor, slot_path(records, world.playroom, world))
    check.press("予約する")
    clock.shift(24 * 3600)
    page = another_visitor.get(f"/submissions/{check.value('form_key')}", Accept="text/html")
    assert page.path.startswith("/bookings?number=")


def test_what_never_arrived_is_not_found(visitor: Browser, records: Session, world: World) -> None:
    check = to_check(visitor, slot_path(records, world.playroom, world))
    answer = visitor.client.get(
        f"/submissions/{check.value('form_key')}", headers={"Accept": "application/json"}
    )
    assert answer.status_code == 404 and answer.json == {"url": None}
    assert "まだ届いていません" in visitor.get("/submissions/nothing", status=404, Accept="text/html").h1
