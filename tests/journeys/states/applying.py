"""Applications: filled, saved for later, tried, closed, sent; and one's own."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from domain.applications.operations import apply
from domain.applications.queries import application_form
from domain.applications.requests import Application
from domain.applications.trials import trial_token
from domain.cases.intake import submission_of
from domain.cases.messages import write_to_office
from domain.cases.models import Case
from domain.cases.operations import ReturnItem, give_back
from domain.cases.secrets import link_token
from domain.clock import day_of, now_utc
from domain.database import writing
from domain.decisions import withdraw
from domain.history import RESIDENT
from domain.people.rules import CLERK
from domain.procedures.models import Procedure
from forms.definition import Form
from forms.reading import read
from tests.application_forms import EVENT, HANAKO, MOVED, open_application, relate
from tests.journeys.conftest import Served
from tests.journeys.states.ways import as_staff, press, reviewer, see_errors, see_title, state
from tests.journeys.steps import fill_in, forward, heading

PATH = "/applications/moved"
CHECK = "この内容で申し込みますか"


def opened(served: Served, **said: Any) -> int:
    """Publish the notice of a new address, and the concert that follows it; return the id of the notice."""
    moved = open_application(served.records, served.world, **said)
    relate(served.records, moved, open_application(served.records, served.world, EVENT, "concert"))
    return moved


def to_check(page: Page, path: str = PATH, **changes: str) -> None:
    """Fill an application up to the check page."""
    page.goto(path)
    while heading(page) != CHECK:
        fill_in(page, HANAKO, **changes)
        forward(page)


def to_receipt(page: Page, path: str = PATH, **changes: str) -> str:
    """Apply and return the number."""
    to_check(page, path, **changes)
    press(page, "この内容で申し込む")
    page.wait_for_url("**/receipt")
    return page.url.split("/cases/")[1].split("/")[0]


def saved(page: Page) -> None:
    """Save the first page for later."""
    page.goto(PATH)
    fill_in(page, HANAKO)
    press(page, "あとで続ける")
    see_title(page, "入力した内容を保存しました")


def applied(served: Served, **said: Any) -> Case:
    """Let Hanako apply through the domain, as if from another device."""
    opened(served, **said)
    found = application_form(served.records, "moved")
    facts = {"today": day_of(now_utc())}
    reading = read(found.version.form, {name: [text] for name, text in HANAKO.items()}, facts)
    wanted = submission_of(found.version, reading.answers, key="a key that nobody else has")
    return apply(served.records, Application(wanted), by=RESIDENT, now=now_utc()).case


def open_own(page: Page, served: Served, case: Case) -> str:
    """Open an application by its signed link and return its number."""
    number = case.number
    page.goto(f"/c/{link_token(number, served.app.config['SECRET_KEY'])}")
    return number


@state("applications.form")
def application_begun(page: Page, served: Served) -> None:
    opened(
        served, who="市内の方", summary="住所が変わったときに届け出ます。", privacy="連絡のために使います。"
    )
    page.goto(PATH)


@state("applications.form")
def application_on_one_page(page: Page, served: Served) -> None:
    opened(served, layout="one")
    page.goto(PATH)
    page.get_by_label("市外").check()
    expect(page.get_by_label("新しい園")).to_be_visible()


@state("applications.form")
def application_with_errors(page: Page, served: Served) -> None:
    opened(served)
    page.goto(PATH)
    forward(page)
    see_errors(page)


@state("applications.form")
def application_to_check(page: Page, served: Served) -> None:
    opened(served)
    to_check(page)


@state("applications.form")
def application_closed(page: Page, served: Served) -> None:
    opened(served, closes_at=now_utc(), closed_note="来年も行います。")
    page.goto(PATH)


@state("applications.form")
def application_closed_midway(page: Page, served: Served) -> None:
    moved = opened(served)
    page.goto(PATH)
    fill_in(page, HANAKO)
    close(served, moved)
    forward(page)
    expect(page.locator("#refused")).to_be_visible()


@state("applications.form")
def application_refused(page: Page, served: Served) -> None:
    moved = opened(served)
    to_check(page)
    close(served, moved)
    press(page, "この内容で申し込む")
    expect(page.locator("#refused")).to_be_visible()


@state("applications.form")
def application_found_again(page: Page, served: Served) -> None:
    opened(served)
    saved(page)
    page.goto(PATH)


@state("drafts.page")
def draft_saved(page: Page, served: Served) -> None:
    opened(served)
    saved(page)


@state("drafts.page")
def draft_to_no_address(page: Page, served: Served) -> None:
    opened(served)
    saved(page)
    page.get_by_label("リンクを送るメールアドレス").fill("hanako")
    press(page, "リンクをメールで送る")
    see_errors(page)


@state("drafts.open_link")
def draft_that_is_gone(page: Page, served: Served) -> None:
    page.goto("/applications/drafts/nothing-of-the-kind")


@state("trials.form")
def trial(page: Page, served: Served) -> None:
    page.goto(trial_link(served))


@state("trials.form")
def trial_receipt(page: Page, served: Served) -> None:
    to_check(page, trial_link(served))
    press(page, "この内容で申し込む")
    see_title(page, "申し込みを受け付けました")


@state("applied.receipt")
def application_receipt(page: Page, served: Served) -> None:
    opened(served)
    to_receipt(page)


@state("applied.page")
def own_application(page: Page, served: Served) -> None:
    case = applied(served, due_days=7)
    write_to_office(
        served.records, case.number, "いつごろ分かりますか。", "k" * 20, by=RESIDENT, now=now_utc()
    )
    open_own(page, served, case)


@state("applied.page")
def own_application_withdrawn(page: Page, served: Served) -> None:
    case = applied(served)
    withdraw(served.records, case.number, by=RESIDENT, now=now_utc())
    open_own(page, served, case)


@state("applied.page")
def message_without_words(page: Page, served: Served) -> None:
    open_own(page, served, applied(served))
    press(page, "メッセージを送る")
    see_errors(page)


@state("applied.correction")
def application_correction(page: Page, served: Served) -> None:
    case = applied(served)
    items, due = [ReturnItem("phone", "wrong", "つながりません。")], served.world.day(7)
    give_back(served.records, case.number, items, due_on=due, revision=1, by=reviewer(served), now=now_utc())
    page.goto(f"/cases/{open_own(page, served, case)}/correction")


@state("applied.confirm_withdrawal")
def application_withdrawal(page: Page, served: Served) -> None:
    page.goto(f"/cases/{open_own(page, served, applied(served))}/withdrawal")


@state("staff.entry.index")
def entry_list(page: Page, served: Served) -> None:
    opened(served, most_cases=30)
    as_staff(page, served, CLERK, "/staff/applications")


@state("staff.entry.new")
def entry_of_post(page: Page, served: Served) -> None:
    opened(served)
    as_staff(page, served, CLERK, "/staff/applications/moved/new")
    page.get_by_label("郵送").check()
    expect(page.get_by_text("受付日（郵送は消印の日）")).to_be_visible()


@state("staff.entry.entered")
def entry_taken(page: Page, served: Served) -> None:
    opened(served)
    as_staff(page, served, CLERK, "/staff/applications/moved/new")
    fill_in(page, HANAKO)
    press(page, "この内容で受け付ける")
    see_title(page, "申請を受け付けました")


@state("counter.applications.form")
def counter_application(page: Page, served: Served) -> None:
    opened(served)
    as_staff(page, served, CLERK, "/counter/applications/moved")


@state("counter.applications.form")
def counter_application_handed_over(page: Page, served: Served) -> None:
    counter_application(page, served)
    while heading(page) != "確認をお願いします":
        fill_in(page, HANAKO)
        forward(page)


@state("counter.applications.slip")
def counter_application_slip(page: Page, served: Served) -> None:
    counter_application_handed_over(page, served)
    press(page, "この内容で申し込む")
    see_title(page, "受け付けました")


def trial_link(served: Served) -> str:
    """Return the path of a trial of the notice."""
    key = served.app.config["SECRET_KEY"]
    return f"/applications/trial/{trial_token(opened(served), Form.from_json(MOVED).fingerprint(), key)}"


def close(served: Served, procedure_id: int) -> None:
    """Close a procedure that is being filled."""
    with writing(served.records):
        served.records.get_one(Procedure, procedure_id).closes_at = now_utc()
