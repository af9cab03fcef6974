"""Applications on the tablet at the counter: filled, handed over, confirmed, wiped."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.cases.models import Case
from domain.people.rules import CLERK
from tests.application_forms import HANAKO, open_application
from tests.blueprints.applications.walking import procedure_now
from tests.blueprints.staff.desks import sign_in
from tests.page import Browser, Page
from tests.town import NOW, World, typed


@pytest.fixture
def tablet(app: Flask, world: World, records: Session) -> Browser:
    """Return the tablet on which a clerk has signed in."""
    open_application(records, world)
    return sign_in(app, world, CLERK)


def filled_in(tablet: Browser) -> Page:
    """Walk from the start page to the view that is handed over."""
    page = tablet.get("/counter").follow("住所変更届")
    for _ in range(3):
        page = page.press("次へ進む", typed(page, HANAKO))
    return page


def test_a_resident_confirms_on_the_tablet_and_gets_a_number(
    tablet: Browser, records: Session, world: World
) -> None:
    page = filled_in(tablet)
    assert page.h1 == "確認をお願いします" and "住所変更届" in page.words
    page = page.press("この内容で申し込む")
    case = records.scalars(select(Case)).one()
    assert (case.channel, case.entered_by_id) == ("counter", world.staff[CLERK].id)
    assert f"{case.number[:4]}-{case.number[4:8]}" in page.words
    qr = next(one.get("src", "") for one in page.all("img") if "qr" in one.get("src", ""))
    assert tablet.get(qr).response.mimetype == "image/svg+xml"


def test_the_view_that_is_handed_over_leads_to_no_staff_page(tablet: Browser) -> None:
    page = filled_in(tablet)
    assert not page.all("nav")
    assert not [href for href in page.links().values() if href.startswith("/staff")]
    assert tablet.get("/staff/cases").h1 == "職員の画面に戻る"


def test_after_wiping_nothing_of_the_person_is_left(tablet: Browser) -> None:
    handed = filled_in(tablet)
    slip = handed.press("この内容で申し込む")
    assert slip.response.headers["Cache-Control"] == "no-store"
    assert slip.press("次の方へ").path == "/counter"
    tablet.get(slip.path, status=410)
    assert "山田 花子" not in handed.press("この内容で申し込む", status=410).words


def test_an_answer_is_mended_before_confirming(tablet: Browser) -> None:
    page = filled_in(tablet).press("直す：電話番号")
    page = page.press("次へ進む", phone="03-1111-2222").press("次へ進む").press("次へ進む")
    assert page.h1 == "確認をお願いします" and "03-1111-2222" in page.words


def test_what_closes_meanwhile_is_said_with_everything_kept(tablet: Browser, records: Session) -> None:
    page = filled_in(tablet)
    procedure = procedure_now(records)
    procedure.closes_at = NOW
    records.commit()
    refused = page.press("この内容で申し込む", status=409)
    assert "終わりました" in refused.h1 and "090-1111-2222" in refused.words
    assert "住所変更届" not in tablet.get("/counter").words
    tablet.get("/counter/applications/moved", status=409)
