"""The form of a session: all errors at once, conditional questions, more children, with and without htmx."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests import htmx
from tests.blueprints.booking.walking import slot_path, to_check
from tests.page import Browser, Page
from tests.town import World, typed


@pytest.fixture
def form(visitor: Browser, records: Session, world: World) -> Page:
    return visitor.get(slot_path(records, world.playroom, world))


def test_all_errors_at_once_each_with_a_link_to_its_input(form: Page) -> None:
    page = form.press("次へ進む", status=422)
    assert page.title.startswith("エラー：")
    assert {"residence", "adults", "children-0-family", "children-0-born-year"} >= set(page.problems()) - {
        "children-0-given"
    }
    for input_id in page.problems():
        assert (
            page.by_id(input_id).get("aria-invalid") == "true" or page.by_id(input_id).get("type") == "radio"
        )


def test_what_was_typed_stays_when_something_is_wrong(form: Page) -> None:
    page = form.press("次へ進む", {"adults": "１", "children-0-family": "髙﨑"}, status=422)
    assert page.value("adults") == "１" and page.value("children-0-family") == "髙﨑"


def test_the_form_shows_what_is_being_booked(form: Page) -> None:
    assert "5月13日（水） 9:30〜11:30" in form.words and "プレイルーム" in form.words


def test_a_child_is_added_without_javascript(form: Page) -> None:
    page = form.press("もう1人追加", typed(form))
    assert "children-1-family" in page.text and not page.problems()
    assert page.value("children-0-given") == "凛" and page.value("adults") == "1"


def test_a_child_is_taken_out_again(form: Page) -> None:
    two = form.press("もう1人追加", typed(form))
    one = two.press("remove:children:0", {"children-1-family": "𠮷野"})
    assert "children-1-family" not in one.text and one.value("children-0-family") == "𠮷野"


def test_with_htmx_only_the_part_is_drawn_again(form: Page) -> None:
    part = htmx.press(form, "もう1人追加", typed(form))
    assert not part.is_whole and htmx.root_of(part).get("id") == "filling"
    assert "children-1-family" in part.text


def test_an_answer_brings_up_its_question_when_the_page_is_drawn_again(form: Page) -> None:
    assert "staying_until" not in form.text.replace("seen", "")
    data = {"step": ["refresh"], "residence": ["homecoming"], "page": ["who"]}
    part = form.browser.open(
        "POST",
        form.path,
        status=200,
        data={**data, "csrf_token": form.csrf_token},
        headers=htmx.asking_for("filling"),
    )
    assert "staying_until-year" in part.text and not part.is_whole


def test_the_page_draws_itself_again_when_a_deciding_question_is_answered(form: Page) -> None:
    (drawer,) = [one for one in form.all("div") if one.get("hx-trigger")]
    assert "[name='residence']" in drawer.get("hx-trigger", "")
    assert drawer.get("hx-post") == form.path and drawer.get("hx-target") == "#filling"


def test_without_javascript_a_new_question_is_asked_and_not_blamed(
    visitor: Browser, records: Session, world: World
) -> None:
    path = slot_path(records, world.playroom, world)
    page = visitor.get(path)
    again = page.press("次へ進む", {**typed(page), "residence": "homecoming"})
    assert "お答えにより、質問が増えました。" in again.words and not again.problems()
    # It may stay empty, so from here the way goes on.
    assert again.press("次へ進む").h1 == "連絡先"


def test_a_slot_of_another_room_is_not_found_here(visitor: Browser, records: Session, world: World) -> None:
    path = slot_path(records, world.playroom, world)
    visitor.get(path.replace(world.playroom.slug, world.hiroba.slug), status=404)


def test_a_filled_page_may_be_kept_for_the_back_button(form: Page) -> None:
    assert form.response.headers["Cache-Control"] == "private, no-cache"


def test_a_browser_that_lost_its_cookies_loses_no_input(
    visitor: Browser, records: Session, world: World
) -> None:
    page = visitor.get(slot_path(records, world.playroom, world))
    visitor.client.delete_cookie("madoguchi")
    again = page.press("次へ進む", typed(page), status=400)
    assert "入力した内容は残っています" in again.words
    assert again.value("children-0-given") == "凛"
    assert again.press("次へ進む").h1 == "連絡先"


def test_a_confirmation_without_a_token_is_asked_for_again(
    visitor: Browser, records: Session, world: World
) -> None:
    check = to_check(visitor, slot_path(records, world.playroom, world))
    visitor.client.delete_cookie("madoguchi")
    again = check.press("予約する", status=400)
    assert again.h1 == check.h1
    assert again.press("予約する").path.endswith("/receipt")
