"""Pages that are the same for everybody are made once a moment; what is a visitor's own is never kept for another."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from blueprints.web.database import db
from blueprints.web.kept import MOST_KEPT, Shelf
from tests.blueprints.booking.walking import fill_up, slot_path, to_receipt
from tests.page import Browser, Page
from tests.town import World, slot_of, typed


@pytest.fixture
def app(make_app: Any) -> Flask:
    """Return an application that keeps what it shows for a second, as in a real town."""
    return make_app(KEPT_SECONDS=1)  # type: ignore[no-any-return]


def test_strangers_share_a_form_but_neither_its_key_nor_its_token(
    visitor: Browser, another_visitor: Browser, records: Session, world: World
) -> None:
    path = slot_path(records, world.playroom, world)
    mine, theirs = visitor.get(path), another_visitor.get(path)
    assert mine.value("form_key") != theirs.value("form_key")
    assert mine.csrf_token and mine.csrf_token != theirs.csrf_token
    assert mine.text.count(mine.csrf_token) == 1 and mine.csrf_token not in theirs.text
    assert mine.h1 == theirs.h1 == "だれが来ますか"


def test_the_second_of_two_strangers_books_like_the_first(
    visitor: Browser, another_visitor: Browser, records: Session, world: World
) -> None:
    path = slot_path(records, world.playroom, world)
    first = to_receipt(visitor, path)
    second = to_receipt(another_visitor, path, phone="03-1111-2222")
    assert first.h1 == second.h1 == "予約できました" and first.path != second.path


def test_what_one_family_typed_is_on_no_page_of_another(
    visitor: Browser, another_visitor: Browser, records: Session, world: World
) -> None:
    path = slot_path(records, world.playroom, world)
    mine, theirs = _second_page(visitor, path, "SATO", "4"), _second_page(another_visitor, path, "KATO", "7")
    assert (mine.value("children-0-family"), theirs.value("children-0-family")) == ("SATO", "KATO")
    assert "KATO" not in mine.text and "SATO" not in theirs.text
    assert mine.value("form_key") != theirs.value("form_key") and mine.csrf_token != theirs.csrf_token
    checks = [page.press("次へ進む", _contact(page, phone)) for page, phone in ((mine, "1"), (theirs, "2"))]
    assert [("SATO" in one.words, "KATO" in one.words) for one in checks] == [(True, False), (False, True)]
    assert [one.press("予約する").h1 for one in checks] == ["予約できました"] * 2


def test_a_full_session_gives_everybody_back_what_they_typed(
    visitor: Browser, another_visitor: Browser, records: Session, world: World, clock: Any
) -> None:
    path = slot_path(records, world.playroom, world)
    begun = [
        (one, typed(one, **{"children-0-family": name}))
        for one, name in ((visitor.get(path), "SATO"), (another_visitor.get(path), "KATO"))
    ]
    fill_up(records, slot_of(records, world.playroom, world.day(1), "09:30"))
    clock.shift(1)
    gone = [page.press("次へ進む", answers, status=409) for page, answers in begun]
    assert [one.value("children-0-family") for one in gone] == ["SATO", "KATO"]
    assert [one.value("form_key") for one in gone] == [page.value("form_key") for page, _ in begun]


def test_a_kept_form_says_how_many_places_are_left_now(
    visitor: Browser, another_visitor: Browser, records: Session, world: World, clock: Any
) -> None:
    path = slot_path(records, world.playroom, world)
    begun = [one.get(path) for one in (visitor, another_visitor)]
    assert all("残り3" not in one.words for one in begun)
    assert begun[0].press("次へ進む", typed(begun[0])).h1 == "連絡先"
    fill_up(records, slot_of(records, world.playroom, world.day(1), "09:30"), left=3)
    clock.shift(1)
    assert "残り3人" in begun[1].press("次へ進む", typed(begun[1])).words
    assert "残り3人" in visitor.get(path).words


def test_in_another_language_it_is_another_page(
    visitor: Browser, another_visitor: Browser, records: Session, world: World
) -> None:
    path = slot_path(records, world.playroom, world)
    assert _second_page(visitor, path, "SATO", "4").h1 == "連絡先"
    another_visitor.post("/language", {"language": "en", "back": path})
    english = another_visitor.get(path)
    assert english.press("Continue", typed(english)).h1 == "How to reach you"


def test_within_a_second_the_database_is_not_asked_again(
    app: Flask, visitor: Browser, another_visitor: Browser, records: Session, world: World, clock: Any
) -> None:
    room, form = f"/booking/{world.playroom.slug}", slot_path(records, world.playroom, world)
    asked = _statements(app)
    visitor.get(room), visitor.get(form)
    assert asked
    asked.clear()
    another_visitor.get(room), another_visitor.get(form)
    assert asked == []
    clock.shift(1)
    another_visitor.get(room)
    assert asked


def test_a_second_later_a_change_is_seen(
    visitor: Browser, records: Session, world: World, clock: Any
) -> None:
    slot = slot_of(records, world.playroom, world.day(1), "09:30")
    visitor.get(f"/booking/{world.playroom.slug}")
    fill_up(records, slot)
    assert visitor.get(f"/booking/{world.playroom.slug}").by_id(f"slot-{slot.id}").tag == "a"
    clock.shift(1)
    assert visitor.get(f"/booking/{world.playroom.slug}").by_id(f"slot-{slot.id}").tag == "span"


def test_a_remembered_family_never_gets_a_strangers_form_nor_the_reverse(
    visitor: Browser, another_visitor: Browser, records: Session, world: World
) -> None:
    path = slot_path(records, world.playroom, world)
    visitor.client.set_cookie("household", world.household)
    assert "佐藤" in visitor.get(path).words
    assert "佐藤" not in another_visitor.get(path).words
    assert "佐藤" in visitor.get(path).words


def test_each_language_has_its_own(visitor: Browser, another_visitor: Browser, world: World) -> None:
    visitor.post("/language", {"language": "en", "back": f"/booking/{world.playroom.slug}"})
    assert visitor.get(f"/booking/{world.playroom.slug}").h1 == "Playroom booking"
    assert another_visitor.get(f"/booking/{world.playroom.slug}").h1 == "プレイルームの利用予約"


def test_a_page_of_sessions_needs_no_cookie(app: Flask, world: World) -> None:
    answer = app.test_client().get(f"/booking/{world.playroom.slug}")
    assert answer.status_code == 200 and "Set-Cookie" not in answer.headers


def test_a_shelf_does_not_grow_for_ever() -> None:
    shelf = Shelf(1)
    for number in range(MOST_KEPT * 2):
        assert shelf.get(number, lambda number=number: number) == number
    assert len(shelf.things) <= MOST_KEPT and shelf.locks == {}


def test_a_shelf_keeps_nothing_of_an_earlier_moment(clock: Any) -> None:
    shelf = Shelf(1)
    shelf.get("one", lambda: 1), shelf.get("two", lambda: 2)
    clock.shift(1)
    shelf.get("three", lambda: 3)
    assert list(shelf.things) == ["three"]


def test_what_cannot_be_made_leaves_nothing_behind() -> None:
    shelf = Shelf(1)
    with pytest.raises(ZeroDivisionError):
        shelf.get("one", lambda: 1 // 0)
    assert shelf.things == shelf.locks == {}
    assert shelf.get("one", lambda: 1) == 1


def _second_page(browser: Browser, path: str, family: str, month: str) -> Page:
    page = browser.get(path)
    return page.press(
        "次へ進む", typed(page, **{"children-0-family": family, "children-0-born-month": month})
    )


def _contact(page: Page, last: str) -> dict[str, str]:
    answers = typed(page, phone=f"03-1111-222{last}")
    return {name: text for name, text in answers.items() if not name.startswith("children")}


def _statements(app: Flask) -> list[str]:
    """Return a list that fills with what the database is asked from now on."""
    asked: list[str] = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    return asked
