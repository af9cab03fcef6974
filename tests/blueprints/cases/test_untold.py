"""Own pages in the minutes in which a decision can still be taken back: they say nothing of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from domain.cases.secrets import secret_of
from domain.decisions import approve, reject
from domain.history import Actor
from tests.application_forms import open_application
from tests.blueprints.applications import walking as applying
from tests.blueprints.booking.walking import booking_now, number_on, slot_path
from tests.blueprints.papers.asking import saturday
from tests.page import Browser, Page
from tests.town import NOW, World, typed

WAIT = timedelta(minutes=5)
OUTCOMES = ("approve", "reject")
SAID = ("承認しました", "却下しました", "承認のお知らせ", "却下のお知らせ", "満員のため", "決まっています")


@pytest.fixture
def by(world: World) -> Actor:
    return Actor("staff", "佐々木 誠", world.staff["reviewer"].id)


@pytest.fixture
def booked(visitor: Browser, records: Session, world: World) -> Page:
    form = visitor.get(slot_path(records, world.hiroba, world, saturday(world), "10:00"))
    receipt = form.press("次へ進む", typed(form)).press("予約する")
    return receipt.follow("予約のページを開く")


@pytest.fixture
def applied(visitor: Browser, records: Session, world: World) -> Page:
    open_application(records, world)
    return applying.to_receipt(visitor).follow("申し込みのページを開く")


def decide(records: Session, own: Page, outcome: str, by: Actor) -> None:
    number = number_on(own)
    if outcome == "approve":
        approve(records, number, "おめでとうございます。", revision=1, by=by, now=NOW, wait=WAIT)
    else:
        reject(records, number, "満員のため", revision=1, by=by, now=NOW, wait=WAIT)


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_an_application_is_in_review_until_its_mail_leaves(
    applied: Page, records: Session, by: Actor, clock: Any, outcome: str
) -> None:
    decide(records, applied, outcome, by)
    page = applied.browser.get(applied.path)
    assert "審査中" in page.words and not [said for said in SAID if said in page.words]
    assert "申し込みを取り下げる" not in page.links()
    clock.move_to(NOW + WAIT)
    told = applied.browser.get(applied.path).words
    assert ("承認しました" if outcome == "approve" else "満員のため") in told and "審査中" not in told


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_a_booking_waits_for_approval_until_its_mail_leaves(
    booked: Page, records: Session, by: Actor, clock: Any, outcome: str
) -> None:
    before = booked.words
    decide(records, booked, outcome, by)
    page = booked.browser.get(booked.path)
    assert page.words == before and "承認待ち" in page.words
    assert "承認待ち" in booked.browser.get(f"{booked.path}/receipt").h1
    assert b"STATUS:CANCELLED" not in booked.browser.client.get(f"{booked.path}/calendar.ics").data
    clock.move_to(NOW + WAIT)
    assert "承認待ち" not in booked.browser.get(booked.path).words


def test_who_looks_it_up_by_its_number_is_told_no_more(
    applied: Page, another_visitor: Browser, records: Session, by: Actor
) -> None:
    decide(records, applied, "reject", by)
    number = number_on(applied)
    known = {"number": number, "secret": secret_of(number, "only for tests")}
    page = another_visitor.get("/bookings").press("予約・申し込みを開く", known)
    assert "審査中" in page.words and "満員のため" not in page.words


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_withdrawing_meanwhile_is_refused_as_for_any_case_in_review(
    applied: Page, records: Session, by: Actor, outcome: str
) -> None:
    ask = applied.follow("申し込みを取り下げる")
    decide(records, applied, outcome, by)
    refused = ask.press("申し込みを取り下げる", status=409)
    assert "審査中" in refused.words and "承認」" not in refused.words and "却下" not in refused.words
    assert "審査中" in applied.browser.get(f"{applied.path}/correction", status=409).words


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_a_family_cancels_meanwhile_and_moves_a_few_minutes_later(
    booked: Page, records: Session, world: World, by: Actor, outcome: str
) -> None:
    other = slot_path(records, world.hiroba, world, saturday(world) + 1, "10:00").rsplit("/", 1)[1]
    question = booked.follow("予約を取り消す")
    move = booked.browser.get(f"{booked.path}/slot?to={other}")
    decide(records, booked, outcome, by)
    assert "数分たってから" in move.press("この日時に変更する", status=409).words
    assert "この予約は取り消されています" in question.press("予約を取り消す").words
    assert booking_now(records, number_on(booked)).state == "cancelled_by_user"
    assert not [said for said in SAID if said in booked.browser.get(booked.path).words]


def test_a_paper_can_be_added_meanwhile(booked: Page, records: Session, by: Actor) -> None:
    decide(records, booked, "approve", by)
    assert "書類を追加する" in booked.browser.get(booked.path).links()
    assert "書類を送る" in booked.browser.get(f"/cases/{number_on(booked)}/papers").words
