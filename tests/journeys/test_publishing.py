"""The whole way of a form: an editor asks, a manager approves and publishes, residents see it, old cases keep theirs."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select, update

from domain.database import writing
from domain.people.rules import EDITOR, MANAGER
from domain.procedures.draft_models import Draft, SampleCase
from domain.procedures.endorsing import endorse
from domain.procedures.models import Procedure
from forms.definition import Form, Text
from tests.domain.hall import HANAKO
from tests.domain.procedures.preparing import TEXTS, put_draft
from tests.journeys.conftest import Served
from tests.journeys.keyboard import Keys
from tests.journeys.publishing import PUBLICATION, SAMPLES, hall_of, procedure_of, ready
from tests.journeys.steps import (
    booking_of,
    fill_in,
    free_slots,
    is_same_page,
    mark_window,
    open_form,
    others_book,
    sign_in,
)

ROOM = "/staff/procedures/kodomo-no-mori/publication"
OLD, NEW = "おとなの人数", "いっしょに来る大人の数"


@pytest.fixture(autouse=True)
def screen(page: Page) -> None:
    """Give the office a screen."""
    page.set_viewport_size({"width": 1366, "height": 900})


def prepare_room(served: Served) -> Form:
    """Write the details of the playroom, and a draft that calls one question otherwise; its preview is seen."""
    hall, room = hall_of(served), served.world.playroom
    text = room.form.to_json()
    asked = next(one for one in text["pages"][0]["fields"] if one["key"] == "adults")
    asked["label"] = {"ja": NEW, "easy": NEW, "en": "Adults"}
    form = Form.from_json(text)
    details = {name: Text(words).to_json() for name, words in TEXTS.items()} | {"retention_months": 12}
    with writing(served.records):
        served.records.execute(update(Procedure).where(Procedure.id == room.procedure_id).values(**details))
    put_draft(served.records, hall, room.procedure_id, form)
    seal = {"by": hall.actor("editor"), "now": hall.now}
    endorse(served.records, room.procedure_id, "previewed", form.fingerprint(), **seal)  # type: ignore[arg-type]
    return form


def test_residents_get_the_new_version_and_an_older_case_keeps_its_own(
    page: Page, another_page: Page, served: Served
) -> None:
    room = served.world.playroom
    first, second = free_slots(served, room)[:2]
    number = others_book(served, room, first).case.number
    form = prepare_room(served)
    sign_in_at(page, served, EDITOR)
    page.get_by_role("button", name="承認を依頼").click()
    expect(page.locator(".notice.good")).to_contain_text("承認を依頼しました")
    page.get_by_role("button", name="ログアウト").click()
    sign_in_at(page, served, MANAGER)
    page.get_by_label("いつでも受け付ける").check()
    page.get_by_role("button", name="受付の期間を決める").click()
    page.get_by_role("button", name="この内容を承認").click()
    page.get_by_role("button", name="公開する").click()
    expect(page.locator("main")).to_contain_text("第2版を公開しました")
    open_form(another_page, room, second)
    expect(another_page.locator("main")).to_contain_text(NEW)
    assert booking_of(served, number).case.form_version.form == room.form != form
    page.goto(f"/staff/cases/{number}")
    expect(page.locator("main")).to_contain_text(OLD)


def sign_in_at(page: Page, served: Served, role: str, path: str = ROOM) -> None:
    page.goto(path)
    sign_in(page, served.world.staff[role])
    expect(page).to_have_url(re.compile(f"{path}$"))


def test_everything_is_done_by_keyboard(page: Page, served: Served) -> None:
    ready(served)
    hall, procedure = hall_of(served), procedure_of(served)
    form = Form.from_json(hall_draft(served))
    seal = {"by": hall.actor("editor"), "now": hall.now}
    endorse(served.records, procedure.id, "previewed", form.fingerprint(), **seal)  # type: ignore[arg-type]
    sign_in_at(page, served, MANAGER, PUBLICATION)
    keys = Keys(page)
    keys.arrive("公開：就労状況の届出")
    keys.go(page.get_by_role("button", name="この内容を承認"))
    expect(page.locator(".notice.good", has_text="承認しました")).to_be_focused()
    keys.go(page.get_by_role("button", name="公開する"))
    expect(page.locator(".notice.good", has_text="第1版を公開しました")).to_be_focused()
    assert procedure_of(served).live_version is not None


def hall_draft(served: Served) -> dict[str, object]:
    from_draft = select(Draft.definition)
    served.records.rollback()
    return served.records.scalars(from_draft).one()


def test_a_sample_is_made_by_keyboard_and_questions_come_up_without_a_new_page(
    page: Page, served: Served
) -> None:
    ready(served)
    sign_in_at(page, served, EDITOR, f"{SAMPLES}/new")
    keys = Keys(page)
    keys.arrive("試し申請の入力")
    mark_window(page)
    fill_in(page, HANAKO)
    page.get_by_label("はい", exact=True).check()
    expect(page.get_by_label("最後の日")).to_be_visible()
    assert is_same_page(page)
    expect(page.get_by_label("勤務先")).to_have_value(HANAKO["employer"])
    keys.write(page.get_by_label("最後の日"), "3月末")
    keys.press("Enter")
    keys.arrive("期待すること")
    keys.write(page.get_by_label("試し申請の名前"), "退職する人")
    keys.go(page.locator('[name=_expect][value="asked:last_day"]'), "Space")
    keys.go(page.get_by_role("button", name="保存する"))
    expect(page.locator(".notice.good")).to_be_focused()
    served.records.rollback()
    (kept,) = served.records.scalars(select(SampleCase))
    assert (kept.name, kept.expects["asked"], kept.expects["through"]) == ("退職する人", ["last_day"], True)


def test_all_of_it_works_without_javascript(plain_page: Page, served: Served) -> None:
    ready(served)
    page = plain_page
    sign_in_at(page, served, EDITOR, f"{SAMPLES}/new")
    fill_in(page, HANAKO, leaves="yes")
    page.get_by_role("button", name="期待することを選ぶ").click()
    expect(page.locator("main")).to_contain_text("質問が増えました")
    page.get_by_label("最後の日").fill("3月末")
    page.get_by_role("button", name="期待することを選ぶ").click()
    page.get_by_label("試し申請の名前").fill("退職する人")
    page.get_by_role("button", name="保存する").click()
    expect(page.locator("main")).to_contain_text("期待どおり")
    page.goto(PUBLICATION)
    page.get_by_role("button", name="承認を依頼").click()
    expect(page.locator("main")).to_contain_text("承認を依頼しました")
