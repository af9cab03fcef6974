"""Applications by phone, post and paper: typed by staff into the same gate."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from domain.people.rules import CLERK, EDITOR
from tests.application_forms import EVENT, HANAKO, open_application
from tests.blueprints.applications.walking import case_now, procedure_now, to_receipt
from tests.blueprints.staff.desks import sign_in
from tests.page import Browser, Page
from tests.town import NOW, World, typed

PATH = "/staff/applications/concert/new"


@pytest.fixture
def clerk(app: Flask, world: World, records: Session) -> Browser:
    open_application(records, world, EVENT, "concert", due_days=7, most_sum=4, sum_field="people")
    return sign_in(app, world, CLERK)


def entered(page: Page, **changes: str) -> Page:
    return page.press("この内容で受け付ける", typed(page, HANAKO, **changes))


def number_on(page: Page) -> str:
    return page.path.split("/")[-1]


def test_a_call_becomes_a_case_with_a_number_to_read_aloud(
    clerk: Browser, records: Session, world: World
) -> None:
    page = clerk.get("/staff/applications").follow("入力する：親子コンサート")
    done = entered(page)
    case = case_now(records, number_on(done))
    assert done.h1 == "申請を受け付けました" and f"{case.number[:4]}-{case.number[4:8]}" in done.words
    assert (case.channel, case.entered_by_id) == ("phone", world.staff[CLERK].id)
    assert (case.held, case.dated_on, case.due_on) == (2, None, date(2026, 5, 19))


def test_post_counts_by_its_postmark_also_after_the_closing(
    clerk: Browser, records: Session, world: World
) -> None:
    procedure = procedure_now(records, "concert")
    procedure.closes_at = NOW - timedelta(days=1)
    records.commit()
    page = clerk.get(PATH)
    assert "終わりました" in page.words
    day = {"how_channel": "post"}
    page = page.press("この内容で受け付ける", {**typed(page, HANAKO), **day}, status=409)
    assert "終わりました" in page.words and page.value("name-family") == "山田"
    dated = {"how_dated-year": "令和8", "how_dated-month": "5", "how_dated-day": "10"}
    done = page.press("この内容で受け付ける", dated)
    case = case_now(records, number_on(done))
    assert (case.channel, case.dated_on) == ("post", date(2026, 5, 10))
    assert "5月10日" in done.words and case.due_on == date(2026, 5, 18)


def test_a_day_that_has_not_come_is_no_postmark(clerk: Browser) -> None:
    page = clerk.get(PATH).press("この内容で受け付ける", {"how_channel": "paper", "phone": "03-1111-2222"})
    dated = {"how_dated-year": "2026", "how_dated-month": "5", "how_dated-day": "13"}
    page = page.press("この内容で受け付ける", {**typed(page, HANAKO), **dated}, status=422)
    assert "how_dated-year" in page.problems() and page.value("how_dated-day") == "13"


def test_the_phone_number_finds_who_applied_before(clerk: Browser, app: Flask) -> None:
    to_receipt(Browser(app), "/applications/concert", people="1")
    page = clerk.get(PATH).press("この内容で受け付ける", phone="090-1111-2222")
    assert "前回の申し込み" in page.words
    page = page.press("山田 花子さんの内容を入れる")
    assert page.value("kana-given") == "ハナコ"


def test_what_comes_by_phone_passes_the_same_gate(clerk: Browser, records: Session) -> None:
    entered(clerk.get(PATH), people="4")
    page = clerk.get(PATH)
    refused = page.press("この内容で受け付ける", typed(page, HANAKO, people="1"), status=409)
    assert "定員に達した" in refused.words and refused.value("people") == "1"


def test_a_page_sent_twice_is_one_case(clerk: Browser, records: Session) -> None:
    page = clerk.get(PATH)
    first, second = entered(page), entered(page)
    assert first.path == second.path
    other = page.press("この内容で受け付ける", typed(page, HANAKO, people="1"), status=409)
    assert "前に受け付けています" in other.words


def test_who_may_not_enter_cases_sees_no_form(clerk: Browser, app: Flask, world: World) -> None:
    sign_in(app, world, EDITOR).get(PATH, status=403)
    sign_in(app, world, "elsewhere").get(PATH, status=403)
    assert "親子コンサート" not in sign_in(app, world, "elsewhere").get("/staff/applications").words
