"""Staff: the reviewer's desk beside the decisions themselves."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import Page, expect
from sqlalchemy import update

from domain.cases.messages import write_to_office, write_to_resident
from domain.cases.phrases import add_phrase
from domain.cases.shielding import hide_address
from domain.cases.tabs import save_view
from domain.cases.views import QueueView
from domain.clock import now_utc
from domain.database import writing
from domain.decisions import approve
from domain.history import RESIDENT
from domain.notices.models import Mail
from domain.people.rules import MANAGER, REVIEWER
from tests.journeys.conftest import Served
from tests.journeys.states.applying import applied
from tests.journeys.states.ways import as_staff, held, office, press, reviewer, see_errors, see_title, state


def phrase(served: Served, use: str) -> int:
    """Let the department have a phrase; return its id."""
    known = {"departments": None, "by": reviewer(served), "now": now_utc()}
    place = served.world.childcare
    return add_phrase(served.records, place, use, "定員", "定員に達したため。", **known).id  # type: ignore[arg-type]


@state("staff.queue.saved")
def saved_views(page: Page, served: Served) -> None:
    for name in ("急ぎ", "長い名前の表示：ウェブからの申請"):
        save_view(served.records, served.world.staff[REVIEWER].id, name, QueueView(text=name))
    as_staff(page, served, REVIEWER, "/staff/saved-views")


@state()
def saving_a_view_without_a_name(page: Page, served: Served) -> None:
    as_staff(page, served, REVIEWER, "/staff/cases?channel=web")
    page.get_by_text("この表示に名前を付けて保存する").click()
    press(page, "保存する")
    see_errors(page)


@state()
def late_and_unread_in_the_queue(page: Page, served: Served) -> None:
    booking = held(served)
    write_to_office(served.records, booking.case.number, "質問です", "key", by=RESIDENT, now=now_utc())
    with writing(served.records):
        booking.case.due_on = served.world.day(-2)
        booking.case.assigned_to_id = served.world.staff[REVIEWER].id
    as_staff(page, served, REVIEWER, "/staff/cases?overdue=yes")
    expect(page.locator("#queue")).to_contain_text("2日超過")


@state("staff.undelivered.index")
def mails_that_did_not_arrive(page: Page, served: Served) -> None:
    held(served)
    with writing(served.records):
        served.records.execute(
            update(Mail).values(given_up_at=now_utc(), last_error="550 5.1.1 no such user")
        )
    as_staff(page, served, REVIEWER, "/staff/undelivered")
    expect(page.get_by_role("button", name="もう一度送る")).to_be_visible()


@state("staff.undelivered.index")
def no_mail_that_did_not_arrive(page: Page, served: Served) -> None:
    as_staff(page, served, REVIEWER, "/staff/undelivered")


@state()
def keys_in_a_dialog(page: Page, served: Served) -> None:
    as_staff(page, served, REVIEWER, "/staff/cases")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()


office("keys_on_a_page", "staff.keys.index", REVIEWER, "/staff/keys")


@state("staff.looks.index")
def looks(page: Page, served: Served) -> None:
    number = held(served).case.number
    as_staff(page, served, MANAGER, f"/staff/cases/{number}")
    page.goto("/staff/looks")
    expect(page.locator("main table")).to_be_visible()


@state("staff.phrases.index")
def phrases_listed(page: Page, served: Served) -> None:
    phrase(served, "reject")
    as_staff(page, served, REVIEWER, "/staff/phrases")
    press(page, "追加する")
    see_errors(page)


@state("staff.phrases.phrase")
def phrase_to_change(page: Page, served: Served) -> None:
    as_staff(page, served, REVIEWER, f"/staff/phrases/{phrase(served, 'message')}")


@state("staff.decisions.ask_approval")
def approving_with_words(page: Page, served: Served) -> None:
    phrase(served, "approve")
    as_staff(page, served, REVIEWER, f"/staff/cases/{held(served).case.number}/approval")


@state()
def case_with_messages_and_a_secret_address(page: Page, served: Served) -> None:
    number = held(served).case.number
    by, now = reviewer(served), now_utc()
    phrase(served, "message")
    write_to_office(served.records, number, "書類はいつですか", "key", by=RESIDENT, now=now)
    write_to_resident(served.records, number, "明日お送りします。", by=by, now=now)
    hide_address(served.records, number, by=by, now=now)
    as_staff(page, served, REVIEWER, f"/staff/cases/{number}")
    expect(page.locator("main")).to_contain_text("DV等支援措置")


@state()
def decided_and_not_told_yet(page: Page, served: Served) -> None:
    as_staff(page, served, REVIEWER, f"/staff/cases/{held(served).case.number}")
    press(page, "承認する")
    expect(page.get_by_role("button", name="取り消す", exact=True)).to_be_visible()


@state()
def rejecting_what_changed_meanwhile(page: Page, served: Served) -> None:
    booking = held(served)
    as_staff(page, served, REVIEWER, f"/staff/cases/{booking.case.number}/rejection")
    page.get_by_label("却下の理由").fill("定員のため")
    with writing(served.records):
        booking.case.revision += 1
    press(page, "却下する")
    expect(page.locator(".clash table")).to_be_visible()


@state()
def rejecting_many(page: Page, served: Served) -> None:
    held(served)
    phrase(served, "reject")
    as_staff(page, served, REVIEWER, "/staff/cases?state=open")
    page.locator("#queue [name=case]").first.check()
    press(page, "まとめて却下")
    see_title(page, "まとめて却下する前の確認")
    press(page, "1件を却下する")
    see_errors(page)


@state("staff.cases.case")
def application_to_be_completed(page: Page, served: Served) -> None:
    number = applied(served).number
    told_at = now_utc() - timedelta(minutes=served.app.config["UNDO_MINUTES"])
    approve(served.records, number, revision=1, by=reviewer(served), now=told_at)
    as_staff(page, served, REVIEWER, f"/staff/cases/{number}")
    expect(page.get_by_role("button", name="完了にする")).to_be_visible()


@state()
def preview_of_completing_many(page: Page, served: Served) -> None:
    application_to_be_completed(page, served)
    page.goto("/staff/cases?state=approved")
    page.get_by_role("checkbox", name="を選ぶ").first.check()
    press(page, "完了にする")
    see_title(page, "まとめて完了にする前の確認")
