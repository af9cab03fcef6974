"""Staff say what residents read about a procedure."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.clock import TOKYO
from domain.people.rules import CLERK, EDITOR, MANAGER
from domain.procedures.describing import details_of
from domain.procedures.details import Details
from domain.procedures.models import Procedure
from forms.definition import Text
from tests.blueprints.staff.desks import sign_in
from tests.conftest import MakeApp
from tests.page import Browser
from tests.town import World

PATH = "/staff/procedures/kodomo-no-mori/details"
ELSEWHERE = "https://app.oss.myna.go.jp/Application/search"


@pytest.fixture
def editor(app: Flask, world: World) -> Browser:
    """Return an editor's browser."""
    return sign_in(app, world, EDITOR)


def said(records: Session, slug: str = "kodomo-no-mori") -> Details:
    records.rollback()
    return details_of(records, records.scalars(select(Procedure).where(Procedure.slug == slug)).one())


def test_what_is_typed_is_what_residents_read(editor: Browser, visitor: Browser, records: Session) -> None:
    page = editor.get(PATH).press("保存する", TYPED)
    assert "案内を保存しました。" in page.words and page.value("synonyms") == "あそびば、ひろば、雨の日"
    found = said(records)
    assert found.who == Text("就学前のお子さん", easy="小さい 子ども", en="Pre-school children")
    assert found.retention_months == 12 and found.life_events == ("childcare", "community")
    assert found.related == ("wanpaku",) and found.synonyms == ("あそびば", "ひろば", "雨の日")
    assert found.opens_at and f"{found.opens_at.astimezone(TOKYO):%m-%d %H:%M}" == "05-01 09:00"
    assert found.closes_at and f"{found.closes_at.astimezone(TOKYO):%m-%d %H:%M}" == "06-01 00:00"
    start = visitor.get("/?text=雨の日").follow("プレイルームの利用予約")
    assert (
        "就学前のお子さん" in start.words and "5月31日（日）まで" in start.words and "1年残し" in start.words
    )
    assert "わんぱくひろばの利用予約" in start.words


TYPED: dict[str, Any] = {
    "who-ja": "就学前のお子さん",
    "who-easy": "小さい 子ども",
    "who-en": "Pre-school children",
    "retention_months": "１２",
    "life_events": ["childcare", "community"],
    "synonyms": "あそびば、ひろば\n雨の日、ひろば",
    "related-1": "わんぱくひろばの利用予約",
    "opens_on": "令和8年5月1日",
    "opens_time": "9時",
    "closes_on": "2026-05-31",
}


def test_saving_what_is_there_changes_nothing(editor: Browser, records: Session) -> None:
    editor.get(PATH).press("保存する", TYPED)
    before = said(records)
    editor.get(PATH).press("保存する")
    assert said(records) == before


def test_of_two_who_describe_at_once_the_second_sees_both_versions(
    editor: Browser, app: Flask, world: World, records: Session
) -> None:
    mine, theirs = editor.get(PATH), sign_in(app, world, MANAGER).get(PATH)
    theirs.press("保存する", {"who-ja": "市内の親子", "due_days": "7"})
    clash = mine.press("保存する", {"who-ja": "就学前のお子さん", "synonyms": "ひろば"}, status=409)
    words = clash.words
    assert "ほかの人が先に案内を変更しました" in words and "髙田 修" in words
    assert "就学前のお子さん 市内の親子" in words and "結果が出るまで（日） — 7" in words
    assert (clash.value("who-ja"), clash.value("synonyms")) == ("就学前のお子さん", "ひろば")
    assert said(records).who.ja == "市内の親子"
    clash.press("保存する")
    assert (said(records).who.ja, said(records).synonyms) == ("就学前のお子さん", ("ひろば",))


def test_what_was_mended_is_still_compared(
    editor: Browser, app: Flask, world: World, records: Session
) -> None:
    wrong = editor.get(PATH).press("保存する", {"title-ja": ""}, status=422)
    sign_in(app, world, MANAGER).get(PATH).press("保存する", {"who-ja": "市内の親子"})
    clash = wrong.press("保存する", {"title-ja": "プレイルーム"}, status=409)
    clash.follow("入力した内容を捨てて、いまの内容を開く")
    assert said(records).who.ja == "市内の親子"


