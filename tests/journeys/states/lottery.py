"""Lotteries: a resident's way through one, its public record, and the desk of the staff."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Page, expect

from domain.cases.secrets import link_token
from domain.clock import now_utc
from domain.lottery import freezing
from domain.lottery.disqualifying import ask_disqualification
from domain.lottery.excluding import invalidate
from domain.lottery.objecting import raise_objection
from domain.people.rules import MANAGER, REVIEWER
from tests.journeys.conftest import Served
from tests.journeys.states.ways import as_staff, press, see_errors, see_title, state
from tests.journeys.steps import fill_in, forward, heading
from tests.lottery_town import HANAKO, LOTTERY, SLUG, TARO, Lottery, open_lottery, prepared

PATH, RECORD = f"/lottery/{SLUG}", f"/lottery/{SLUG}/record/{LOTTERY}"
ROUND = f"/staff/lottery/{SLUG}/rounds/1"
CHECK = "この内容で申し込みますか"


def opened(served: Served, days: float = 1) -> Lottery:
    """Let a lottery have opened so many days ago, with some people in it."""
    lottery = open_lottery(served.records, served.world, now_utc() - timedelta(days=days))
    for number in range(5):
        lottery.enter(number)
    return lottery


def frozen(served: Served, days: float = 12) -> Lottery:
    lottery = opened(served, days)
    lottery.freeze()
    return lottery


def published(served: Served, days: float = 26) -> Lottery:
    lottery = opened(served, days)
    lottery.to_the_end()
    return lottery


def to_check(page: Page, **changes: str) -> None:
    """Fill an application up to the check page."""
    page.goto(f"{PATH}/application")
    while heading(page) != CHECK:
        fill_in(page, HANAKO, **changes)
        forward(page)


def own(page: Page, served: Served, lottery: Lottery, **typed: str) -> str:
    """Open a family's own entries and return their address."""
    [entry, *_] = lottery.enter(99, **{**TARO, **typed})
    page.goto(f"/c/{link_token(entry.case.number, served.app.config['SECRET_KEY'])}")
    return page.url


@state("lottery.campaign")
def lottery_campaign(page: Page, served: Served) -> None:
    opened(served)
    page.goto(PATH)


@state("lottery.campaign")
def lottery_campaign_drawn(page: Page, served: Served) -> None:
    published(served)
    page.goto(PATH)


@state("lottery.form")
def lottery_form(page: Page, served: Served) -> None:
    opened(served)
    page.goto(f"{PATH}/application")


@state("lottery.form")
def lottery_form_errors(page: Page, served: Served) -> None:
    lottery_form(page, served)
    press(page, "次へ進む")
    see_errors(page)


@state("lottery.form")
def lottery_check(page: Page, served: Served) -> None:
    opened(served)
    to_check(page)


@state("lottery.form")
def lottery_refused(page: Page, served: Served) -> None:
    opened(served)
    to_check(page, books="9")
    press(page, "この内容で申し込む")
    expect(page.locator("#refused")).to_be_visible()


@state("lottery.form")
def lottery_closed(page: Page, served: Served) -> None:
    opened(served, 11)
    page.goto(f"{PATH}/application")


@state("entries.receipt")
def lottery_receipt(page: Page, served: Served) -> None:
    opened(served)
    to_check(page)
    press(page, "この内容で申し込む")
    see_title(page, "抽選の申し込みを受け付けました")


@state("entries.page")
def own_entries_waiting(page: Page, served: Served) -> None:
    own(page, served, opened(served))


@state("entries.page")
def own_entries_objecting(page: Page, served: Served) -> None:
    lottery = opened(served, 12)
    own(page, served, lottery)
    lottery.freeze()
    page.reload()
    press(page, "申し出る")
    see_errors(page)


@state("entries.page")
def own_entries_result(page: Page, served: Served) -> None:
    lottery = opened(served, 26)
    own(page, served, lottery)
    lottery.to_the_end()
    page.reload()


@state("entries.change")
def own_entries_change(page: Page, served: Served) -> None:
    own(page, served, opened(served))
    page.get_by_role("link", name="申し込みの内容を変更する").click()
    see_title(page, "この内容に変更しますか")


@state("entries.confirm_withdrawal")
def own_entries_withdrawal(page: Page, served: Served) -> None:
    page.goto(own(page, served, opened(served)) + "/withdrawal")


@state("lottery_record.index")
def record_frozen(page: Page, served: Served) -> None:
    frozen(served)
    page.goto(RECORD)


@state("lottery_record.index")
def record_published(page: Page, served: Served) -> None:
    published(served)
    page.goto(RECORD)


@state("lottery_record.result")
def result_won(page: Page, served: Served) -> None:
    receipt = published(served).entries()[0].receipt
    page.goto(f"{RECORD}/result?receipt={receipt}")


