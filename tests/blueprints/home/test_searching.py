"""Finding a procedure at the front door, without JavaScript and as htmx does."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from blueprints.web.database import db
from domain.history import TOWN
from domain.procedures.describing import add_link, describe
from domain.procedures.details import Details
from forms.definition import Text
from tests import htmx
from tests.page import Browser
from tests.town import World

ELSEWHERE = "https://app.oss.myna.go.jp/Application/search"
CARD = "h3"


@pytest.fixture(autouse=True)
def town(records: Session, world: World) -> None:
    """Add three procedures of elsewhere to the rooms."""
    for slug, title, department, events in (
        ("hoikusho", "保育所の入所申込", world.childcare, ("school", "childcare")),
        ("tenshutsu", "転出届", world.office, ("moving",)),
        ("suido", "水道の使用開始", world.office, ("moving",)),
    ):
        add(records, world, slug, title, department, life_events=events)


def add(records: Session, world: World, slug: str, title: str, department: int, **said: Any) -> None:
    by: dict[str, Any] = {"by": TOWN, "now": world.now}
    id_ = add_link(records, slug, Text(title), ELSEWHERE, department_id=department, **by)
    describe(records, id_, Details(Text(title), elsewhere_url=ELSEWHERE, **said), **by)


def cards(page: Any) -> list[str]:
    return ["".join(one.itertext()).strip() for one in page.all(CARD)]


def test_words_find_a_procedure_however_they_are_written(visitor: Browser) -> None:
    page = visitor.get("/").press("さがす", text="ﾎｲｸｼｮ　もうしこみ")
    assert cards(page) == ["保育所の入所申込"] and page.value("text") == "ﾎｲｸｼｮ もうしこみ"
    assert "見つかった手続き 1件" in page.words


def test_a_life_event_lists_its_procedures_and_says_how_many(visitor: Browser) -> None:
    front = visitor.get("/")
    assert "引越し 2件" in front.links()
    page = front.follow("引越し")
    assert cards(page) == ["転出届", "水道の使用開始"] and page.title.startswith("引越し")


def test_a_department_and_what_is_open_narrow_the_list(visitor: Browser) -> None:
    page = visitor.get("/").press("さがす", department="kosodate", open="1")
    assert cards(page) == ["プレイルームの利用予約", "わんぱくひろばの利用予約", "保育所の入所申込"]


def test_what_is_closed_says_so_and_comes_last(visitor: Browser, records: Session, world: World) -> None:
    add(records, world, "ended", "給付金の申請", world.office, closes_at=world.now)
    page = visitor.get("/")
    assert cards(page)[-1] == "給付金の申請" and "受付終了" in page.words
    assert "給付金の申請" not in cards(page.press("さがす", open="1"))


def test_what_is_not_found_says_what_to_do(visitor: Browser) -> None:
    page = visitor.get("/?text=りゅうがく&event=moving")
    assert "この条件の手続きは見つかりませんでした。" in page.words and "言葉を短くするか" in page.words
    assert page.follow("条件をすべて消して").path == "/"


def test_five_hundred_come_twenty_at_a_time(visitor: Browser, records: Session, world: World) -> None:
    for number in range(25):
        add(records, world, f"lesson-{number}", f"教室{number}", world.office)
    page = visitor.get("/?text=教室")
    assert len(cards(page)) == 20 and "25件" in page.words
    second = page.follow("次へ")
    assert len(cards(second)) == 5 and second.path == "/?text=%E6%95%99%E5%AE%A4&page=2"


@pytest.mark.parametrize(
    "path", ["/", "/?event=moving", "/?text=とどけ", "/?text=nothing", "/?page=2&text=a"]
)
def test_the_list_swapped_is_the_list_of_a_fresh_page(visitor: Browser, path: str) -> None:
    htmx.swap(visitor.get(path), "found")


def test_typing_moves_the_address_and_tells_how_many(visitor: Browser) -> None:
    part = htmx.press(visitor.get("/"), "さがす", {"text": "とどけ"})
    headers = part.response.headers
    assert headers["HX-Push-Url"] == "/?text=%E3%81%A8%E3%81%A9%E3%81%91"
    assert json.loads(headers["HX-Trigger"]) == {"town:say": {"text": "1件の手続きがあります。"}}
    asked = {**htmx.asking_for("found"), "HX-Current-URL": "http://localhost/?text=a"}
    more = visitor.open("GET", "/?text=とどけ", status=200, headers=asked)
    assert "HX-Push-Url" not in more.response.headers and more.response.headers["HX-Replace-Url"]


def test_a_plain_list_is_the_same_for_everybody_and_needs_no_cookie(app: Flask) -> None:
    for path in ("/", "/?text=とどけ", "/procedures/tenshutsu"):
        assert "Set-Cookie" not in app.test_client().get(path).headers


@pytest.mark.parametrize("language", ["easy", "en"])
def test_everything_is_there_in_every_language(visitor: Browser, language: str) -> None:
    visitor.get("/")
    page = visitor.post("/language", {"language": language, "back": "/?event=moving"})
    assert len(cards(page)) == 2 and "できごとから選ぶ" not in page.words


def test_the_front_door_asks_three_questions_at_most(app: Flask, visitor: Browser, world: World) -> None:
    asked: list[str] = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    visitor.client.set_cookie("household", world.household)
    visitor.get("/?text=とどけ")
    assert 2 <= len([one for one in asked if one.startswith("SELECT")]) <= 3
