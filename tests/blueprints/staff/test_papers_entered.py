"""Papers in forms that staff fill or hand over: by telephone, and at the counter."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests import papers
from tests.blueprints.papers.asking import ask_for_papers, tokens, uploads
from tests.page import Browser
from tests.town import World, slot_of, typed

PHOTO = ("表.jpg", papers.photograph())


@pytest.fixture
def slot_id(records: Session, world: World) -> int:
    """Return a session of the playroom, whose form asks for papers."""
    ask_for_papers(records, world.playroom)
    return slot_of(records, world.playroom, world.day(1), "09:30").id


def test_a_clerk_sends_a_paper_with_a_booking_by_phone(
    clerk: Browser, world: World, slot_id: int, records: Session
) -> None:
    page = clerk.get(f"/staff/booking/{world.playroom.slug}/slots/{slot_id}/booking")
    wrong = page.press(
        "この内容で予約する", {**typed(page), "upload:proof": [PHOTO, ("x.exe", papers.EXE)]}, status=422
    )
    assert "「x.exe」" in wrong.problems()["proof"] and len(tokens(wrong)) == 1
    assert wrong.value("name-family") == "佐藤"
    wrong.press("この内容で予約する")
    assert [one.case_id is not None for one in uploads(records)] == [True]


def test_a_resident_sends_a_paper_at_the_counter(
    clerk: Browser, world: World, slot_id: int, records: Session
) -> None:
    page = clerk.get(f"/counter/{world.playroom.slug}/slots/{slot_id}")
    while page.h1 != "書類":
        page = page.press("次へ進む", typed(page))
    check = page.press("次へ進む", {"upload:proof": [PHOTO]})
    assert "表.jpg" in check.words
    check.press("この内容で申し込む")
    assert [one.case_id is not None for one in uploads(records)] == [True]