@state("lottery_record.result")
def result_not_found(page: Page, served: Served) -> None:
    published(served)
    page.goto(f"{RECORD}/result?receipt=0")
    see_errors(page)


@state("lottery_record.file")
def record_checked_here(page: Page, served: Served) -> None:
    receipt = published(served).entries()[0].receipt
    page.goto(f"{RECORD}/verify.html?receipt={receipt}")
    expect(page.locator("#mine")).to_be_visible()


@state("lottery_record.file")
def record_list_checked_here(page: Page, served: Served) -> None:
    receipt = frozen(served).entries()[0].receipt
    page.goto(f"{RECORD}/verify.html?receipt={receipt}")
    expect(page.get_by_role("heading", name="あなたの申し込み")).to_be_visible()


def desk(
    name: str, endpoint: str, prepare: Callable[[Served], object], path: str = ROUND, role: str = MANAGER
) -> None:
    """Name the state of a page of the desk, after something was prepared."""

    def reach(page: Page, served: Served) -> None:
        prepare(served)
        as_staff(page, served, role, path)

    reach.__name__ = name
    state(endpoint)(reach)


def waiting_for_second(served: Served) -> None:
    lottery = opened(served, 11)
    from_manager = lottery.actor("manager")
    lottery.search(10.4)
    freezing.ask_freeze(served.records, lottery.round_id, by=from_manager, now=lottery.at(10.5))


def doubted(served: Served) -> None:
    lottery = frozen(served, 11.5)
    entry = lottery.entries()[0]
    said = {"by": lottery.actor("reviewer"), "now": lottery.at(11.4)}
    raise_objection(served.records, lottery.round_id, "冊数が違います。", entry.receipt, **said)
    ask_disqualification(served.records, entry.receipt, "ineligible", "市外の方", **said)


def left_out(served: Served) -> None:
    lottery = opened(served)
    entry, said = lottery.entries()[0], {"by": lottery.actor("reviewer"), "now": lottery.at(0.9)}
    invalidate(served.records, entry.receipt, "ineligible", "市外の方", **said)


def drawn(served: Served) -> None:
    lottery = frozen(served, 22)
    lottery.draw()


desk("desk_lotteries", "staff.lottery.index", opened, "/staff/lottery")
desk("desk_campaign", "staff.lottery.campaign", opened, f"/staff/lottery/{SLUG}")
desk(
    "desk_sale",
    "staff.lottery.sale",
    lambda served: prepared(served.records, served.world, now_utc()),
    f"/staff/lottery/{SLUG}/sale",
)
desk("desk_open", "staff.lottery.turn", opened)
desk("desk_waiting", "staff.lottery.turn", waiting_for_second, role=REVIEWER)
desk("desk_objection", "staff.lottery.turn", frozen)
desk("desk_drawn", "staff.lottery.turn", drawn)
desk("desk_published", "staff.lottery.turn", published)
desk("desk_progress", "staff.lottery.progress", published, f"{ROUND}/progress")
desk("desk_dry_run", "staff.lottery_steps.dry_run", frozen, f"{ROUND}/dry-run?practice=sakura")
desk("desk_protocol", "staff.lottery_steps.protocol", drawn, f"{ROUND}/protocol")
desk("desk_seed", "staff.lottery_seed.page", lambda served: frozen(served, 20.05), f"{ROUND}/seed")
desk("desk_seed_there", "staff.lottery_seed.page", drawn, f"{ROUND}/seed")
desk("desk_left_out", "staff.lottery_exclusions.page", left_out, f"{ROUND}/exclusions")
desk("desk_objections", "staff.lottery_objections.page", doubted, f"{ROUND}/objections")


@state("staff.lottery_rounds.new")
def desk_new_round(page: Page, served: Served) -> None:
    prepared(served.records, served.world, now_utc())
    as_staff(page, served, MANAGER, f"/staff/lottery/{SLUG}/rounds/new")
    page.get_by_label("区分1の見込み（人）").fill("41300")
    page.get_by_label("枠1の数").fill("90000")
    press(page, "試算する（保存しません）")
    expect(page.get_by_role("heading", name="この規則で抽選すると")).to_be_visible()


@state("staff.lottery_rounds.plan")
def desk_plan(page: Page, served: Served) -> None:
    prepared(served.records, served.world, now_utc())
    as_staff(page, served, MANAGER, f"/staff/lottery/{SLUG}/rounds/new")
    page.get_by_label("枠1の数").fill("90000")
    press(page, "予定を保存する")
    page.get_by_role("link", name="予定を変える・試算する").click()
    expect(page.get_by_label("枠1の数")).to_have_value("90000")
