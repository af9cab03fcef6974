"""The front door and the choice of language."""

from __future__ import annotations

import pytest

from tests.conftest import MakeApp
from tests.page import Browser
from tests.town import World


def test_the_catalogue_leads_to_every_room(visitor: Browser, world: World) -> None:
    links = visitor.get("/").links().values()
    for room in (world.playroom, world.hiroba):
        assert f"/booking/{room.slug}" in links


def test_it_leads_to_ones_own_booking(visitor: Browser) -> None:
    assert (
        visitor.get("/").follow("予約・申し込みを確認・変更・取り消す").h1
        == "予約・申し込みを確認・変更・取り消す"
    )


def test_a_language_is_kept_and_leads_back_to_the_page(visitor: Browser, world: World) -> None:
    path = f"/booking/{world.playroom.slug}"
    visitor.get(path)
    page = visitor.post("/language", {"language": "easy", "back": path})
    assert page.path == path and "部屋の 予約" in page.h1


@pytest.mark.parametrize(
    "back", ["//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example", ""]
)
def test_a_choice_of_language_never_leads_to_another_site(visitor: Browser, back: str) -> None:
    visitor.get("/")
    assert visitor.post("/language", {"language": "ja", "back": back}).path == "/"


def test_every_page_leads_to_what_this_site_is(visitor: Browser) -> None:
    page = visitor.get("/bookings").follow("このサイトについて")
    assert page.path == "/about" and "会員登録もパスワードも要りません。" in page.words


def test_it_names_every_cookie_and_how_long_it_stays(visitor: Browser) -> None:
    words = visitor.get("/about").words
    for cookie, days in (("madoguchi", "31日"), ("language", "1年"), ("household", "400日")):
        assert days in words.partition(cookie)[2].split("）")[0], cookie


def test_it_says_where_the_one_foreign_file_comes_from_and_only_there(make_app: MakeApp) -> None:
    said = {assets: Browser(make_app(ASSETS=assets)).get("/about").words for assets in ("cdn", "self")}
    assert "cdn.jsdelivr.net" in said["cdn"] and "cdn.jsdelivr.net" not in said["self"]


def test_accessibility_is_one_tap_away_on_every_page(visitor: Browser) -> None:
    assert visitor.get("/").links()["アクセシビリティ"] == "/about#accessibility"
