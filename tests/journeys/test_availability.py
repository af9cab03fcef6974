"""The list of sessions keeps itself fresh, and disturbs nobody while it does."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, Page, Request, Route, expect

from domain.booking.models import Slot
from tests.journeys.conftest import Served
from tests.journeys.steps import confirm, free_slots, has_focus, is_same_page, mark_window, to_check

LOOK_AGAIN = "document.dispatchEvent(new Event('visibilitychange'))"
HIDE = "Object.defineProperty(document, 'hidden', { configurable: true, get: () => true })"
UNHIDE = "delete document.hidden"
WATCH = """() => {
  window.mutations = 0;
  new MutationObserver((seen) => { window.mutations += seen.length; })
    .observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
}"""


def test_a_booking_elsewhere_changes_the_list_and_leaves_the_focus(
    page: Page, another_page: Page, served: Served
) -> None:
    slot, other = _watch(page, served)
    page.locator(f"#slot-{other.id}").focus()
    mark_window(page)
    to_check(another_page, served.world.playroom, slot)
    confirm(another_page)
    page.evaluate(LOOK_AGAIN)
    expect(page.locator(f"#slot-{slot.id}")).to_contain_text(f"残り{slot.open_capacity - 2}")
    expect(page.locator("#page-live")).to_have_text("空き状況が変わりました。")
    assert has_focus(page.locator(f"#slot-{other.id}"))
    assert is_same_page(page)


def test_a_change_keeps_what_is_being_typed_and_where(page: Page, another_page: Page, served: Served) -> None:
    page.route(f"**/booking/{served.world.playroom.slug}**", _with_a_question)
    slot, _ = _watch(page, served)
    page.locator("#note").press_sequentially("9時半か")
    to_check(another_page, served.world.playroom, slot)
    confirm(another_page)
    page.evaluate(LOOK_AGAIN)
    expect(page.locator(f"#slot-{slot.id}")).to_contain_text(f"残り{slot.open_capacity - 2}")
    page.keyboard.type("ら")
    expect(page.locator("#note")).to_have_value("9時半から")
    assert has_focus(page.locator("#note"))


def test_nothing_is_touched_where_nothing_has_changed(page: Page, served: Served) -> None:
    _watch(page, served)
    page.evaluate(WATCH)
    with page.expect_response("**/availability?*") as answered:
        page.evaluate(LOOK_AGAIN)
    assert answered.value.status == 204
    page.wait_for_timeout(200)
    assert page.evaluate("window.mutations") == 0


def test_a_hidden_tab_asks_nothing_until_it_is_seen_again(page: Page, served: Served) -> None:
    page.clock.install()
    asked = _asked(page)
    _watch(page, served)
    page.evaluate(HIDE)
    page.evaluate(LOOK_AGAIN)
    page.clock.run_for(120_000)
    assert asked == []
    page.evaluate(UNHIDE)
    with page.expect_response("**/availability?*"):
        page.evaluate(LOOK_AGAIN)
        page.clock.run_for(2_500)
    assert len(asked) == 1


def test_a_tab_that_is_seen_asks_every_fifteen_to_thirty_seconds(page: Page, served: Served) -> None:
    page.clock.install()
    asked = _asked(page)
    _watch(page, served)
    page.clock.run_for(14_000)
    assert asked == []
    with page.expect_response("**/availability?*"):
        page.clock.run_for(17_000)
    assert len(asked) == 1


def test_the_question_carries_no_cookie_and_the_answer_sets_none(
    page: Page, context: BrowserContext, served: Served
) -> None:
    page.goto("/")
    page.get_by_role("button", name="やさしい日本語").click()
    _watch(page, served)
    assert context.cookies()
    with page.expect_response("**/availability?*") as answered:
        page.evaluate(LOOK_AGAIN)
    assert "cookie" not in answered.value.request.all_headers()
    assert "set-cookie" not in answered.value.all_headers()


def _with_a_question(route: Route) -> None:
    """Let the watched part have something to type into, on the page and in every answer."""
    answer = route.fetch()
    question = r'\1<input id="note" aria-label="メモ">'
    route.fulfill(response=answer, body=re.sub(r'(<div id="slots"[^>]*>)', question, answer.text()))


def _watch(page: Page, served: Served) -> tuple[Slot, Slot]:
    """Open the room and return two of its sessions."""
    slots = free_slots(served, served.world.playroom)
    page.goto(f"/booking/{served.world.playroom.slug}")
    expect(page.locator(f"#slot-{slots[0].id}")).to_be_visible()
    return slots[0], slots[1]


def _asked(page: Page) -> list[Request]:
    """Collect the questions about availability from now on."""
    asked: list[Request] = []
    page.on("request", lambda one: asked.append(one) if "/availability" in one.url else None)
    return asked
