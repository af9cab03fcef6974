"""The keys of the reviewer's desk: through the list, to decisions, never while typing, off for whoever wants none."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from sqlalchemy import select

from domain.cases.models import Case
from domain.people.rules import REVIEWER
from tests.journeys.conftest import Served
from tests.journeys.states.ways import as_staff, see_title
from tests.journeys.steps import free_slots, has_focus, others_book, wait_for_approval


def two_wait(served: Served) -> list[str]:
    """Let two families wait for an approval; return their numbers, the older first."""
    room = served.world.hiroba
    wait_for_approval(served, room)
    slots = free_slots(served, room)[:2]
    families = zip(slots, ("03-1111-0001", "03-1111-0002"), strict=True)
    return [others_book(served, room, slot, phone=phone).case.number for slot, phone in families]


def test_j_and_k_go_through_the_list_and_enter_opens(page: Page, served: Served) -> None:
    first, second = two_wait(served)
    as_staff(page, served, REVIEWER, "/staff/cases?state=open")
    for key, number in (
        ("j", first),
        ("j", second),
        ("ArrowDown", second),
        ("k", first),
        ("ArrowDown", second),
    ):
        page.keyboard.press(key)
        assert has_focus(page.locator(f"a[href$='{number}']"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{served.address}/staff/cases/{second}")


def test_keys_lead_to_decisions_and_decide_nothing_themselves(page: Page, served: Served) -> None:
    number = two_wait(served)[0]
    for key, title in (("a", "承認する"), ("r", "却下する"), ("b", "差し戻す（補正を頼む）")):
        as_staff(page, served, REVIEWER, f"/staff/cases/{number}") if key == "a" else page.goto(
            f"/staff/cases/{number}"
        )
        page.keyboard.press(key)
        see_title(page, title)
    served.records.rollback()
    assert set(served.records.scalars(select(Case.state))) == {"received"}


def test_what_is_typed_is_no_key(page: Page, served: Served) -> None:
    number = two_wait(served)[0]
    as_staff(page, served, REVIEWER, f"/staff/cases/{number}")
    page.keyboard.press("n")
    assert has_focus(page.get_by_label("メモを書く"))
    page.keyboard.type("j/a?rb")
    expect(page.get_by_label("メモを書く")).to_have_value("j/a?rb")
    page.goto("/staff/cases")
    page.keyboard.press("/")
    assert has_focus(page.get_by_label("氏名・番号・電話"))
    page.keyboard.type("/?j")
    expect(page.get_by_label("氏名・番号・電話")).to_have_value("/?j")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_keys_are_listed_in_a_dialog_and_can_be_switched_off(page: Page, served: Served) -> None:
    number = two_wait(served)[0]
    as_staff(page, served, REVIEWER, f"/staff/cases/{number}")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("却下の画面へ")
    page.keyboard.press("r")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.get_by_role("link", name="キーボード操作").click()
    page.get_by_role("button", name="使わない").click()
    expect(page.locator("main")).to_contain_text("いまは使わない設定です。")
    page.goto(f"/staff/cases/{number}")
    page.keyboard.press("r")
    page.keyboard.press("?")
    see_title(page, page.get_by_role("heading", level=1).inner_text())
    expect(page).to_have_url(f"{served.address}/staff/cases/{number}")
