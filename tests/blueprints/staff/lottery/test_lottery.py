"""A lottery for staff: setting it up, seeing what its rules mean, and each step of a round in its order."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.lottery.models import Campaign, Round
from domain.lottery.record_models import Award
from tests.domain.lottery.voucher import DICE, DRAND
from tests.jobs import seen_through
from tests.lottery_town import SLUG, Lottery, prepared
from tests.page import Browser, Page
from tests.town import NOW, World

ROUND = f"/staff/lottery/{SLUG}/rounds/1"
TRY, SAVE = "試算する（保存しません）", "予定を保存する"
TIERS = {
    "tier-1-name": "resident",
    "tier-1-label": "市民",
    "tier-1-people": "４１，３００",
    "pool-1-name": "all",
    "pool-1-n": "90000",
    "pool-1-tier-1": "yes",
}
"""One tier, as many requests as last time."""


def test_a_campaign_is_set_up_from_the_published_form(
    manager: Browser, records: Session, world: World
) -> None:
    prepared(records, world, NOW)
    page = manager.get("/staff/lottery").follow("開く").follow("販売の条件を変える")
    wrong = page.press("保存する", cap="三", status=422)
    assert wrong.problems() == {"cap": "1人の上限を数字で入れてください。"}
    page.press("保存する", cap="４", price="10,000")
    records.rollback()
    assert records.scalars(select(Campaign)).one().cap == 4


def test_the_rules_are_tried_in_plain_words_before_anything_is_stored(
    manager: Browser, records: Session, world: World
) -> None:
    prepared(records, world, NOW)
    page = manager.get(f"/staff/lottery/{SLUG}").follow("回を追加する").press(TRY, TIERS)
    assert "申込みが41,300人・123,900冊のとき：2冊が33,900人、3冊が7,400人、当たらない人が0人。" in page.words
    assert records.scalar(select(func.count(Round.id))) == 0
    assert page.value("tier-1-people") == "４１，３００"


def test_both_orders_of_the_pools_are_compared(manager: Browser, records: Session, world: World) -> None:
    prepared(records, world, NOW)
    more = {"tier-2-name": "other", "tier-2-label": "在勤", "tier-2-people": "500", "mode": "whole"}
    more |= {"tier-1-people": "500", "pool-1-n": "300", "pool-2-name": "open", "pool-2-n": "300"}
    more |= {"pool-2-tier-1": "yes", "pool-2-tier-2": "yes"}
    page = manager.get(f"/staff/lottery/{SLUG}/rounds/new").press(TRY, {**TIERS, **more})
    assert "枠がこの順番のとき" in page.words and "枠が逆の順番のとき" in page.words


def test_a_round_is_planned_and_announced(manager: Browser, records: Session, world: World) -> None:
    prepared(records, world, NOW)
    page = manager.get(f"/staff/lottery/{SLUG}/rounds/new").press(SAVE, TIERS)
    assert "公表するまでは変えられます" in page.words
    again = page.follow("予定を変える・試算する").press(SAVE, {"pool-1-n": "80000"})
    assert "80,000" in again.words
    assert "規則はもう変えられません" in again.press("規則を公表する").words
    manager.get(f"{ROUND}/plan", 409)


def test_what_is_missing_in_a_plan_is_said_at_once(manager: Browser, records: Session, world: World) -> None:
    prepared(records, world, NOW)
    page = manager.get(f"/staff/lottery/{SLUG}/rounds/new")
    wrong = page.press(SAVE, {"closes_at": "soon", "pool-1-n": "many", "sale_from": ""}, status=422)
    assert {"closes_at", "pool-1-n", "sale_from"} <= wrong.problems().keys()


def test_a_round_whose_seed_comes_too_soon_is_not_announced(
    manager: Browser, records: Session, world: World
) -> None:
    prepared(records, world, NOW)
    page = manager.get(f"/staff/lottery/{SLUG}/rounds/new").press(
        SAVE, {**TIERS, "closes_at": "2026-06-18T10:00"}
    )
    assert "異議の受付が終わるより前に決まります" in page.words and "規則を公表する" not in page.words


def test_what_comes_in_is_shown_by_day_and_channel(clerk: Browser, lottery: Lottery, clock: Any) -> None:
    lottery.enter(0)
    lottery.enter(1, days=1.5)
    page = clerk.get(ROUND)
    assert "2 件" in page.words and "4 冊" in page.words and "100 %" in page.words
    assert "インターネット" in page.words and "規則を公表する" not in page.words


def closed(lottery: Lottery, clock: Any, entries: int = 4) -> Lottery:
    """Let some people apply and the call close."""
    for number in range(entries):
        lottery.enter(number)
    clock.move_to(lottery.at(11))
    return lottery


def compared(browser: Browser) -> Page:
    """Search for duplicates where the page of the round leads to; return that page again."""
    seen_through(browser.get(ROUND).follow("名寄せの画面を開く").press("重複を探す"))
    return browser.get(ROUND)


def test_the_list_is_not_frozen_before_somebody_has_searched_for_duplicates(
    manager: Browser, reviewer: Browser, lottery: Lottery, clock: Any
) -> None:
    closed(lottery, clock)
    page = manager.get(ROUND)
    assert "まだ一度も探していません。" in page.words and "名簿の確定を申請する" not in page.words
    compared(manager).press("名簿の確定を申請する")
    page = reviewer.get(ROUND)
    lottery.enter(9, days=9.9)
    refused = page.press("名簿を確定して公開する", status=409)
    assert "もう一度探してください" in refused.words and "名寄せの画面を開く" in refused.links()
    assert lottery.round().frozen_count is None


def test_freezing_takes_two_people(manager: Browser, reviewer: Browser, lottery: Lottery, clock: Any) -> None:
    closed(lottery, clock)
    page = compared(manager)
    assert "名簿は4件・8冊です" in page.words
    asked = page.press("名簿の確定を申請する")
    refused = asked.press("名簿を確定して公開する", status=409)
    assert "申請した人とは別の職員が承認してください" in refused.words
    frozen = seen_through(reviewer.get(ROUND).press("名簿を確定して公開する"))
    assert "もう変えられません" in frozen.words
    assert lottery.round().frozen_count == 4


def test_the_request_for_a_freeze_is_turned_down(
    manager: Browser, reviewer: Browser, lottery: Lottery, clock: Any
) -> None:
    closed(lottery, clock)
    compared(manager).press("名簿の確定を申請する")
    assert "取り下げました" in reviewer.get(ROUND).press("申請を取り下げる").words
    assert "名簿を確定して公開する" not in reviewer.get(ROUND).words


def dice(page: Page) -> dict[str, str]:
    """Return twenty dice, one by one."""
    return {f"die-{place}": eye for place, eye in enumerate(DICE, 1)}


def test_the_seed_is_entered_in_order_and_makes_one_draw(
    manager: Browser, reviewer: Browser, lottery: Lottery, records: Session, clock: Any
) -> None:
    closed(lottery, clock)
    lottery.freeze()
    clock.move_to(lottery.at(20.01))
    page = reviewer.get(ROUND).follow("乱数を入力する")
    wrong = page.press("この値を記録する", {"die-1": "x"}, status=422)
    assert "告知した形の値ではありません" in wrong.words
    page = page.press("この値を記録する", dice(page), seen_at="市の動画")
    assert DICE in page.words and "市の動画" in page.words
    assert "より前にはできません" in page.press("この値を記録する", value=DRAND, status=409).words
    clock.move_to(lottery.at(20.1))
    assert "種が決まりました" in page.press("この値を記録する", value=DRAND).words
    assert "より前にはできません" in manager.get(ROUND).press("抽選する", status=409).words
    clock.move_to(lottery.at(21))
    assert "結果を確かめてから発表" in seen_through(manager.get(ROUND).press("抽選する")).words
    assert records.scalar(select(func.count(Award.id))) == 4


def test_another_person_corrects_a_value(
    manager: Browser, reviewer: Browser, lottery: Lottery, clock: Any
) -> None:
    closed(lottery, clock)
    lottery.freeze()
    clock.move_to(lottery.at(20.01))
    page = reviewer.get(f"{ROUND}/seed")
    page.press("この値を記録する", dice(page))
    assert "打ち間違いを訂正する" not in reviewer.get(f"{ROUND}/seed").words
    page = manager.get(f"{ROUND}/seed").press("訂正する", value="9" * 20, reason="読み間違い")
    assert "9" * 20 in page.words


def test_a_dry_run_is_marked_and_stores_nothing(
    manager: Browser, lottery: Lottery, records: Session, clock: Any
) -> None:
    closed(lottery, clock)
    lottery.freeze()
    page = manager.get(f"{ROUND}/dry-run").press("練習する", practice="さくら")
    assert "これは練習です。結果ではありません" in page.words and "4件・5冊" in page.words
    assert records.scalar(select(func.count(Award.id))) == 0


def test_objections_are_written_down_and_answered_before_the_draw(
    reviewer: Browser, lottery: Lottery, clock: Any
) -> None:
    [entry] = lottery.enter()
    lottery.freeze()
    clock.move_to(lottery.at(11.5))
    page = reviewer.get(ROUND).follow("異議と失格")
    assert page.press("異議を記録する", status=422).problems().keys() == {"said"}
    page = page.press("異議を記録する", about=entry.receipt, said="冊数が違うそうです。")
    assert "回答していない異議が1件" in reviewer.get(ROUND).words
    assert "正しい数です" in page.press("回答を記録する", answer="申込みどおりの正しい数です。").words


def test_an_entry_is_passed_over_by_two_people(
    manager: Browser, reviewer: Browser, lottery: Lottery, clock: Any
) -> None:
    [entry] = lottery.enter()
    lottery.freeze()
    clock.move_to(lottery.at(12))
    page = reviewer.get(f"{ROUND}/objections")
    assert "名簿にありません" in page.press("失格を申請する", receipt="0", status=422).words
    page = page.press("失格を申請する", receipt=entry.receipt, reason="ineligible")
    assert "別の職員の確認を待っています" in page.words
    confirmed = manager.get(f"{ROUND}/objections").press("失格を確定する")
    assert "本人にお知らせします" in confirmed.words and "失格（髙田 修" in confirmed.words


def test_the_result_is_published_and_everybody_told(manager: Browser, lottery: Lottery, clock: Any) -> None:
    closed(lottery, clock)
    lottery.freeze()
    lottery.draw()
    clock.move_to(lottery.at(22))
    page = manager.get(ROUND)
    assert "1冊：3件、2冊：1件" in page.words
    assert "お知らせを用意しました" in seen_through(page.press("結果を発表する")).words
    assert lottery.round().told_until == lottery.entries()[-1].case_id


def test_the_draw_is_put_off_with_a_reason(manager: Browser, lottery: Lottery) -> None:
    before = lottery.round().draws_at
    page = manager.get(ROUND)
    assert "理由を入力してください" in page.press("延期する", days="3", status=422).words
    page.press("延期する", days="3", reason="台風のため")
    assert (lottery.round().draws_at - before).days == 3


def test_the_protocol_names_what_was_fixed_and_by_whom(
    reviewer: Browser, lottery: Lottery, clock: Any
) -> None:
    closed(lottery, clock)
    lottery.freeze()
    lottery.draw()
    clock.move_to(lottery.at(22))
    page = reviewer.get(f"{ROUND}/protocol")
    assert lottery.round().commitment in page.words and lottery.round().seed in page.words
    assert "髙田 修・佐々木 誠" in page.words and "ラウンド" in page.words
