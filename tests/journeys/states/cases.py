"""Staff: the queue, one case, decisions."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from domain.people.rules import CLERK, MANAGER, REVIEWER
from tests.journeys.conftest import Served
from tests.journeys.states.ways import (
    as_staff,
    booked,
    held,
    office,
    press,
    rejected,
    returned,
    see_errors,
    see_title,
    state,
)
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


office("queue_empty", "staff.queue.index", MANAGER, "/staff/cases?text=nobody")


@state()
def approval_preview(page: Page, served: Served) -> None:
    held(served)
    as_staff(page, served, MANAGER, "/staff/cases?state=open")
    page.locator("#queue [name=case]").first.check()
    press(page, "選んだ申請をまとめて承認（確認へ）")
    see_title(page, "まとめて承認する前の確認")


@state()
def approval_results(page: Page, served: Served) -> None:
    approval_preview(page, served)
    press(page, "1件を承認する")
    see_title(page, "まとめて承認した結果")


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
    press(page, "承認する")
    expect(page.locator(".notice.bad, .notice.warn").first).to_be_visible()


@state("staff.decisions.ask_return")
def returning(page: Page, served: Served) -> None:
    as_staff(page, served, REVIEWER, f"/staff/cases/{held(served).case.number}/return")


@state("staff.decisions.ask_return")
def returning_with_errors(page: Page, served: Served) -> None:
    returning(page, served)
    press(page, "差し戻す")
    see_errors(page)


@state("staff.decisions.ask_rejection")
def rejecting_with_errors(page: Page, served: Served) -> None:
    as_staff(page, served, REVIEWER, f"/staff/cases/{held(served).case.number}/rejection")
    press(page, "却下する")
    see_errors(page)


@state("staff.decisions.ask_withdrawal")
def withdrawing(page: Page, served: Served) -> None:
    as_staff(page, served, REVIEWER, f"/staff/cases/{held(served).case.number}/withdrawal")


@state("staff.decisions.ask_cancellation")
def cancelling_for_somebody(page: Page, served: Served) -> None:
    as_staff(page, served, CLERK, f"/staff/cases/{booked(served).case.number}/cancellation")
