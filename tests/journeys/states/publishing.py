"""Staff: publishing a form, its sample cases, its history."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from domain.people.rules import EDITOR, MANAGER
from domain.procedures.endorsing import endorse
from tests.domain.hall import FORM, HANAKO
from tests.journeys.conftest import Served
from tests.journeys.publishing import PUBLICATION, SAMPLES, hall_of, published, ready, with_samples
from tests.journeys.states.ways import as_staff, press, see_errors, state
from tests.journeys.steps import fill_in


@state("staff.publishing.page")
def publication_with_advice_and_a_red_sample(page: Page, served: Served) -> None:
    with_samples(served)
    as_staff(page, served, MANAGER, PUBLICATION)


@state("staff.publishing.page")
def publication_as_an_editor(page: Page, served: Served) -> None:
    ready(served)
    as_staff(page, served, EDITOR, PUBLICATION)


@state("staff.publishing.page")
def publication_without_a_draft(page: Page, served: Served) -> None:
    as_staff(page, served, MANAGER, "/staff/procedures/kodomo-no-mori/publication")


@state("staff.publishing.page")
def publication_with_errors(page: Page, served: Served) -> None:
    ready(served)
    as_staff(page, served, MANAGER, PUBLICATION)
    page.get_by_label("期間を決める").check()
    press(page, "受付の期間を決める")
    see_errors(page)


@state("staff.publishing.page")
def publication_that_was_given_back(page: Page, served: Served) -> None:
    procedure_id, hall = ready(served), hall_of(served)
    seal = {"by": hall.actor("editor"), "now": hall.now}
    endorse(served.records, procedure_id, "asked", FORM.fingerprint(), **seal)  # type: ignore[arg-type]
    as_staff(page, served, MANAGER, PUBLICATION)
    page.get_by_text("承認せずに差し戻す").click()
    press(page, "差し戻す")
    see_errors(page)
    page.locator("#reason").fill("質問3の説明を短くしてください。")
    press(page, "差し戻す")
    expect(page.locator("#approval .notice")).to_contain_text("質問3の説明")


@state("staff.publishing.history")
def history_of_a_procedure(page: Page, served: Served) -> None:
    published(served)
    as_staff(page, served, EDITOR, "/staff/procedures/notice/history")
    page.get_by_text("変更した内容（1件）").click()


@state("staff.samples.index")
def samples_red_and_green(page: Page, served: Served) -> None:
    with_samples(served)
    as_staff(page, served, EDITOR, SAMPLES)


@state("staff.samples.new")
def sample_filling(page: Page, served: Served) -> None:
    ready(served)
    as_staff(page, served, EDITOR, f"{SAMPLES}/new")
    page.get_by_label("はい").check()
    expect(page.get_by_label("最後の日")).to_be_visible()


@state("staff.samples.new")
def sample_expectations_with_errors(page: Page, served: Served) -> None:
    sample_filling(page, served)
    fill_in(page, HANAKO, leaves="yes", last_day="3月末")
    press(page, "期待することを選ぶ")
    press(page, "保存する")
    see_errors(page)


@state("staff.samples.sample")
def sample_that_came_out_otherwise(page: Page, served: Served) -> None:
    sample_id = with_samples(served)
    as_staff(page, served, EDITOR, f"{SAMPLES}/{sample_id}")
