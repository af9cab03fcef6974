"""A resident looks for a procedure, and staff say what is read about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from playwright.sync_api import Page, expect
from sqlalchemy import select

from domain.clock import now_utc
from domain.history import TOWN
from domain.people.rules import EDITOR
from domain.procedures.describing import add_link, describe, details_of
from domain.procedures.details import Details
from domain.procedures.models import Procedure
from forms.definition import Text
from tests.journeys.conftest import Served
from tests.journeys.states.ways import press, reviewer, see_errors, state
from tests.journeys.steps import sign_in

ELSEWHERE = "https://app.oss.myna.go.jp/Application/search"


def fill_catalogue(served: Served, links: int = 25) -> None:
    """Relate the rooms, and add procedures of elsewhere: open, not yet, and over."""
    records, home, now = served.records, served.world.childcare, now_utc()
    for number in range(links):
        title, slug = Text(f"転出届{number}", en=f"Moving {number}"), f"moving-{number}"
        id_ = add_link(records, slug, title, ELSEWHERE, department_id=home, by=TOWN, now=now)
        details = Details(title, summary=Text("市の外へ。"), elsewhere_url=ELSEWHERE, life_events=("moving",))
        late, over = now + timedelta(days=number), now - timedelta(days=1)
        details = replace(
            details, opens_at=late if number else None, closes_at=over if number == 24 else None
        )
        details = replace(details, opens_at=None) if number % 2 == 0 else details
        describe(records, id_, details, by=TOWN, now=now)
    relate(served)


def relate(served: Served) -> None:
    row = served.records.scalars(select(Procedure).where(Procedure.slug == "kodomo-no-mori")).one()
    said = replace(
        details_of(served.records, row),
        who=Text("就学前のお子さん"),
        next_step=Text("番号が出ます。"),
        life_events=("childcare",),
        retention_months=12,
        related=("wanpaku", "moving-0", "moving-1"),
    )
    describe(served.records, row.id, said, by=TOWN, now=now_utc())


@state("home.catalogue")
def catalogue_of_many(page: Page, served: Served) -> None:
    fill_catalogue(served)
    page.goto("/")
    expect(page.locator(".events a")).to_have_count(2)


@state("home.catalogue")
def life_event(page: Page, served: Served) -> None:
    fill_catalogue(served)
    page.goto("/?event=moving&page=2")
    expect(page.locator(".chip").first).to_be_visible()


@state("home.catalogue")
def nothing_found(page: Page, served: Served) -> None:
    fill_catalogue(served, links=2)
    page.goto("/")
    page.locator("#text").fill("りゅうがく")
    expect(page.locator("#found .notice")).to_be_visible()


@state("procedures.start", "procedures.short")
def start_of_a_booking(page: Page, served: Served) -> None:
    fill_catalogue(served, links=2)
    page.goto("/p/kodomo-no-mori")
    page.get_by_text("このページを人に知らせる").click()


@state("procedures.start")
def start_elsewhere(page: Page, served: Served) -> None:
    fill_catalogue(served, links=2)
    page.goto("/procedures/moving-0")


@state("procedures.start")
def start_that_is_over(page: Page, served: Served) -> None:
    fill_catalogue(served)
    page.goto("/procedures/moving-24")
    expect(page.locator(".notice.warn")).to_be_visible()


@state("procedures.poster")
def poster(page: Page, served: Served) -> None:
    fill_catalogue(served, links=2)
    page.goto("/procedures/kodomo-no-mori/poster")


@state("staff.details.page")
def description(page: Page, served: Served) -> None:
    fill_catalogue(served, links=2)
    sign_in(page, served.world.staff[EDITOR])
    page.goto("/staff/procedures/kodomo-no-mori/details")


@state("staff.details.page")
def description_with_errors(page: Page, served: Served) -> None:
    description(page, served)
    page.locator("#title-ja").fill("")
    page.locator("#retention_months").fill("一年")
    page.locator("#related-5").fill("どこかの手続き")
    press(page, "保存する")
    see_errors(page)


@state("staff.details.page")
def description_saved_meanwhile(page: Page, served: Served) -> None:
    description(page, served)
    row = served.records.scalars(select(Procedure).where(Procedure.slug == "kodomo-no-mori")).one()
    said = replace(details_of(served.records, row), who=Text("市内にお住まいの親子"), due_days=7)
    describe(served.records, row.id, said, by=reviewer(served), now=now_utc())
    page.locator("#who-ja").fill("小学校に入る前のお子さんと、その保護者の方")
    press(page, "保存する")
    expect(page.locator(".clash .notice")).to_be_focused()


@state("staff.details.new_link")
def link_elsewhere(page: Page, served: Served) -> None:
    sign_in(page, served.world.staff[EDITOR])
    page.goto("/staff/procedures/new/link")
    press(page, "作って、案内を書く")
    see_errors(page)
