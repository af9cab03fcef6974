"""The tablet at the counter."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from domain.people.rules import CLERK
from tests.journeys.conftest import Served
from tests.journeys.states.ways import as_staff, free, office, press, see_errors, see_title, shut, state
from tests.journeys.steps import fill_in, forward, others_take

office("counter_start", "counter.index", CLERK, "/counter")


@state("counter.slots")
def counter_sessions(page: Page, served: Served) -> None:
    others_take(served, served.world.playroom, free(served))
    as_staff(page, served, CLERK, "/counter/kodomo-no-mori")


@state("counter.slot")
def counter_form(page: Page, served: Served) -> None:
    as_staff(page, served, CLERK, f"/counter/kodomo-no-mori/slots/{free(served).id}")


@state("counter.slot")
def counter_form_with_errors(page: Page, served: Served) -> None:
    counter_form(page, served)
    forward(page)
    see_errors(page)


@state("counter.slot")
def counter_confirm(page: Page, served: Served) -> None:
    counter_form(page, served)
    for title in ("連絡先", "確認をお願いします"):
        fill_in(page)
        forward(page)
        see_title(page, title)


@state("counter.slot")
def counter_refused(page: Page, served: Served) -> None:
    slot = free(served)
    counter_confirm(page, served)
    shut(served, slot)
    press(page, "この内容で申し込む")
    expect(page.locator(".notice.bad")).to_be_visible()


@state("counter.slip")
def counter_slip(page: Page, served: Served) -> None:
    counter_confirm(page, served)
    press(page, "この内容で申し込む")
    see_title(page, "受け付けました")


@state()
def counter_gone(page: Page, served: Served) -> None:
    counter_slip(page, served)
    slip = page.url
    press(page, "次の方へ（画面を消す）")
    page.wait_for_url("**/counter")
    page.goto(slip)
    see_title(page, "この画面は消しました")


@state("staff.sign_in.locked")
def locked(page: Page, served: Served) -> None:
    counter_confirm(page, served)
    page.goto("/staff/cases")
    see_title(page, "職員の画面に戻る")
