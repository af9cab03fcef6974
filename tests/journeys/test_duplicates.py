"""The duplicates desk by keyboard alone, and without JavaScript."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from sqlalchemy import select

from domain.clock import now_utc
from domain.lottery.duplicates.models import DuplicateGroup
from domain.lottery.models import Entry
from domain.people.rules import REVIEWER
from tests.journeys.conftest import Served
from tests.journeys.keyboard import Keys
from tests.journeys.states.cards import AT, opened
from tests.journeys.states.ways import as_staff, see_through
from tests.voucher_town import applied, carded

SAKURA = {"name-family": "林 桜", "kana-family": "ハヤシ サクラ", "born-year": "H2.5.15"}


def two_pairs(served: Served) -> None:
    """Let two people apply on the web and by card."""
    round_id, now = opened(served), now_utc()
    applied(served.records, round_id, now, "sakura web 123456", **SAKURA)
    for number, changes in enumerate(({}, SAKURA)):
        carded(served.records, round_id, now, f"card number {number:06}", **changes)


def states(served: Served) -> list[str]:
    """Return the states of all entries in their order."""
    served.records.rollback()
    return list(served.records.scalars(select(Entry.state).order_by(Entry.id)))


def test_groups_are_decided_one_after_the_other_by_keyboard(page: Page, served: Served) -> None:
    two_pairs(served)
    as_staff(page, served, REVIEWER, f"{AT}/duplicates")
    keys = Keys(page)
    keys.arrive("名寄せ（重複の確認） プレミアム商品券 第1回")
    keys.go(page.get_by_role("button", name="重複を探す"))
    expect(page.get_by_text("順番を待っています")).to_be_visible()
    see_through(served)
    expect(page.get_by_text("4件を比べ、候補は2組です").locator("..")).to_be_focused()
    keys.go(page.get_by_role("link", name="上から順に判断する"))
    expect(page.get_by_role("radio", name="重複").first).to_be_focused()
    keys.press("Enter")  # as the rule proposes: the card was posted the day before
    expect(page.get_by_text("残り1組")).to_be_visible()
    expect(page.get_by_role("radio", name="重複").first).to_be_focused()
    keys.press("ArrowUp")  # both stand
    keys.write(page.get_by_label("判断の理由"), "電話で確かめた。別の方。")
    keys.go(page.get_by_role("button", name="この判断を記録して次の組へ"))
    expect(page.get_by_text("判断していない組はありません")).to_be_visible()
    assert sorted(states(served)) == ["invalid", "received", "received", "received"]
    reasons = served.records.scalars(select(DuplicateGroup.reason).order_by(DuplicateGroup.decided_at)).all()
    assert reasons[0].startswith("氏名・ふりがな・生年月日") and reasons[1].startswith(
        "電話で確かめた。別の方。"
    )


def test_a_group_is_decided_without_javascript(plain_page: Page, served: Served) -> None:
    two_pairs(served)
    as_staff(plain_page, served, REVIEWER, f"{AT}/duplicates")
    plain_page.get_by_role("button", name="重複を探す").click()
    expect(plain_page.get_by_text("順番を待っています")).to_be_visible()
    see_through(served)
    plain_page.get_by_role("link", name="最新の状態を見る").click()
    plain_page.get_by_role("link", name="上から順に判断する").click()
    plain_page.get_by_role("button", name="この判断を記録して次の組へ").click()
    expect(plain_page.get_by_text("有効 1件、重複 1件")).to_be_visible()
    assert sorted(states(served)) == ["invalid", "received", "received", "received"]
