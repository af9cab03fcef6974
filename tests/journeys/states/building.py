"""Staff: the list of procedures, the builder with each of its panels, the preview on each device."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from domain.clock import now_utc
from domain.history import TOWN
from domain.people.rules import EDITOR
from domain.procedures.drafts import change
from forms.definition import Field, Text
from forms.editing import add_field
from tests.journeys.conftest import Served
from tests.journeys.states.ways import as_staff, office, press, see_errors, state

FORM = "/staff/procedures/kodomo-no-mori/form"
PREVIEW = "/staff/procedures/kodomo-no-mori/preview"

office("procedures", "staff.procedures.index", EDITOR, "/staff/procedures")
office("no_procedures", "staff.procedures.index", EDITOR, "/staff/procedures?text=xyz")
office("builder", "staff.builder.page", EDITOR, FORM)
office("builder_adding", "staff.builder.page", EDITOR, f"{FORM}?at=add:who")
office("builder_choice", "staff.builder.page", EDITOR, f"{FORM}?at=residence")
office("builder_date_with_a_condition", "staff.builder.page", EDITOR, f"{FORM}?at=staying_until")
office("builder_page", "staff.builder.page", EDITOR, f"{FORM}?at=page:who")
office("builder_head", "staff.builder.page", EDITOR, f"{FORM}?at=head")
office("preview_phone", "staff.preview.page", EDITOR, PREVIEW)
office("preview_tablet", "staff.preview.page", EDITOR, f"{PREVIEW}?as=tablet")
office("preview_paper", "staff.preview.page", EDITOR, f"{PREVIEW}?as=paper")


@state("staff.procedures.new")
def new_procedure_with_errors(page: Page, served: Served) -> None:
    as_staff(page, served, EDITOR, "/staff/procedures/new")
    press(page, "作って、質問を入れる")
    see_errors(page)


@state("staff.builder.page")
def builder_calculation(page: Page, served: Served) -> None:
    as_staff(page, served, EDITOR, f"{FORM}?at=add:contact")
    page.locator(".offers button").filter(has_text="自動で計算する値").click()
    expect(page.locator("#form-panel .calculation")).to_be_visible()


@state("staff.builder.page")
def builder_with_errors(page: Page, served: Served) -> None:
    as_staff(page, served, EDITOR, f"{FORM}?at=adults")
    page.get_by_label("質問の文", exact=True).fill("")
    page.get_by_label("いちばん小さい数").fill("x")
    press(page, "保存する")
    see_errors(page)


@state("staff.builder.page")
def builder_with_a_step_undone(page: Page, served: Served) -> None:
    as_staff(page, served, EDITOR, FORM)
    page.locator("#do-up-email").click()
    expect(page.locator("#do-undo")).to_contain_text("「メールアドレス」")
    page.locator("#do-up-phone").click()
    expect(page.locator("#do-undo")).to_contain_text("「電話番号」")
    page.locator("#do-undo").click()
    expect(page.locator("#do-redo")).to_be_visible()


@state("staff.builder.page")
def builder_refused(page: Page, served: Served) -> None:
    as_staff(page, served, EDITOR, f"{FORM}?at=residence")
    press(page, "この質問を削除")
    expect(page.locator(".notice.bad")).to_be_visible()


@state("staff.builder.page")
def builder_changed_meanwhile(page: Page, served: Served) -> None:
    as_staff(page, served, EDITOR, f"{FORM}?at=phone")
    new = Field("extra", "text", Text("追加の質問"))
    served.records.rollback()
    change(
        served.records,
        served.world.playroom.procedure_id,
        lambda form: add_field(form, "contact", new),
        "「追加の質問」を追加",
        revision=1,
        by=TOWN,
        now=now_utc(),
    )
    page.get_by_label("質問の文", exact=True).fill("電話")
    press(page, "保存する")
    expect(page.locator(".notice.warn")).to_be_visible()
