"""How many files one address may send in an hour: what is too much is said, and nothing else is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests import papers
from tests.blueprints.papers.asking import to_papers, uploads
from tests.page import Browser, Page
from tests.town import NOW

PHOTO = ("表.jpg", papers.photograph())
PROOF = ("証明書.pdf", papers.PDF)
SAID = "1時間に送れる数を超えました。11:00以降に"


@pytest.fixture(autouse=True)
def few(app: Flask) -> None:
    """Let an address send two files an hour."""
    app.config["UPLOADS_PER_HOUR"] = 2


def test_what_is_too_much_is_said_and_the_rest_stays(asked: Page, records: Session, clock: Any) -> None:
    sent = {"upload:proof": [PHOTO, PROOF, ("裏.jpg", papers.photograph(40, 40))], "wish": "よろしく"}
    page = asked.press("次へ進む", sent, status=422)
    assert "「裏.jpg」はまだ送っていません" in page.problems()["proof"] and SAID in page.problems()["proof"]
    assert page.value("wish") == "よろしく"
    assert [one.name for one in uploads(records)] == ["表.jpg", "証明書.pdf"]
    assert page.press("次へ進む").h1 == "この内容で予約しますか"
    clock.move_to(NOW + timedelta(hours=1))
    later = page.press("次へ進む", {"upload:proof": [("裏.jpg", papers.photograph(40, 40))]})
    assert later.h1 == "この内容で予約しますか" and len(uploads(records)) == 3


def test_another_address_has_a_count_of_its_own(
    asked: Page, path: str, another_visitor: Browser, records: Session
) -> None:
    asked.press("次へ進む", {"upload:proof": [PHOTO, PROOF]})
    page = to_papers(another_visitor, path).press("次へ進む", {"upload:proof": [PHOTO]})
    assert page.h1 == "この内容で予約しますか" and len(uploads(records)) == 3


def test_a_paper_for_a_case_is_counted_too(asked: Page, records: Session) -> None:
    receipt = asked.press("次へ進む", {"upload:proof": [PHOTO]}).press("予約する")
    own = asked.browser.get(receipt.path.removesuffix("/receipt"))
    page = own.follow("書類を追加する").press("書類を送る", {"papers": [PROOF, PHOTO]}, status=422)
    assert SAID in page.problems()["papers"] and "ほかの1ファイルは受け取りました" in page.words
    assert [one.name for one in uploads(records)] == ["表.jpg", "証明書.pdf"]
