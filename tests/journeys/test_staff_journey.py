"""Staff decide at the desk, a clerk books by phone, and the tablet at the counter forgets whom it served."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from playwright.sync_api import BrowserContext, BrowserType, Page, expect
from sqlalchemy import select

from domain.booking.models import Booking
from domain.cases.models import Case, Decision
from domain.database import writing
from domain.notices.models import Mail
from domain.people.rules import CLERK, REVIEWER
from tests.journeys.conftest import Served, staying_here
from tests.journeys.steps import (
    booking_of,
    fill_in,
    forward,
    free_slots,
    link_in_mail,
    others_book,
    sign_in,
    wait_for_approval,
)

AN_HOUR = timedelta(hours=1)
DESKS = pytest.mark.parametrize("width", [1366, 1024])
PERSONAL = re.compile("佐藤|美咲|凛|サトウ|090-?1234-?5678|sato@example")


@pytest.fixture
def waiting(served: Served) -> list[Booking]:
    """Return three bookings that wait for approval, of three families on three sessions."""
    room = served.world.hiroba
    wait_for_approval(served, room)
    families = zip(free_slots(served, room), ("03-1111-0001", "03-1111-0002", "03-1111-0003"), strict=False)
    return [others_book(served, room, slot, phone=phone) for slot, phone in families]


@pytest.fixture
def reviewer(page: Page, served: Served) -> Page:
    """Return a page on which a reviewer has signed in."""
    sign_in(page, served.world.staff[REVIEWER])
    return page


@DESKS
def test_a_reviewer_finds_a_case_and_approves_it(
    reviewer: Page, served: Served, waiting: list[Booking], width: int
) -> None:
    reviewer.set_viewport_size({"width": width, "height": 800})
    reviewer.goto("/staff/cases")
    expect(reviewer.locator("#queue tbody tr")).to_have_count(3)
    reviewer.get_by_label("氏名・番号・電話").fill("0311110002")
    reviewer.keyboard.press("Enter")
    expect(reviewer.locator("#queue tbody tr")).to_have_count(1)
    assert "text=0311110002" in reviewer.url
    reviewer.locator("#queue tbody a").click()
    reviewer.get_by_role("button", name="承認する").click()
    expect(reviewer.get_by_text("承認しました。").first).to_be_visible()
    assert booking_of(served, waiting[1].case.number).state == "confirmed"


def test_the_queue_is_filtered_without_loading_a_page_and_by_its_address(
    reviewer: Page, served: Served, waiting: list[Booking]
) -> None:
    reviewer.goto("/staff/cases")
    reviewer.evaluate("window.stillHere = true")
    reviewer.get_by_label("手続き").select_option("kodomo-no-mori")
    expect(reviewer.locator("#queue")).to_contain_text("この条件の申請はありません")
    assert reviewer.evaluate("window.stillHere === true")
    assert "procedure=kodomo-no-mori" in reviewer.url
    reviewer.reload()
    expect(reviewer.locator("#queue")).to_contain_text("この条件の申請はありません")


def test_a_returned_case_is_corrected_from_the_mail_and_then_approved(
    reviewer: Page, another_page: Page, served: Served, waiting: list[Booking]
) -> None:
    number = waiting[0].case.number
    reviewer.goto(f"/staff/cases/{number}/return")
    reviewer.locator("[name=item][value=phone]").check()
    reviewer.locator("[name=sentence-phone]").fill("つながりませんでした。")
    reviewer.get_by_role("button", name="差し戻す", exact=True).click()
    expect(reviewer.get_by_text("差し戻しました。").first).to_be_visible()
    another_page.goto(link_in_mail(served, number))
    another_page.get_by_role("link", name="直す").click()
    expect(another_page.locator("main")).to_contain_text("つながりませんでした。")
    assert another_page.locator("[name=email]:visible").count() == 0
    another_page.get_by_label("電話番号").fill("０３ー９９９９ー００００")
    another_page.get_by_role("button", name="直した内容を送る").click()
    expect(another_page.get_by_text("補正を受け付けました。").first).to_be_visible()
    reviewer.goto(f"/staff/cases/{number}")
    expect(reviewer.locator("main")).to_contain_text("03-9999-0000")
    reviewer.get_by_role("button", name="承認する").click()
    expect(reviewer.get_by_text("承認しました。").first).to_be_visible()
    assert booking_of(served, number).state == "confirmed"


def test_a_rejection_needs_a_reason_and_reaches_the_family(
    reviewer: Page, another_page: Page, served: Served, waiting: list[Booking]
) -> None:
    number = waiting[0].case.number
    reviewer.goto(f"/staff/cases/{number}")
    reviewer.get_by_role("link", name="却下する").click()
    reviewer.get_by_role("button", name="却下する").click()
    expect(reviewer.locator(".error-summary")).to_be_focused()
    reviewer.get_by_label("却下の理由").fill("設備の点検と重なったためです。")
    reviewer.get_by_role("button", name="却下する").click()
    expect(reviewer.get_by_text("却下しました。").first).to_be_visible()
    another_page.goto(link_in_mail(served, number))
    expect(another_page.locator("main")).to_contain_text("承認待ち")
    _let_minutes_pass(served, number)
    another_page.goto(link_in_mail(served, number))
    expect(another_page.locator("main")).to_contain_text("設備の点検と重なったためです。")
    assert not booking_of(served, number).holds


@DESKS
def test_many_are_approved_after_a_preview_and_each_result_is_told(
    reviewer: Page, served: Served, waiting: list[Booking], width: int
) -> None:
    reviewer.set_viewport_size({"width": width, "height": 800})
    reviewer.goto("/staff/cases?state=open")
    for box in reviewer.locator("[name=case]").all()[:2]:
        box.check()
    reviewer.get_by_role("button", name="まとめて承認").click()
    expect(reviewer.locator("main")).to_contain_text("2件のうち、2件を承認します")
    assert _states(served, waiting) == ["held", "held", "held"]
    reviewer.get_by_role("button", name="2件を承認する").click()
    expect(reviewer.locator("main")).to_contain_text("2件のうち2件を承認しました")
    assert _states(served, waiting) == ["confirmed", "confirmed", "held"]


def test_a_second_factor_is_set_up_and_asked_for_from_then_on(
    page: Page, another_page: Page, served: Served
) -> None:
    clerk = served.world.staff[CLERK]
    sign_in(page, clerk)
    page.goto("/staff/account/second-factor")
    page.get_by_role("button", name="設定を始める").click()
    page.get_by_text("QRコードを読み取れないとき").click()
    app = pyotp.TOTP(page.locator("#second-factor-secret").inner_text().replace(" ", ""))
    _enter_code(page, app.now())
    expect(page.get_by_text("2段階認証を設定しました。").first).to_be_visible()
    sign_in(another_page, clerk)
    another_page.goto("/staff/cases")
    expect(another_page.get_by_role("heading", level=1)).to_have_text("認証コードの入力")
    _enter_code(another_page, "000000")
    expect(another_page.locator(".error-summary")).to_be_focused()
    # The code of the set-up is spent: an authenticator would show the next one half a minute later.
    _enter_code(another_page, app.at(int(time.time()) + 30))
    expect(another_page.get_by_role("heading", level=1)).to_have_text("申請の一覧")


def test_after_the_next_person_the_tablet_shows_and_keeps_nothing_personal(
    tablet: BrowserContext, served: Served
) -> None:
    page = tablet.new_page()
    sign_in(page, served.world.staff[CLERK])
    page.set_viewport_size({"width": 1024, "height": 768})
    page.goto("/counter")
    page.get_by_role("link", name="プレイルーム").click()
    page.locator(f"#slot-{free_slots(served, served.world.playroom)[0].id}").click()
    for _ in ("who", "contact"):
        fill_in(page)
        forward(page)
    expect(page.locator("main")).to_contain_text("佐藤 凛")
    assert page.get_by_role("navigation").count() == 0
    page.get_by_role("button", name="この内容で申し込む").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("受け付けました")
    page.get_by_role("button", name="次の方へ").click()
    page.wait_for_url("**/counter")
    for _ in range(6):
        page.evaluate("history.back()")
        page.wait_for_timeout(400)
        assert not PERSONAL.search(page.locator("html").inner_html()), page.url
    # htmx keeps the path it was last on: that of a form is nobody's, that of a slip would be somebody's.
    assert [
        one for one in _kept(page) if not re.fullmatch("/counter(/kodomo-no-mori)?(/slots/[0-9]+)?", one)
    ] == []


@pytest.fixture
def tablet(
    browser_type: BrowserType, browser_type_launch_args: dict[str, Any], served: Served
) -> Iterator[BrowserContext]:
    """Give a tablet whose browser keeps pages for going back, as real ones do and Playwright's usually does not."""
    keeping = {**browser_type_launch_args, "ignore_default_args": ["--disable-back-forward-cache"]}
    browser = browser_type.launch(**keeping)
    yield staying_here(browser.new_context(base_url=served.address, locale="ja-JP", has_touch=True))
    browser.close()


