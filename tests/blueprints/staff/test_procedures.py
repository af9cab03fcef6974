"""The list of procedures that one makes forms for, and beginning a new one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests import htmx
from tests.page import Browser
from tests.town import World

NEW: Mapping[str, Any] = {"title": "相談の申込み", "kind": "application"}


def test_a_procedure_is_begun_from_nothing_and_stays_unseen(editor: Browser, visitor: Browser) -> None:
    page = editor.get("/staff/procedures").follow("新しい手続きを作る").press("作って、質問を入れる", NEW)
    assert page.path == "/staff/procedures/application-3/form" and "まだ公開していません" in page.words
    assert "相談の申込み" not in visitor.get("/").words
    page = editor.get("/staff/procedures?status=draft&text=そうだん")
    assert "相談の申込み" not in page.words
    assert "相談の申込み" in editor.get("/staff/procedures?status=draft&text=相談").words


@pytest.mark.parametrize(
    ("typed", "place", "status"),
    [
        ({"title": " "}, "title", 422),
        ({"slug": "kodomo-no-mori"}, "slug", 409),
        ({"slug": "日本"}, "slug", 422),
    ],
)
def test_a_procedure_that_cannot_begin_says_why(
    editor: Browser, typed: dict[str, str], place: str, status: int
) -> None:
    page = editor.get("/staff/procedures/new").press("作って、質問を入れる", {**NEW, **typed}, status=status)
    assert list(page.problems()) == [place]


def test_the_list_shows_only_departments_where_one_may_make_forms(editor: Browser, world: World) -> None:
    assert "プレイルームの利用予約" in editor.get("/staff/procedures").words
    page = editor.get("/staff/procedures?text=ﾌﾟﾚｲﾙｰﾑ")
    assert "わんぱくひろば" not in page.words and "プレイルームの利用予約" in page.words
    htmx.swap(page, "procedure-list")
    editor.get("/staff/procedures/new")
    editor.post("/staff/procedures", {**NEW, "department": str(world.office)}, status=404)


def test_the_address_of_a_procedure_leads_to_its_form(editor: Browser) -> None:
    assert editor.get("/staff/procedures/kodomo-no-mori").path == "/staff/procedures/kodomo-no-mori/form"
    editor.get("/staff/procedures/no-such-thing", status=404)
