"""Somebody applies on a phone: with JavaScript, without it, by keyboard; goes on later; from one procedure to the next."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import func, select

from domain.cases.models import Case
from domain.cases.paper_models import CaseMessage
from tests.application_forms import HANAKO
from tests.journeys.conftest import Served
from tests.journeys.states.applying import CHECK, PATH, opened, to_check, to_receipt
from tests.journeys.steps import FOCUSED, fill_in, forward, heading, is_same_page, mark_window


def cases(served: Served) -> int:
    served.records.rollback()
    return served.records.scalar(select(func.count(Case.id))) or 0


@pytest.mark.parametrize("which", ["page", "plain_page"])
def test_from_the_first_question_to_a_message_to_the_office(
    which: str, request: pytest.FixtureRequest, served: Served
) -> None:
    page: Page = request.getfixturevalue(which)
    opened(served, due_days=14)
    page.goto(PATH)
    expect(page.get_by_text("3ページ中1ページ目")).to_be_visible()
    number = to_receipt(page)
    assert cases(served) == 1 and number in page.url
    page.get_by_role("link", name="申し込みのページを開く").click()
    page.get_by_label("担当課へのメッセージ").fill("いつごろ分かりますか。")
    page.get_by_role("button", name="メッセージを送る").click()
    expect(page.locator(".messages")).to_contain_text("いつごろ分かりますか。")
    served.records.rollback()
    assert served.records.scalars(select(CaseMessage.body)).all() == ["いつごろ分かりますか。"]


@pytest.mark.parametrize("which", ["page", "plain_page"])
def test_what_is_begun_here_is_gone_on_with_elsewhere(
    which: str, request: pytest.FixtureRequest, served: Served, another_page: Page
) -> None:
    page: Page = request.getfixturevalue(which)
    opened(served)
    page.goto(PATH)
    fill_in(page, HANAKO)
    forward(page)
    page.get_by_label("市外").check()
    page.get_by_role("button", name="あとで続ける").click()
    link = page.locator("a[href*='/drafts/']").get_attribute("href")
    another_page.goto(str(link))
    assert heading(another_page) == "引っ越し"
    expect(another_page.get_by_label("市外")).to_be_checked()
    another_page.get_by_label("新しい園").fill("青葉園")
    forward(another_page)
    forward(another_page)
    another_page.get_by_role("button", name="この内容で申し込む").click()
    another_page.wait_for_url("**/receipt")
    page.goto(PATH)
    assert heading(page) == "届け出る人" and cases(served) == 1


def test_groups_stay_in_order_while_questions_come_and_go(page: Page, served: Served) -> None:
    opened(served, layout="one")
    page.goto(PATH)
    mark_window(page)
    page.locator("[name=name-family]").fill("髙﨑")
    page.get_by_label("市外").check()
    expect(page.get_by_label("新しい園")).to_be_visible()
    assert page.locator("#filling h2").all_inner_texts() == ["届け出る人", "引っ越し", "そのほか"]
    page.get_by_label("市内").check()
    expect(page.get_by_label("新しい園")).to_have_count(0)
    assert page.locator("#filling h2").all_inner_texts() == ["届け出る人", "引っ越し", "そのほか"]
    expect(page.locator("[name=name-family]")).to_have_value("髙﨑")
    assert is_same_page(page)


def test_the_next_procedure_takes_the_answers_over(page: Page, served: Served) -> None:
    opened(served)
    to_receipt(page)
    page.get_by_role("button", name="この内容を引き継いで申し込む").click()
    expect(page.locator("[name=people]")).to_be_visible()
    expect(page.locator("[name=phone]")).to_have_value("090-1111-2222")
    page.get_by_label("人数").fill("2")
    forward(page)
    page.get_by_role("button", name="この内容で申し込む").click()
    page.wait_for_url("**/receipt")
    assert cases(served) == 2


def test_a_double_tap_on_a_slow_line_is_one_case(page: Page, served: Served) -> None:
    opened(served)
    to_check(page)
    page.get_by_role("button", name="この内容で申し込む").dblclick()
    page.wait_for_url("**/receipt")
    assert cases(served) == 1


def test_a_dropped_answer_still_leads_to_the_receipt(
    page: Page, served: Served, context: BrowserContext
) -> None:
    opened(served)
    to_check(page)

    def lose(route: object) -> None:
        route.fetch(max_redirects=0)  # type: ignore[attr-defined]
        route.abort()  # type: ignore[attr-defined]

    page.route(f"**{PATH}", lose)
    page.get_by_role("button", name="この内容で申し込む").click()
    page.wait_for_url("**/receipt", timeout=20_000)
    assert cases(served) == 1


def test_everything_can_be_done_by_keyboard(page: Page, served: Served) -> None:
    opened(served)
    page.goto(PATH)
    page.locator("[name=name-family]").focus()
    for name in ("name-family", "name-given", "kana-family", "kana-given", "phone", "email"):
        assert page.locator(f"[name={name}]").evaluate(FOCUSED)
        page.keyboard.type(HANAKO[name])
        page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.get_by_role("heading", level=1).evaluate(FOCUSED)
    page.locator("[name=kind]").first.focus()
    page.keyboard.press("Space")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    with page.expect_navigation():
        page.get_by_role("button", name="次へ進む").press("Enter")
    assert heading(page) == CHECK
    page.get_by_role("button", name="この内容で申し込む").press("Enter")
    page.wait_for_url("**/receipt")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