@pytest.mark.parametrize(
    "typed, where, words",
    [
        ({"title-ja": ""}, "title-ja", "手続きの名前を入れてください。"),
        ({"retention_months": "一年"}, "retention_months", "数字で"),
        ({"due_days": "0"}, "due_days", "1から365"),
        ({"closes_on": "あした"}, "closes_on", "日付を"),
        ({"opens_time": "9:00"}, "opens_on", "日付も"),
        ({"opens_on": "2026-05-02", "closes_on": "2026-05-01"}, "closes_on", "あとに"),
        ({"elsewhere_url": "http://example.jp"}, "elsewhere_url", "https://"),
        ({"related-0": "どこかの手続き"}, "related-0", "どこかの手続き"),
        ({"synonyms": "あ" * 41}, "synonyms", "40文字"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    editor: Browser, records: Session, typed: dict[str, Any], where: str, words: str
) -> None:
    before = said(records)
    page = editor.get(PATH).press("保存する", {"who-ja": "だれでも", **typed}, status=422)
    assert words in page.problems()[where]
    name, value = next(iter(typed.items()))
    assert page.value(name) == value
    assert page.by_id("who-ja").text == "だれでも" and said(records) == before


def test_a_link_elsewhere_is_made_and_then_described(
    editor: Browser, visitor: Browser, records: Session
) -> None:
    page = editor.get("/staff/procedures/new/link").press(
        "作って、案内を書く", title="保育所の入所申込", elsewhere_url=ELSEWHERE, slug="Hoikusho"
    )
    assert page.path == "/staff/procedures/hoikusho/details"
    page.press("保存する", {"life_events": ["school"], "synonyms": "保育園"})
    start = visitor.get("/?event=school").follow("保育所の入所申込")
    assert start.links()["ぴったりサービスで手続きする"] == ELSEWHERE
    assert said(records, "hoikusho").elsewhere_url == ELSEWHERE


def test_the_list_leads_to_it_and_its_tabs_lead_on(editor: Browser, records: Session, world: World) -> None:
    way = editor.get("/staff/procedures/new").follow("ほかのサイトへの案内を作る")
    way.press("作って、案内を書く", title="保育所の入所申込", elsewhere_url=ELSEWHERE, slug="hoikusho")
    listed = editor.get("/staff/procedures?status=live")
    assert "ほかのサイトへの案内" in listed.words
    assert listed.follow("保育所の入所申込").path == "/staff/procedures/hoikusho/details"
    assert editor.get(PATH).follow("様式").path == "/staff/procedures/kodomo-no-mori/form"


@pytest.mark.parametrize(
    "typed, where",
    [
        ({"title": ""}, "title"),
        ({"slug": "new"}, "slug"),
        ({"elsewhere_url": ""}, "elsewhere_url"),
        ({"elsewhere_url": "ftp://example.jp/"}, "elsewhere_url"),
        ({"slug": "wanpaku"}, "slug"),
        ({"slug": "保育所"}, "slug"),
    ],
)
def test_a_link_that_leads_nowhere_is_not_made(editor: Browser, typed: dict[str, str], where: str) -> None:
    whole = {"title": "入所申込", "elsewhere_url": ELSEWHERE, "slug": "hoikusho", **typed}
    page = editor.get("/staff/procedures/new/link").press("作って、案内を書く", whole, status=422)
    assert page.problems().keys() == {where} and page.value("title") == whole["title"]


def test_only_who_makes_forms_there_may_describe(app: Flask, world: World, editor: Browser) -> None:
    sign_in(app, world, CLERK).get(PATH, status=403)
    editor.get(PATH)
    stranger = sign_in(app, world, "elsewhere")
    stranger.get(PATH, status=403)
    data = {"title": "案内", "elsewhere_url": ELSEWHERE, "slug": "a", "department": str(world.office)}
    editor.post("/staff/procedures/links", data, status=404)


def test_the_office_names_the_residents_site(make_app: MakeApp, world: World) -> None:
    app = make_app(SIDE="office", BASE_URL="https://town.example.jp")
    page = sign_in(app, world, EDITOR).get(PATH)
    assert page.links()["住民の画面を見る"] == "https://town.example.jp/procedures/kodomo-no-mori"
    assert "https://town.example.jp/p/kodomo-no-mori" in page.words


def test_a_form_that_is_not_out_yet_says_so(editor: Browser, records: Session) -> None:
    row = records.scalars(select(Procedure).where(Procedure.slug == "kodomo-no-mori")).one()
    row.live_version_id = None
    records.commit()
    page = editor.get(PATH)
    assert "まだ公開していない" in page.words and "住民の画面を見る" not in page.links()
