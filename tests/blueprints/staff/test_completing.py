"""Completing applications: one on its page, many from the queue, none that its applicant was not told of."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from domain.decisions import approve
from tests.blueprints.staff.test_cases import shown
from tests.domain.hall import Hall, case_of
from tests.page import Browser
from tests.town import World


@pytest.fixture
def hall(records: Session, world: World) -> Hall:
    return Hall(records.get_bind(), world)  # type: ignore[arg-type]


def approved(records: Session, hall: Hall, minutes_ago: int = 5) -> str:
    number = hall.apply(records)
    at = hall.now - timedelta(minutes=minutes_ago)
    approve(records, number, revision=1, by=hall.actor(), now=at, wait=timedelta(minutes=5))
    return number


def test_an_approved_application_is_completed_on_its_page(
    reviewer: Browser, records: Session, hall: Hall
) -> None:
    number = approved(records, hall)
    page = reviewer.get(f"/staff/cases/{number}").press("完了にする")
    assert "完了にしました" in page.words and "完了しました" in page.words
    records.rollback()
    assert case_of(records, number).state == "completed"


def test_it_is_not_offered_while_the_approval_can_be_taken_back(
    reviewer: Browser, records: Session, hall: Hall
) -> None:
    number = approved(records, hall, minutes_ago=1)
    assert "完了にする" not in reviewer.get(f"/staff/cases/{number}").words
    page = reviewer.post(f"/staff/cases/{number}/completion", {"revision": "2"}, status=409)
    assert "お知らせをまだ送っていない" in page.words


def test_who_comes_second_sees_both_versions(reviewer: Browser, records: Session, hall: Hall) -> None:
    number = approved(records, hall)
    page = reviewer.get(f"/staff/cases/{number}")
    page.press("完了にする")
    late = page.press("完了にする", status=409)
    assert "「完了」のため" in late.words


def test_many_are_completed_from_the_queue_with_a_preview(
    reviewer: Browser, records: Session, hall: Hall
) -> None:
    told, fresh = approved(records, hall), approved(records, hall, minutes_ago=1)
    queue = reviewer.get("/staff/cases?state=approved")
    preview = queue.press("完了にする", case=[f"{told}:2", f"{fresh}:2"])
    assert "選んだ2件のうち、1件を完了にします" in preview.words
    result = preview.press("1件を完了にする")
    assert "2件のうち1件を完了にしました" in result.words and shown(told) in result.words
    records.rollback()
    assert [case_of(records, one).state for one in (told, fresh)] == ["completed", "approved"]
