"""A paper that a resident adds marks its case in the queue until somebody has opened it."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from domain.people.rules import REVIEWER
from tests import papers
from tests.blueprints.papers.asking import uploads
from tests.blueprints.staff.desks import sign_in
from tests.page import Browser, Page
from tests.town import World

PHOTO = ("表.jpg", papers.photograph())
PROOF = ("証明書.pdf", papers.PDF)
QUEUE = "/staff/cases"


@pytest.fixture
def reviewer(app: Flask, world: World) -> Browser:
    return sign_in(app, world, REVIEWER)


@pytest.fixture
def own(asked: Page) -> Page:
    """Return one's own page of a case that was sent with one paper."""
    receipt = asked.press("次へ進む", {"upload:proof": [PHOTO]}).press("予約する")
    return asked.browser.get(receipt.path.removesuffix("/receipt"))


def test_an_added_paper_marks_the_case_until_it_was_opened(
    own: Page, reviewer: Browser, records: Session
) -> None:
    assert "新しい書類" not in reviewer.get(QUEUE).words_in("queue")
    own.follow("書類を追加する").press("書類を送る", {"papers": [PROOF, PHOTO]})
    assert "新しい書類 2" in reviewer.get(QUEUE).words_in("queue")
    unread = reviewer.get(f"{QUEUE}?unread=yes")
    assert "新しい書類 2" in unread.words_in("queue") and "未読あり 1" in unread.links()
    reviewer.get(f"/staff/cases/{own.path.split('/')[2]}")
    assert "新しい書類" not in reviewer.get(QUEUE).words_in("queue")
    assert "未読あり 0" in reviewer.get(QUEUE).links()
    assert len(uploads(records)) == 3


def test_the_same_paper_twice_is_new_once(own: Page, reviewer: Browser) -> None:
    form = own.follow("書類を追加する")
    form.press("書類を送る", {"papers": [PROOF]})
    form.press("書類を送る", {"papers": [PROOF]})
    assert "新しい書類 1" in reviewer.get(QUEUE).words_in("queue")
