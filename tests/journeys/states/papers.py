"""Papers: the question for them empty, filled and wrong; papers of one's own case; papers in the office."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from domain.cases.paper_files import Folder
from domain.cases.paper_rules import Limits
from domain.cases.papers import Arrival, add_paper
from domain.clock import now_utc
from domain.history import RESIDENT
from domain.people.rules import CLERK
from forms.fields.files import TYPES
from tests import papers
from tests.blueprints.papers.asking import ask_for_papers
from tests.journeys.conftest import Served
from tests.journeys.states.ways import as_staff, held, opened, press, see_errors, state
from tests.journeys.steps import fill_in, forward, free_slots, open_form

PHOTO = {"name": "IMG_2031.JPG", "mimeType": "image/jpeg", "buffer": papers.photograph(800, 600)}
PROOF = {"name": "就労証明書 令和8年度.pdf", "mimeType": "application/pdf", "buffer": papers.PDF}
SVG = {"name": "icon.svg", "mimeType": "image/svg+xml", "buffer": papers.SVG}


def to_question(page: Page, served: Served) -> None:
    """Go to the page of a form that asks for papers."""
    room = served.world.playroom
    ask_for_papers(served.records, room)
    open_form(page, room, free_slots(served, room)[0])
    while page.get_by_role("heading", level=1).inner_text() != "書類":
        fill_in(page)
        forward(page)


def choose(page: Page, *files: Any, key: str = "proof") -> None:
    """Choose files, as from the phone's list."""
    page.locator(f"#{key}").set_input_files(list(files))


def case_with_papers(served: Served) -> Any:
    """Return a booking that waits for approval, whose case has a photograph and a PDF."""
    booking = held(served)
    folder = Folder(Path(served.app.config["UPLOADS"]))
    limits = Limits(10**7, 10**8, 2000)
    for name, content in (("免許証 表.jpg", papers.photograph(800, 600)), ("就労証明書.pdf", papers.PDF)):
        arrival = Arrival(name, content, tuple(TYPES))
        add_paper(
            served.records, folder, booking.case.number, arrival, limits=limits, by=RESIDENT, now=now_utc()
        )
    return booking


@state("booking.slot")
def papers_asked(page: Page, served: Served) -> None:
    to_question(page, served)


@state("booking.slot")
def papers_sent(page: Page, served: Served) -> None:
    to_question(page, served)
    choose(page, PHOTO, PROOF)
    expect(page.locator(".paper-list li")).to_have_count(2)


@state("booking.slot")
def papers_wrong(page: Page, served: Served) -> None:
    to_question(page, served)
    choose(page, SVG, PHOTO)
    see_errors(page)


@state("cases.page")
def booking_with_papers(page: Page, served: Served) -> None:
    opened(page, served, case_with_papers(served))
    expect(page.locator("#papers")).to_contain_text("免許証 表.jpg")


@state("papers.page")
def adding_a_paper(page: Page, served: Served) -> None:
    page.goto(f"/cases/{opened(page, served, case_with_papers(served))}/papers")


@state("papers.page")
def adding_no_paper(page: Page, served: Served) -> None:
    adding_a_paper(page, served)
    press(page, "書類を送る")
    see_errors(page)


@state("staff.cases.case")
def case_in_the_office_with_papers(page: Page, served: Served) -> None:
    number = case_with_papers(served).case.number
    as_staff(page, served, CLERK, f"/staff/cases/{number}")
    press_first = page.locator("#papers").get_by_role("button", name="確認済みにする").first
    press_first.click()
    expect(page.locator("#papers")).to_contain_text("1 / 2 確認済み")
