"""Empty forms are kept for all strangers; what one of them typed or saved is on no page of another."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from blueprints.web.database import db
from tests.application_forms import EVENT, HANAKO, open_application
from tests.blueprints.applications.walking import CHECK, procedure_now, to_receipt
from tests.page import Browser, Page
from tests.town import NOW, World, typed

PATH = "/applications/moved"


@pytest.fixture
def app(make_app: Any) -> Flask:
    """Return an application that keeps what it shows for a second, as in a real town."""
    return make_app(KEPT_SECONDS=1)  # type: ignore[no-any-return]


@pytest.fixture(autouse=True)
def moved(records: Session, world: World) -> int:
    return open_application(records, world)


def after(page: Page, **changes: str) -> Page:
    return page.press("次へ進む", typed(page, HANAKO, **changes))


def test_strangers_share_a_form_but_neither_its_key_nor_its_token(
    visitor: Browser, another_visitor: Browser
) -> None:
    mine, theirs = visitor.get(PATH), another_visitor.get(PATH)
    assert mine.value("form_key") != theirs.value("form_key")
    assert mine.csrf_token and mine.csrf_token not in theirs.text
    assert mine.h1 == theirs.h1 == "届け出る人"


def test_what_one_typed_is_on_no_page_of_another(visitor: Browser, another_visitor: Browser) -> None:
    people = ((visitor, "SATO"), (another_visitor, "KATO"))
    pages = [after(one.get(PATH), **{"name-family": name}) for one, name in people]
    for answers in ({"kind": "inside"}, {}):
        assert [("SATO" in one.text, "KATO" in one.text) for one in pages] == [(True, False), (False, True)]
        pages = [one.press("次へ進む", answers) for one in pages]
    assert {one.h1 for one in pages} == {CHECK}
    assert [("SATO" in one.words, "KATO" in one.words) for one in pages] == [(True, False), (False, True)]
    assert {one.press("この内容で申し込む").h1 for one in pages} == {"申し込みを受け付けました"}


def test_what_one_saved_is_offered_to_nobody_else(visitor: Browser, another_visitor: Browser) -> None:
    another_visitor.get(PATH)
    visitor.get(PATH).press("あとで続ける", {"name-family": "SATO"})
    assert visitor.get(PATH).h1 == "入力の途中で保存した内容があります"
    assert another_visitor.get(PATH).h1 == "届け出る人"


def test_a_stranger_costs_no_query_while_the_form_is_kept(app: Flask, visitor: Browser) -> None:
    visitor.get(PATH)
    asked: list[str] = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    Browser(app, "203.0.113.77").get(PATH)
    after(Browser(app, "203.0.113.78").get(PATH))
    assert asked == []


def test_who_is_refused_lets_the_next_one_see_it_at_once(
    visitor: Browser, another_visitor: Browser, records: Session, world: World
) -> None:
    open_application(records, world, EVENT, "concert", most_cases=1)
    path = "/applications/concert"
    check = after(visitor.get(path))
    to_receipt(another_visitor, path)
    assert "定員" in check.press("この内容で申し込む", status=409).h1
    assert "定員" in visitor.get(path, status=409).h1


def test_a_closing_is_seen_a_second_later(visitor: Browser, records: Session, clock: Any) -> None:
    visitor.get(PATH)
    procedure = procedure_now(records)
    procedure.closes_at = NOW
    records.commit()
    clock.shift(1)
    visitor.get(PATH, status=409)
