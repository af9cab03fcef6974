"""Papers in the office: seen only by who may, each look written down, ticked off once."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.cases.paper_files import Folder
from domain.cases.paper_models import Upload
from domain.cases.paper_rules import Limits
from domain.cases.papers import Arrival, add_paper
from domain.clock import now_utc
from domain.history import RESIDENT, Event
from forms.fields.files import TYPES
from tests import papers
from tests.blueprints.staff.desks import booked, sign_in
from tests.page import Browser
from tests.papers import opened
from tests.town import World

LIMITS = Limits(10**7, 10**7, 2000)


@pytest.fixture
def number(app: Flask, records: Session, world: World) -> str:
    """Return the number of a case with a photograph and a PDF."""
    number = booked(records, world, world.hiroba, 4, "10:00").case.number
    folder = Folder(Path(app.config["UPLOADS"]))
    for name, content in (("表 裏.jpg", papers.photograph(800, 600)), ("証明書.pdf", papers.PDF)):
        arrival = Arrival(name, content, tuple(TYPES))
        add_paper(records, folder, number, arrival, limits=LIMITS, by=RESIDENT, now=now_utc())
    return number


def lines(records: Session) -> list[tuple[str, str | None]]:
    """Return verb and how of every line of history about a paper that staff wrote."""
    records.rollback()
    found = records.scalars(select(Event).where(Event.noun == "paper", Event.actor_kind == "staff"))
    return [(one.verb, one.detail.get("how")) for one in found.all()]


def ids(records: Session) -> list[int]:
    return list(records.scalars(select(Upload.id).order_by(Upload.id)))


def test_the_case_lists_its_papers(clerk: Browser, number: str) -> None:
    page = clerk.get(f"/staff/cases/{number}")
    assert "表 裏.jpg" in page.words_in("papers") and "証明書.pdf" in page.words_in("papers")
    assert "0 / 2 確認済み" in page.words_in("papers")
    assert len([one for one in page.all("img") if "preview" in one.get("src", "")]) == 1


def test_every_look_is_written_down(clerk: Browser, number: str, records: Session) -> None:
    photo, pdf = ids(records)
    base = f"/staff/cases/{number}/papers"
    small = clerk.get(f"{base}/{photo}/preview").response
    clerk.get(f"{base}/{photo}/preview")
    whole = clerk.get(f"{base}/{photo}/picture").response
    file = clerk.get(f"{base}/{pdf}").response
    assert lines(records) == [("see_paper", "preview"), ("see_paper", "picture"), ("see_paper", "file")]
    assert max(opened(small.data).size) == 320 and opened(whole.data).size == (600, 800)
    assert file.data == papers.PDF and file.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in whole.headers["Content-Security-Policy"]
    clerk.get(f"{base}/{pdf}/picture", status=404)
    clerk.get(f"{base}/{pdf}/preview", status=404)


def test_ticking_off_says_who_and_is_taken_back(clerk: Browser, number: str, records: Session) -> None:
    page = clerk.get(f"/staff/cases/{number}").press("確認済みにする")
    assert "山田 花子 が確認" in page.words_in("papers") and "1 / 2 確認済み" in page.words_in("papers")
    again = page.press("確認を取り消す")
    assert "0 / 2 確認済み" in again.words_in("papers")
    assert [verb for verb, _ in lines(records) if verb != "see_paper"] == ["check_paper", "uncheck_paper"]


def test_who_ticks_off_second_changes_nothing(
    clerk: Browser, reviewer: Browser, number: str, records: Session
) -> None:
    seen = [one.get(f"/staff/cases/{number}") for one in (clerk, reviewer)]
    for page in seen:
        page.press("確認済みにする")
    assert "山田 花子 が確認" in clerk.get(f"/staff/cases/{number}").words
    assert lines(records).count(("check_paper", None)) == 1


@pytest.mark.parametrize("role", ["elsewhere", "administrator", "editor"])
def test_who_may_not_see_the_case_sees_no_paper(
    app: Flask, world: World, role: str, number: str, records: Session
) -> None:
    browser, photo = sign_in(app, world, role), ids(records)[0]
    for path in ("", "/picture", "/preview"):
        browser.get(f"/staff/cases/{number}/papers/{photo}{path}", status=403)
    browser.post(f"/staff/cases/{number}/papers/{photo}/check", {"is_right": "yes"}, status=403)
    assert lines(records) == []


def test_a_paper_is_only_found_under_its_own_case(
    clerk: Browser, number: str, records: Session, world: World
) -> None:
    other = booked(records, world, world.playroom, 1, "09:30", phone="090-9999-0000").case.number
    clerk.get(f"/staff/cases/{other}/papers/{ids(records)[0]}", status=404)


def test_a_lost_file_is_said_and_not_an_error(
    clerk: Browser, app: Flask, number: str, records: Session
) -> None:
    Folder(Path(app.config["UPLOADS"])).remove(
        records.scalars(select(Upload.stored_as).order_by(Upload.id)).first() or ""
    )
    clerk.get(f"/staff/cases/{number}/papers/{ids(records)[0]}", status=404)
