"""The tablet at the counter: filled, handed over, confirmed, wiped."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.booking.models import Booking, Slot
from domain.people.rules import CLERK
from tests.blueprints.staff.desks import sign_in
from tests.page import Browser, Page
from tests.town import PASSWORD, World, slot_of, typed


@pytest.fixture
def tablet(app: Flask, world: World) -> Browser:
    """Return the tablet on which a clerk has signed in."""
    return sign_in(app, world, CLERK)


@pytest.fixture
def slot(records: Session, world: World) -> Slot:
    """Return tomorrow's session after lunch."""
    return slot_of(records, world.playroom, world.day(1), "12:30")


def filled_in(tablet: Browser, slot: Slot) -> Page:
    """Walk from the start page to the view that is handed over."""
    page = tablet.get("/counter").follow("プレイルーム")
    page = tablet.get(page.by_id(f"slot-{slot.id}").get("href", ""))
    page = page.press("次へ進む", typed(page))
    return page.press("次へ進む", typed(page))


def test_a_resident_confirms_on_the_tablet_and_gets_a_number(
    tablet: Browser, records: Session, world: World, slot: Slot
) -> None:
    page = filled_in(tablet, slot)
    assert page.h1 == "確認をお願いします"
    page = page.press("この内容で申し込む")
    records.rollback()
    booking = records.scalars(select(Booking)).one()
    assert (booking.case.channel, booking.case.entered_by_id) == ("counter", world.staff[CLERK].id)
    assert f"{booking.case.number[:4]}-{booking.case.number[4:8]}" in page.words
    qr = next(one.get("src", "") for one in page.all("img") if "qr" in one.get("src", ""))
    assert tablet.get(qr).response.mimetype == "image/svg+xml"


def test_the_view_that_is_handed_over_leads_to_no_staff_page(tablet: Browser, slot: Slot) -> None:
    page = filled_in(tablet, slot)
    assert not page.all("nav")
    assert not [href for href in page.links().values() if href.startswith("/staff")]
    assert "山田" not in page.words


def test_while_handed_over_staff_pages_need_the_password(tablet: Browser, slot: Slot) -> None:
    assert tablet.get("/staff/cases").path == "/staff/cases"
    filled_in(tablet, slot)
    page = tablet.get("/staff/cases")
    assert page.h1 == "職員の画面に戻る"
    page = page.press("職員の画面に戻る", password="wrong", status=422)
    assert page.press("職員の画面に戻る", password=PASSWORD).path == "/staff/cases"
    assert tablet.get("/staff").h1.startswith("5月12日")


def test_wiping_does_not_take_the_lock_away(tablet: Browser, slot: Slot) -> None:
    filled_in(tablet, slot).press("この内容で申し込む").press("次の方へ")
    assert tablet.get("/staff").h1 == "職員の画面に戻る"


def test_after_wiping_nothing_of_the_person_is_left(tablet: Browser, slot: Slot) -> None:
    handed = filled_in(tablet, slot)
    slip = handed.press("この内容で申し込む")
    start = slip.press("次の方へ")
    assert start.path == "/counter"
    tablet.get(slip.path, status=410)
    tablet.get(f"{slip.path}/qr.svg", status=410)
    assert "佐藤" not in handed.press("この内容で申し込む", status=410).words


def test_wiping_clears_the_browser_but_not_the_sign_in(tablet: Browser, slot: Slot) -> None:
    page = filled_in(tablet, slot)
    answer = tablet.client.post("/counter/wipe", data={"csrf_token": page.csrf_token})
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert tablet.get("/counter").path == "/counter"


def test_beginning_anew_shuts_the_pages_of_the_one_before(tablet: Browser, slot: Slot) -> None:
    before = filled_in(tablet, slot)
    filled_in(tablet, slot)
    before.press("この内容で申し込む", status=410)


def test_no_page_of_the_counter_is_kept_or_filled_in_by_the_browser(tablet: Browser, slot: Slot) -> None:
    page = tablet.get(f"/counter/kodomo-no-mori/slots/{slot.id}")
    assert page.response.headers["Cache-Control"] == "no-store"
    assert {one.get("autocomplete") for one in page.all("input") if one.get("autocomplete")} == {"off"}
    confirm = filled_in(tablet, slot)
    assert confirm.response.headers["Cache-Control"] == "no-store"


def test_an_answer_is_mended_before_confirming(tablet: Browser, slot: Slot) -> None:
    page = filled_in(tablet, slot).press("直す：おとなの人数")
    assert page.value("adults") == "1"
    page = page.press("次へ進む", adults="2").press("次へ進む")
    assert page.h1 == "確認をお願いします"


def test_a_session_that_filled_up_names_others(tablet: Browser, records: Session, slot: Slot) -> None:
    page = filled_in(tablet, slot)
    slot.open_capacity = 0
    records.commit()
    refused = page.press("この内容で申し込む", status=409)
    assert "満員になりました" in refused.h1
    assert refused.press("9:30〜11:30").h1 == "受け付けました"


def test_the_tablet_speaks_another_language_until_it_is_wiped(tablet: Browser, slot: Slot) -> None:
    assert tablet.get("/counter").press("English").tree.get("lang") == "en"
    assert tablet.get("/staff").tree.get("lang") == "ja"
    page = tablet.get(f"/counter/kodomo-no-mori/slots/{slot.id}")
    assert page.tree.get("lang") == "en"
    form = next(one for one in page.all("form") if one.get("id") == "wipe")
    assert tablet.post(form.get("action", "")).tree.get("lang") == "ja"


def test_a_page_that_is_sent_again_with_other_answers_is_not_told_all_went_well(
    tablet: Browser, slot: Slot
) -> None:
    page = filled_in(tablet, slot)
    assert page.press("この内容で申し込む").h1 == "受け付けました"
    assert page.press("この内容で申し込む").h1 == "受け付けました"
    assert "前に受け付けています" in page.press("この内容で申し込む", status=409, adults="2").h1


def test_the_tablets_language_is_kept_in_no_cookie(tablet: Browser) -> None:
    answer = tablet.get("/counter").press("English")
    assert not [one for one in answer.response.headers.getlist("Set-Cookie") if one.startswith("language=")]
