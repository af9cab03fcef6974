"""The front door and the choice of language."""

from __future__ import annotations

import pytest

from tests.page import Browser
from tests.town import World


def test_the_catalogue_leads_to_every_room(visitor: Browser, world: World) -> None:
    links = visitor.get("/").links().values()
    for room in (world.playroom, world.hiroba):
        assert f"/booking/{room.slug}" in links


def test_it_leads_to_ones_own_booking(visitor: Browser) -> None:
    assert visitor.get("/").follow("予約を確認・変更・取り消す").h1 == "予約を確認・変更・取り消す"


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
