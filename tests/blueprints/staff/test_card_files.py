"""A file of postcards in the browser: read, looked at, taken."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.lottery.cards.models import CardFile
from domain.lottery.models import Entry
from domain.people.rules import CLERK
from tests.blueprints.staff.desks import sign_in
from tests.page import Browser, Page
from tests.town import NOW, World
from tests.voucher_town import open_voucher

PATH = "/staff/lottery/voucher/rounds/1/postcards/files"
HEADS = "消印,ふりがな,氏名,生年月日,郵便番号,住所,電話番号,冊数,受け取りに来る方"
GOOD = "5/12,ヤマダ ハナコ,山田 花子,S55.4.1,520-0044,大津市京町1-1-1,090-1111-2222,2,本人"
BAD = "5/12,ヤマダ カズコ,山田 和子,S55.4.1,520-0044,大津市京町1-1-1,090-1111-2222,20,本人"


@pytest.fixture
def clerk(app: Flask, world: World, records: Session) -> Browser:
    open_voucher(records, world, NOW)
    return sign_in(app, world, CLERK)


def sent(clerk: Browser, *lines: str, heads: str = HEADS, status: int = 200) -> Page:
    data = "\n".join((heads, *lines)).encode()
    return clerk.get(PATH).press("読み取る", {"file": [("cards.csv", data)]}, status=status)


def count(records: Session) -> int:
    records.rollback()
    return records.scalar(select(func.count(Entry.id))) or 0


def test_a_file_is_read_looked_at_and_taken(clerk: Browser, records: Session) -> None:
    page = sent(clerk, GOOD, BAD).press("続きを読み取る")
    assert "3 冊数" in page.words and "取り込める1行を取り込む" in page.words and count(records) == 0
    page = page.press("取り込める1行を取り込む")
    assert "1枚を受け付けました" in page.words and count(records) == 1
    assert "取込み済み（1枚）" in clerk.get(PATH).words


def test_the_same_file_again_says_so(clerk: Browser, records: Session) -> None:
    for said in (
        "1枚を受け付けました。すでに受け付けていたもの 0枚",
        "0枚を受け付けました。すでに受け付けていたもの 1枚",
    ):
        page = sent(clerk, GOOD).press("続きを読み取る").press("取り込める1行を取り込む")
        assert said in page.words
    assert count(records) == 1


def test_a_file_can_be_dropped(clerk: Browser, records: Session) -> None:
    page = sent(clerk, GOOD).press("続きを読み取る").press("取り込まずに消す")
    assert "ファイルを取り消しました" in page.words and count(records) == 0
    assert records.scalar(select(CardFile.id)) is None


def test_what_is_no_file_of_cards_is_refused(clerk: Browser) -> None:
    page = sent(clerk, GOOD, heads=HEADS.replace("冊数", "備考"), status=422)
    assert "列「冊数」がありません" in page.problems()["file"]
    page = clerk.get(PATH).press("読み取る", status=422)
    assert "選んでください" in page.problems()["file"]


def test_the_example_can_be_sent_back_with_another_pickup(clerk: Browser, records: Session) -> None:
    example = clerk.get(f"{PATH}/example.csv").response.get_data(as_text=True)
    data = example.replace("2,,", "2,本人,").replace("11/25", "5/12").encode()
    page = clerk.get(PATH).press("読み取る", {"file": [("example.csv", data)]}).press("続きを読み取る")
    page.press("取り込める1行を取り込む")
    assert count(records) == 1
