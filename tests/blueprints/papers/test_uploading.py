"""Papers in an ordinary form: sent with the page, kept whatever else is wrong, bound to the case."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.cases.models import Case
from tests import htmx, papers
from tests.blueprints.papers.asking import to_papers, tokens, uploads
from tests.page import Browser, Page

PHOTO = ("IMG_2031.JPG", papers.photograph())
PROOF = ("就労証明書 令和8.pdf", papers.PDF)


def test_the_pages_own_button_sends_the_files_and_goes_on(asked: Page, records: Session) -> None:
    check = asked.press("次へ進む", {"upload:proof": [PHOTO, PROOF], "wish": "よろしく"})
    assert check.h1 == "この内容で予約しますか"
    assert "IMG_2031.jpg" in check.words and "就労証明書 令和8.pdf" in check.words
    receipt = check.press("予約する")
    records.rollback()
    case = records.scalars(select(Case)).one()
    assert {one.case_id for one in uploads(records)} == {case.id}
    assert [one["name"] for one in case.answers["proof"]] == ["IMG_2031.jpg", "就労証明書 令和8.pdf"]
    assert receipt.path.endswith("/receipt")


def test_a_file_that_is_refused_loses_neither_the_others_nor_what_was_typed(
    asked: Page, records: Session
) -> None:
    page = asked.press(
        "次へ進む", {"upload:proof": [PHOTO, ("virus.exe", papers.EXE)], "wish": "よろしく"}, status=422
    )
    assert page.problems().keys() == {"proof"} and "「virus.exe」は送れない種類" in page.problems()["proof"]
    assert page.value("wish") == "よろしく" and "IMG_2031.jpg" in page.words
    assert [one.name for one in uploads(records)] == ["IMG_2031.jpg"]
    assert page.press("次へ進む").h1 == "この内容で予約しますか"


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (("cut.jpg", papers.photograph()[:300]), "壊れています"),
        (("icon.svg", papers.SVG), "送れない種類"),
        (("bomb.png", papers.bomb()), "縦横が大きすぎます"),
        (("locked.pdf", papers.LOCKED_PDF), "パスワード"),
        (("empty.jpg", b""), "空のファイル"),
        (("../../../etc/passwd", papers.EXE), "「passwd」"),
    ],
)
def test_what_is_wrong_is_said_at_the_question(asked: Page, file: tuple[str, bytes], said: str) -> None:
    page = asked.press("次へ進む", {"upload:proof": [file], "wish": "のこる"}, status=422)
    assert said in page.problems()["proof"] and page.title.startswith("エラー：")
    assert page.value("wish") == "のこる"


def test_a_question_without_a_file_asks_for_one(asked: Page) -> None:
    page = asked.press("次へ進む", status=422)
    assert page.problems() == {"proof": "就労証明書の写真かファイルを選んでください。"}


def test_a_question_takes_only_its_types_and_the_browser_offers_only_those(asked: Page) -> None:
    assert asked.by_id("licence").get("accept") == "application/pdf,.pdf"
    assert asked.by_id("proof-camera").get("capture") == "environment"
    page = asked.press("次へ進む", {"upload:proof": [PHOTO], "upload:licence": [PHOTO]}, status=422)
    assert page.problems().keys() == {"licence"}
    assert len(tokens(page)) == 1


def test_files_beyond_the_limit_are_told_by_name(asked: Page, records: Session) -> None:
    four = [(f"{number}.pdf", papers.PDF) for number in range(4)]
    page = asked.press("次へ進む", {"upload:proof": four}, status=422)
    assert "「3.pdf」は送っていません" in page.problems()["proof"]
    assert len(uploads(records)) == len(tokens(page)) == 3
    assert "先に外してください" in page.words


def test_a_file_is_taken_off_again(asked: Page) -> None:
    page = asked.press("選んだファイルを送る", {"upload:proof": [PHOTO, PROOF], "wish": "のこる"})
    assert page.h1 == "書類" and len(tokens(page)) == 2
    fewer = page.press("remove:proof:0")
    assert len(tokens(fewer)) == 1 and "IMG_2031.jpg" not in fewer.words
    assert fewer.value("wish") == "のこる"


def test_htmx_gets_the_part_with_the_file_or_with_what_is_wrong(asked: Page) -> None:
    part = htmx.press(asked, "upload:proof", {"upload:proof": [PHOTO]})
    assert not part.is_whole and "IMG_2031.jpg" in part.words
    wrong = htmx.press(asked, "upload:proof", {"upload:proof": [("x.svg", papers.SVG)]}, status=422)
    assert not wrong.is_whole and wrong.problems().keys() == {"proof"}


def test_too_large_a_file_loses_nothing_else(make_app: object, path: str) -> None:
    app = make_app(UPLOAD_BYTES=50_000, UPLOAD_PAGE_BYTES=200_000)  # type: ignore[operator]
    page = to_papers(Browser(app), path)
    large = ("large.pdf", papers.PDF + b"\0" * 300_000)
    answer = page.press("次へ進む", {"upload:proof": [large, PHOTO], "wish": "のこる"}, status=422)
    assert "「large.pdf」は大きすぎて送れません" in answer.problems()["proof"]
    assert answer.value("wish") == "のこる" and "IMG_2031.jpg" in answer.words


def test_only_pages_that_ask_for_files_take_so_much(app: Flask, asked: Page) -> None:
    assert asked.form_with("次へ進む")[0].get("enctype") == "multipart/form-data"
    much = {"csrf_token": asked.csrf_token, "number": "1" * 600_000}
    asked.browser.open("POST", "/bookings", data=much, status=413)


def test_a_token_of_another_page_or_question_is_not_taken(
    asked: Page, another_visitor: Browser, path: str, records: Session
) -> None:
    mine = asked.press("選んだファイルを送る", {"upload:proof": [PHOTO]})
    other = to_papers(another_visitor, path)
    form, pressed = other.form_with("次へ進む")
    from_elsewhere = {**_held(other), "proof": tokens(mine)}
    page = another_visitor.post(path, {**from_elsewhere, "step": "check"}, status=422)
    assert "見つかりません" in page.problems()["proof"] and "IMG_2031.jpg" not in page.words
    wrong_question = {**_held(mine), "licence": tokens(mine), "step": "check"}
    assert "licence" in asked.browser.post(path, wrong_question, status=422).problems()


def test_two_tabs_of_one_page_make_one_case(asked: Page, records: Session) -> None:
    check = asked.press("次へ進む", {"upload:proof": [PHOTO]})
    first = check.press("予約する")
    assert check.press("予約する").path == first.path
    assert len(uploads(records)) == len(records.scalars(select(Case)).all()) == 1


def test_going_back_and_another_language_keep_the_files(asked: Page) -> None:
    check = asked.press("次へ進む", {"upload:proof": [PHOTO]})
    back = check.press("change:proof")
    assert len(tokens(back)) == 1
    assert len(tokens(back.press("前に戻る").press("次へ進む"))) == 1


def test_a_lost_session_keeps_what_was_sent_and_asks_for_the_rest_again(asked: Page, path: str) -> None:
    sent = asked.press("選んだファイルを送る", {"upload:proof": [PHOTO]})
    sent.browser.client.delete_cookie("madoguchi")
    page = sent.press("次へ進む", {"upload:proof": [PROOF]}, status=400)
    assert len(tokens(page)) == 1 and "もう一度選んでください" in page.problems()["proof"]


def test_a_file_lies_outside_of_what_is_served(asked: Page, app: Flask, records: Session) -> None:
    asked.press("次へ進む", {"upload:proof": [PHOTO]})
    (paper,) = uploads(records)
    place = Path(app.config["UPLOADS"]) / paper.stored_as[:2] / paper.stored_as
    assert place.is_file() and not place.is_relative_to(Path(app.static_folder or ""))
    assert place.stat().st_mode & 0o077 == 0


def _held(page: Page) -> dict[str, object]:
    """Return what the page would send."""
    inputs = [one for one in page.all("input") if one.get("type") != "file"]
    return {one.get("name", ""): one.get("value", "") for one in inputs if one.get("name")}


def test_papers_that_nobody_sent_the_form_with_go_with_expire(
    asked: Page, app: Flask, records: Session, clock: time_machine.Traveller
) -> None:
    asked.press("選んだファイルを送る", {"upload:proof": [PHOTO]})
    assert "0 papers" in app.test_cli_runner().invoke(args=["expire"]).output
    clock.shift(timedelta(days=2))
    assert "1 papers" in app.test_cli_runner().invoke(args=["expire"]).output
    assert uploads(records) == [] and not list(Path(app.config["UPLOADS"]).glob("*/*"))
