"""Mails that did not arrive: told on the first page, listed, sent again, settled."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from domain.booking.models import Booking
from domain.notices.models import Mail
from tests.blueprints.staff.desks import booked, sign_in
from tests.page import Browser
from tests.town import NOW, World

PAGE = "/staff/undelivered"


@pytest.fixture
def lost(records: Session, world: World) -> Booking:
    """Return a booking whose mail was given up."""
    booking = booked(records, world, world.playroom, 1, "09:30")
    records.execute(update(Mail).values(given_up_at=NOW, last_error="550 no such user"))
    records.commit()
    return booking


def mail_now(records: Session) -> Mail:
    records.rollback()
    return records.scalars(select(Mail)).one()


def test_the_first_page_says_how_many_did_not_arrive(clerk: Browser, lost: Booking) -> None:
    home = clerk.get("/staff")
    assert "届いていないメールが1件あります" in home.words
    page = home.follow("だれに届いていないかを見る")
    assert page.path == PAGE and "550 no such user" in page.words
    assert lost.case.applicant_name in page.words and lost.case.email in page.words


def test_a_mail_is_sent_again(clerk: Browser, records: Session, lost: Booking) -> None:
    page = clerk.get(PAGE).press("もう一度送る")
    assert "メールをもう一度送ります" in page.words and "届いていないメールはありません" in page.words
    assert mail_now(records).given_up_at is None


def test_who_was_told_by_telephone_is_settled_and_the_case_says_so(clerk: Browser, lost: Booking) -> None:
    number = lost.case.number
    assert "送れませんでした" in clerk.get(f"/staff/cases/{number}").words
    page = clerk.get(PAGE).press("電話などで伝えた")
    assert "届いていないメールはありません" in page.words
    assert "電話などで伝えました" in clerk.get(f"/staff/cases/{number}").words
    assert "届いていないメールが" not in clerk.get("/staff").words


def test_another_departments_mails_are_not_there(
    app: Flask, world: World, records: Session, lost: Booking
) -> None:
    mail_id = mail_now(records).id
    other = sign_in(app, world, "elsewhere")
    assert "届いていないメールはありません" in other.get(PAGE).words
    other.post(f"{PAGE}/{mail_id}/sending", {}, status=404)
    other.post(f"{PAGE}/{mail_id}/telling", {}, status=404)
    assert mail_now(records).given_up_at is not None
