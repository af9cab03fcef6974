"""Papers from a phone: sent at once where there is JavaScript, with the page where there is none, over any line."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, Route, expect
from sqlalchemy import func, select

from domain.cases.models import Case
from domain.cases.paper_models import Upload
from tests import papers
from tests.journeys.conftest import Served, staying_here
from tests.journeys.states.papers import PHOTO, PROOF, SVG, choose, to_question
from tests.journeys.steps import confirm, forward, heading

LIST = ".paper-list li"


def count(served: Served) -> int:
    served.records.rollback()
    return served.records.scalar(select(func.count(Upload.id))) or 0


def test_a_file_is_sent_at_once_and_what_is_being_typed_stays(page: Page, served: Served) -> None:
    to_question(page, served)
    page.locator("[name=wish]").fill("まだ書いて")
    choose(page, PHOTO)
    page.locator("[name=wish]").press_sequentially("います")
    expect(page.locator(LIST)).to_contain_text("IMG_2031.jpg")
    expect(page.locator("[name=wish]")).to_have_value("まだ書いています")
    expect(page.locator("#page-live")).to_contain_text("ファイルを受け取りました")
    expect(page.get_by_role("button", name="選んだファイルを送る").first).to_be_hidden()
    forward(page)
    assert heading(page) == "この内容で予約しますか"
    confirm(page)
    served.records.rollback()
    assert served.records.scalars(select(Upload.case_id)).all() == [served.records.scalar(select(Case.id))]


def test_the_camera_of_a_phone_sends_one_after_the_other(new_context: Any, served: Served) -> None:
    page = staying_here(new_context(base_url=served.address, has_touch=True, is_mobile=True)).new_page()
    to_question(page, served)
    for number in (1, 2):
        expect(page.locator("#proof-camera")).to_be_visible()
        page.locator("#proof-camera").set_input_files(PHOTO)
        expect(page.locator(LIST)).to_have_count(number)


def test_a_mouse_is_offered_no_camera(page: Page, served: Served) -> None:
    to_question(page, served)
    expect(page.locator("#proof-camera")).to_be_hidden()


def test_a_wrong_file_is_said_at_the_question_and_the_other_stays(page: Page, served: Served) -> None:
    to_question(page, served)
    choose(page, PHOTO, SVG)
    expect(page.locator(".error-summary")).to_contain_text("「icon.svg」は送れない種類")
    expect(page.locator(LIST)).to_have_count(1)
    choose(page, PROOF)
    expect(page.locator(LIST)).to_have_count(2)
    expect(page.locator(".error-summary")).to_have_count(0)


def test_a_file_is_taken_off(page: Page, served: Served) -> None:
    to_question(page, served)
    choose(page, PHOTO, PROOF)
    expect(page.locator(LIST)).to_have_count(2)
    page.locator('[value="remove:proof:0"]').click()
    expect(page.locator(LIST)).to_have_count(1)
    expect(page.locator(LIST)).to_contain_text("就労証明書")


def test_too_large_a_file_does_not_even_leave_the_phone(page: Page, serve: Any) -> None:
    served = serve(UPLOAD_BYTES=1000)
    page.goto(served.address)
    to_question_at(page, served)
    choose(page, {"name": "large.pdf", "mimeType": "application/pdf", "buffer": papers.PDF + b"0" * 2000})
    expect(page.locator("[data-said]")).to_contain_text("大きすぎて送れない")
    assert count(served) == 0


def to_question_at(page: Page, served: Served) -> None:
    """Go to the question of a town that is not the usual one."""
    page.route("**/*", lambda route: route.fallback())
    goto = page.goto
    page.goto = lambda url, **more: goto(served.address + url, **more)  # type: ignore[method-assign]
    to_question(page, served)


def test_a_dropped_line_keeps_the_file_for_a_second_try(page: Page, served: Served) -> None:
    to_question(page, served)
    tries: list[Route] = []

    def first_drops(route: Route) -> None:
        tries.append(route)
        route.abort() if len(tries) == 1 else route.continue_()

    page.route("**/slots/*", first_drops)
    choose(page, PHOTO)
    expect(page.locator("[data-said]")).to_contain_text("ファイルを送れませんでした")
    page.get_by_role("button", name="選んだファイルを送る").first.click()
    expect(page.locator(LIST)).to_contain_text("IMG_2031.jpg")


def test_pressing_on_while_a_file_is_on_its_way_takes_it_along(page: Page, served: Served) -> None:
    to_question(page, served)
    held: list[Route] = []

    def hold(route: Route) -> None:
        is_ours = route.request.headers.get("hx-request") == "true"
        held.append(route) if is_ours else route.continue_()

    page.route("**/slots/*", hold)
    choose(page, PHOTO)
    expect(page.locator("progress")).to_be_visible()
    forward(page)
    assert heading(page) == "この内容で予約しますか"
    expect(page.locator("main")).to_contain_text("IMG_2031.jpg")


def test_without_javascript_the_pages_button_sends(plain_page: Page, served: Served) -> None:
    to_question(plain_page, served)
    choose(plain_page, PHOTO, SVG)
    plain_page.locator("[name=wish]").fill("のこる")
    plain_page.get_by_role("button", name="次へ進む").click()
    expect(plain_page.locator(".error-summary")).to_contain_text("icon.svg")
    expect(plain_page.locator("[name=wish]")).to_have_value("のこる")
    choose(plain_page, PROOF)
    plain_page.get_by_role("button", name="選んだファイルを送る").first.click()
    expect(plain_page.locator(LIST)).to_have_count(2)
    forward(plain_page)
    confirm(plain_page)
    assert count(served) == 2
