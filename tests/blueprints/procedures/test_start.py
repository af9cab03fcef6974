"""A procedure's start page, short address, QR code and poster."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from blueprints.procedures.starting import short_address, start_of
from domain.database import writing
from domain.history import TOWN
from domain.procedures.describing import add_link, describe, details_of
from domain.procedures.details import Details
from domain.procedures.models import Procedure
from forms.definition import Text
from tests.conftest import MakeApp
from tests.page import Browser
from tests.town import World

ELSEWHERE = "https://app.oss.myna.go.jp/Application/search"
DAY = timedelta(days=1)


def room(records: Session) -> Procedure:
    return records.scalars(select(Procedure).where(Procedure.slug == "kodomo-no-mori")).one()


def say(records: Session, world: World, **said: Any) -> None:
    """Let staff say something of the playroom."""
    details = replace(details_of(records, room(records)), **said)
    describe(records, room(records).id, details, by=TOWN, now=world.now)


def link(records: Session, world: World, **said: Any) -> None:
    """Add a procedure of elsewhere."""
    by: dict[str, Any] = {"by": TOWN, "now": world.now}
    id_ = add_link(
        records, "hoikusho", Text("保育所の入所申込"), ELSEWHERE, department_id=world.childcare, **by
    )
    whole = Details(Text("保育所の入所申込"), elsewhere_url=ELSEWHERE, **said)
    describe(records, id_, whole, **by)


def test_it_says_everything_and_one_button_begins(visitor: Browser, records: Session, world: World) -> None:
    say(
        records,
        world,
        who=Text("就学前のお子さん"),
        next_step=Text("番号が出ます。"),
        privacy=Text("予約に使います。"),
        contact=Text("こどもの森"),
        retention_months=18,
        due_days=3,
    )
    page = visitor.get("/").follow("プレイルームの利用予約")
    for words in ("就学前のお子さん", "番号が出ます。", "予約に使います。 手続きが終わってから18か月残し", "こどもの森", "3日以内", "分ほどです"):  # fmt: skip
        assert words in page.words, words
    assert page.follow("日時を選ぶ").path == "/booking/kodomo-no-mori"
    assert len(page.all("a", "button")) == 1


def test_who_says_nothing_still_names_whom_to_ask(visitor: Browser) -> None:
    page = visitor.get("/procedures/kodomo-no-mori")
    assert "子育て支援課 000-555-0100" in page.words and page.links()["000-555-0100"] == "tel:000-555-0100"


@pytest.mark.parametrize(
    "said, words",
    [
        ({"opens_at": DAY}, "5月13日（水） 10:00から受け付けます。"),
        ({"closes_at": timedelta()}, "受付は5月12日（火） 10:00で終わりました。"),
        ({"closes_at": -timedelta(hours=10)}, "受付は5月11日（月）で終わりました。"),
    ],
)
def test_what_is_not_open_says_why_and_what_else(
    visitor: Browser, records: Session, world: World, said: dict[str, timedelta], words: str
) -> None:
    moments = {name: world.now + span for name, span in said.items()}
    say(records, world, closed_note=Text("窓口でも受け付けています。"), **moments)
    page = visitor.get("/procedures/kodomo-no-mori")
    assert words in page.words and "窓口でも受け付けています。" in page.words
    assert "日時を選ぶ" not in page.links()


def test_what_is_full_says_so(visitor: Browser, records: Session, world: World) -> None:
    link(records, world, most_cases=1)
    with writing(records):
        records.scalars(select(Procedure).where(Procedure.slug == "hoikusho")).one().cases_taken = 1
    assert "定員に達したため" in visitor.get("/procedures/hoikusho").words


def test_what_lives_elsewhere_says_that_one_leaves(visitor: Browser, records: Session, world: World) -> None:
    link(records, world)
    page = visitor.get("/procedures/hoikusho")
    assert page.links()["ぴったりサービスで手続きする"] == ELSEWHERE
    assert "のサイトを出て、別のサイト（ぴったりサービス）に移ります。" in page.words


def test_what_often_follows_is_named_by_what_has_happened(
    visitor: Browser, records: Session, world: World
) -> None:
    link(records, world, life_events=("childcare",), related=("wanpaku", "kodomo-no-mori"))
    page = visitor.get("/procedures/hoikusho")
    assert "あわせて見てほしい手続き：2つ" in page.words
    for slug in ("kodomo-no-mori", "wanpaku"):
        row = records.scalars(select(Procedure).where(Procedure.slug == slug)).one()
        details = replace(details_of(records, row), life_events=("childcare",))
        describe(records, row.id, details, by=TOWN, now=world.now)
    page = visitor.get("/procedures/hoikusho")
    assert "「子育て」に関係する手続き：ほかに2つ" in page.words
    assert page.follow("わんぱくひろばの利用予約").path == "/procedures/wanpaku"


@pytest.mark.parametrize("address", ["/procedures/no-such", "/p/no-such", "/procedures/no-such/poster"])
def test_what_is_not_there_is_not_found(visitor: Browser, address: str) -> None:
    visitor.get(address, status=404)


def test_what_is_not_published_is_not_found(visitor: Browser, records: Session) -> None:
    with writing(records):
        room(records).live_version_id = None
    visitor.get("/procedures/kodomo-no-mori", status=404)


def test_the_short_address_leads_to_the_start_page(visitor: Browser) -> None:
    assert visitor.get("/p/kodomo-no-mori").path == "/procedures/kodomo-no-mori"


def test_the_code_is_a_picture_that_may_be_kept(app: Flask) -> None:
    answer = app.test_client().get("/procedures/kodomo-no-mori/qr.svg")
    assert answer.mimetype == "image/svg+xml" and answer.data.count(b"<path") >= 1
    assert answer.headers["Cache-Control"] == "public, max-age=3600" and b"style=" not in answer.data


def test_the_poster_has_the_code_the_address_and_whom_to_ask(
    make_app: MakeApp, records: Session, world: World
) -> None:
    say(records, world, who=Text("就学前のお子さん"), contact=Text("こどもの森 000-555-0110"))
    page = Browser(make_app(BASE_URL="https://town.example.jp/")).get("/procedures/kodomo-no-mori/poster")
    assert page.h1 == "プレイルームの利用予約" and "town.example.jp/p/kodomo-no-mori" in page.words
    assert "就学前のお子さん" in page.words and "こどもの森 000-555-0110" in page.words
    assert [one.get("src") for one in page.all("img")][-1] == "/procedures/kodomo-no-mori/qr.svg"


@pytest.mark.parametrize("language", ["easy", "en"])
def test_all_pages_are_there_in_every_language(
    visitor: Browser, records: Session, world: World, language: str
) -> None:
    link(records, world, related=("wanpaku",), retention_months=12, closes_at=world.now + DAY)
    visitor.get("/")
    for path in ("/procedures/hoikusho", "/procedures/hoikusho/poster"):
        page = visitor.post("/language", {"language": language, "back": path})
        assert "会員登録は要りません" not in page.words and "受付期間" not in page.words


def test_each_kind_begins_where_it_is_asked(app: Flask) -> None:
    made = {kind: Procedure(slug="a", kind=kind, elsewhere_url="") for kind in ("booking", "application")}
    away = Procedure(slug="a", kind="application", elsewhere_url=ELSEWHERE)
    with app.test_request_context():
        begins = [start_of(one) for one in (*made.values(), away)]
    assert begins == ["/booking/a", "/applications/a", ELSEWHERE]


def test_short_addresses_are_addresses(app: Flask) -> None:
    with app.test_request_context():
        path = short_address("a").removeprefix(app.config["BASE_URL"])
    assert app.url_map.bind("localhost").match(path)[0] == "procedures.short"
