"""Staff: the queue, one case, decisions."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from domain.people.rules import CLERK, MANAGER, REVIEWER
from tests.journeys.conftest import Served
from tests.journeys.states.ways import as_staff, booked, held, rejected, returned, state
from tests.journeys.steps import deliver_mails


@state("staff.home.index")
def staff_home(page: Page, served: Served) -> None:
    held(served)
    as_staff(page, served, MANAGER, "/staff")


@state("staff.queue.index")
def queue_filled(page: Page, served: Served) -> None:
    booked(served)
    returned(served)
    as_staff(page, served, MANAGER, "/staff/cases")


@state("staff.queue.index")
def queue_empty(page: Page, served: Served) -> None:
    as_staff(page, served, MANAGER, "/staff/cases?text=nobody")


@state()
def approval_preview(page: Page, served: Served) -> None:
    held(served)
    as_staff(page, served, MANAGER, "/staff/cases?state=open")
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="まとめて承認").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("まとめて承認する前の確認")


@state()
def approval_results(page: Page, served: Served) -> None:
    approval_preview(page, served)
    page.get_by_role("button", name="1件を承認する").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("まとめて承認した結果")


@state("staff.cases.case")
def case_waiting(page: Page, served: Served) -> None:
    as_staff(page, served, REVIEWER, f"/staff/cases/{held(served).case.number}")


@state("staff.cases.case")
def case_returned(page: Page, served: Served) -> None:
    booking = returned(served)
    deliver_mails(served)
    as_staff(page, served, REVIEWER, f"/staff/cases/{booking.case.number}")


@state("staff.cases.case")
def case_decided_by_somebody_else_meanwhile(page: Page, served: Served) -> None:
    booking = held(served)
    as_staff(page, served, REVIEWER, f"/staff/cases/{booking.case.number}")
    rejected(served, booking)
    page.get_by_role("button", name="承認する").click()
    expect(page.locator(".notice.bad, .notice.warn").first).to_be_visible()


@state("staff.decisions.ask_return")
def returning(page: Page, served: Served) -> None:
    as_staff(page, served, REVIEWER, f"/staff/cases/{held(served).case.number}/return")


@state("staff.decisions.ask_return")
def returning_with_errors(page: Page, served: Served) -> None:
    returning(page, served)
    page.get_by_role("button", name="差し戻す", exact=True).click()
    expect(page.locator(".error-summary")).to_be_visible()


@state("staff.decisions.ask_rejection")
def rejecting_with_errors(page: Page, served: Served) -> None:
    as_staff(page, served, REVIEWER, f"/staff/cases/{held(served).case.number}/rejection")
    page.get_by_role("button", name="却下する").click()
    expect(page.locator(".error-summary")).to_be_visible()


@state("staff.decisions.ask_withdrawal")
def withdrawing(page: Page, served: Served) -> None:
    as_staff(page, served, REVIEWER, f"/staff/cases/{held(served).case.number}/withdrawal")


@state("staff.decisions.ask_cancellation")
def cancelling_for_somebody(page: Page, served: Served) -> None:
    as_staff(page, served, CLERK, f"/staff/cases/{booked(served).case.number}/cancellation")