def _states(served: Served, waiting: list[Booking]) -> list[str]:
    return sorted(booking_of(served, one.case.number).state for one in waiting)


def _enter_code(page: Page, code: str) -> None:
    page.get_by_label("認証コード").fill(code)
    page.locator("main form button:not(.unseen)[type=submit]").click()


def _kept(page: Page) -> list[str]:
    """Return whatever a browser keeps of a page besides its history: storage, databases, caches, readable cookies."""
    kept: list[str] = page.evaluate(
        """async () => [
          ...Object.values(localStorage), ...Object.values(sessionStorage),
          ...(await indexedDB.databases()).map((one) => one.name),
          ...(window.caches ? await caches.keys() : []), document.cookie].filter(Boolean)"""
    )
    return kept


def _let_minutes_pass(served: Served, number: str) -> None:
    """Let the time be over in which a decision can be taken back and its mail waits."""
    case = served.records.scalars(select(Case).where(Case.number == number)).one()
    mails = select(Mail).where(Mail.case_id == case.id)
    decisions = select(Decision).where(Decision.case_id == case.id)
    with writing(served.records):
        for mail in served.records.scalars(mails):
            mail.due_at -= AN_HOUR
        for decision in served.records.scalars(decisions):
            decision.decided_at -= AN_HOUR
        case.decided_at = case.decided_at and case.decided_at - AN_HOUR
