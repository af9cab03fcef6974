"""One's own booking: who may see it, what it shows, what can be taken along."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy.orm import Session

from blueprints.web.database import db
from domain.cases.secrets import link_token, secret_of
from domain.clock import moment_of
from domain.database import writing
from tests.blueprints.booking.walking import booking_now, number_on, slot_path, to_receipt
from tests.databases import counted
from tests.page import Browser, Page
from tests.town import World, slot_of

KEY = "only for tests"


@pytest.fixture
def receipt(visitor: Browser, records: Session, world: World) -> Page:
    return to_receipt(visitor, slot_path(records, world.playroom, world))


def test_a_receipt_of_the_opening_minute_asks_the_database_twice(
    receipt: Page, visitor: Browser, app: Flask
) -> None:
    with app.app_context(), counted(db.engine) as statements:
        visitor.get(receipt.path)
    assert len(statements) == 2


def test_the_receipt_has_number_secret_and_what_comes_next(receipt: Page) -> None:
    number = number_on(receipt)
    assert f"{number[:4]}-{number[4:8]}-{number[8:]}" in receipt.words
    assert secret_of(number, KEY) in receipt.words
    assert "sato@example.jp に送ります" in receipt.words and "5月13日（水） 9:30〜11:30" in receipt.words


def test_a_stranger_is_asked_for_number_and_secret(receipt: Page, another_visitor: Browser) -> None:
    number = number_on(receipt)
    for path in ("", "/receipt", "/calendar.ics", "/code.svg", "/slot", "/cancellation", "/correction"):
        page = another_visitor.get(f"/bookings/{number}{path}")
        assert page.h1 == "予約・申し込みを確認・変更・取り消す" and "佐藤" not in page.words


def test_a_number_that_nobody_has_looks_the_same(another_visitor: Browser) -> None:
    assert another_visitor.get("/bookings/1234567890").h1 == "予約・申し込みを確認・変更・取り消す"


def test_number_and_secret_open_it_however_they_are_typed(receipt: Page, another_visitor: Browser) -> None:
    number = number_on(receipt)
    page = another_visitor.get("/bookings")
    typed = {"number": f"{number[:4]}－{number[4:]}", "secret": secret_of(number, KEY).lower()}
    assert "佐藤 凛" in page.press("予約・申し込みを開く", typed).words


def test_both_missing_are_told_at_once(visitor: Browser) -> None:
    page = visitor.get("/bookings").press("予約・申し込みを開く", status=422)
    assert page.problems().keys() == {"number", "secret"}


def test_a_wrong_secret_keeps_what_was_typed_and_tells_nothing_more(
    receipt: Page, another_visitor: Browser
) -> None:
    typed = {"number": number_on(receipt), "secret": "AAAA-AAAA"}
    page = another_visitor.get("/bookings").press("予約・申し込みを開く", typed, status=422)
    assert page.value("number") == typed["number"] and "受付番号または確認コードが違います。" in page.words


def test_guessing_is_slowed_down(receipt: Page, another_visitor: Browser) -> None:
    page = another_visitor.get("/bookings")
    typed = {"number": number_on(receipt), "secret": "AAAA-AAAA"}
    for _ in range(10):
        page = page.press("予約・申し込みを開く", typed, status=422)
    slowed = page.press("予約・申し込みを開く", typed, status=429)
    assert "以降にもう一度" in slowed.words and int(slowed.response.headers["Retry-After"]) > 0


def test_the_signed_link_opens_it_and_a_forged_one_does_not(receipt: Page, another_visitor: Browser) -> None:
    number = number_on(receipt)
    another_visitor.get(f"/c/{number}AAAAAAAAAAAAAAAAAAAAAA", status=404)
    page = another_visitor.get(f"/c/{link_token(number, KEY)}")
    assert page.path == f"/bookings/{number}" and "佐藤 凛" in page.words


@pytest.mark.parametrize("days", [0, 30])
def test_the_link_holds_until_some_days_after_the_visit(
    receipt: Page, app: Flask, clock: Any, days: int
) -> None:
    app.config["LINK_DAYS"] = days
    number, over = number_on(receipt), moment_of(date(2026, 5, 14), time()) + timedelta(days=days)
    clock.move_to(over - timedelta(seconds=1))
    assert "佐藤 凛" in Browser(app).get(f"/c/{link_token(number, KEY)}").words
    clock.move_to(over)
    page = Browser(app).get(f"/c/{link_token(number, KEY)}", status=410)
    assert "このリンクで開ける期間は終わりました。" in page.words and "佐藤" not in page.words
    assert "佐藤 凛" in page.press("予約・申し込みを開く", {"secret": secret_of(number, KEY)}).words


def test_a_booking_that_was_moved_takes_its_link_along(
    receipt: Page, app: Flask, records: Session, world: World, clock: Any
) -> None:
    number, later = number_on(receipt), slot_of(records, world.playroom, world.day(14), "09:30").id
    booking = booking_now(records, number)
    with writing(records):
        booking.slot_id = later
    clock.move_to(moment_of(date(2026, 5, 14), time()) + timedelta(days=30))
    assert Browser(app).get(f"/c/{link_token(number, KEY)}").path == f"/bookings/{number}"


def test_the_calendar_file_says_when_and_where(receipt: Page, visitor: Browser) -> None:
    answer = visitor.client.get(f"/bookings/{number_on(receipt)}/calendar.ics")
    event = Calendar.from_ical(answer.data).walk("VEVENT")[0]
    assert event.decoded("dtstart").isoformat() == "2026-05-13T09:30:00+09:00"
    assert "こどもの森" in str(event["location"]) and answer.mimetype == "text/calendar"


def test_the_code_is_a_picture_of_our_own(receipt: Page, visitor: Browser) -> None:
    path = next(one.get("src") for one in receipt.all("img") if "code.svg" in one.get("src", ""))
    answer = visitor.client.get(path)
    assert answer.mimetype == "image/svg+xml" and b"<svg" in answer.data


def test_what_is_shared_by_line_opens_nothing(receipt: Page) -> None:
    (share,) = [href for href in receipt.links().values() if href.startswith("https://line.me/R/share?text=")]
    number = number_on(receipt)
    assert number not in share and link_token(number, KEY)[10:] not in share


def test_the_page_tells_answers_history_and_mails(receipt: Page) -> None:
    page = receipt.follow("予約のページを開く")
    assert "受け付けました" in page.words and "佐藤 凛" in page.words
    assert "この予約は決まっています" in page.words and "受付のお知らせ" in page.words


def test_pages_about_a_booking_are_not_kept_by_the_browser(receipt: Page) -> None:
    assert receipt.response.headers["Cache-Control"] == "no-store"


def test_the_public_side_alone_serves_the_same(make_app, records: Session, world: World) -> None:  # type: ignore[no-untyped-def]
    app: Flask = make_app(SIDE="public")
    assert to_receipt(Browser(app), slot_path(records, world.playroom, world)).h1 == "予約できました"
