"""A lottery from call to published draw: a family on a phone, with and without JavaScript, and the office with two people."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from domain.cases.models import Case
from domain.clock import now_utc
from domain.lottery.models import Entry, Round
from domain.lottery.rounds import steps_of
from domain.lottery.seeding import values_of
from domain.lottery.terms import written
from domain.people.rules import MANAGER, REVIEWER
from tests.domain.lottery.voucher import DICE, DRAND
from tests.journeys.conftest import Serve, Served, staying_here
from tests.journeys.states.lottery import CHECK, RECORD, ROUND, SLUG
from tests.journeys.states.ways import press, see_through, see_title
from tests.journeys.steps import fill_in, forward, heading, sign_in
from tests.lottery_town import HANAKO, TARO, Lottery, open_lottery

ALL_RIGHT = "すべて一致しました。"


def family(page: Page) -> None:
    """Apply for mother and son, from the lottery's page to the receipt."""
    page.goto(f"/lottery/{SLUG}")
    expect(page.get_by_text("先着順ではありません").first).to_be_visible()
    with page.expect_navigation():
        page.get_by_role("link", name="申し込みを始める").click()
    while heading(page) != CHECK:
        fill_in(page, {**HANAKO, **TARO})
        forward(page)
    press(page, "この内容で申し込む")
    see_title(page, "抽選の申し込みを受け付けました")


@pytest.mark.parametrize("has_scripts", [True, False])
def test_a_family_enters_changes_and_sees_its_result(
    new_context: Any, serve: Serve, has_scripts: bool
) -> None:
    served = serve()
    lottery = open_lottery(served.records, served.world, now_utc() - timedelta(days=1))
    context = new_context(base_url=served.address, java_script_enabled=has_scripts)
    page = staying_here(context).new_page()
    page.set_viewport_size({"width": 390, "height": 800})
    family(page)
    page.get_by_role("link", name="申し込みのページを開く").click()
    change_books(page)
    assert [one.units for one in lottery.entries()] == [3, 3]
    own = page.url
    long_ago(served, lottery)
    lottery.to_the_end()
    page.goto(own)
    expect(page.get_by_text("当選 3冊")).to_have_count(1)
    check_here(page, lottery.entries()[0], has_scripts)


def change_books(page: Page) -> None:
    """Ask for three each."""
    page.get_by_role("link", name="申し込みの内容を変更する").click()
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("1人分の冊数")).click()
    fill_in(page, {"books": "3"})
    forward(page)
    press(page, "この内容に変更する")
    expect(page.get_by_text("申し込みの内容を変更しました。")).to_be_visible()


def long_ago(served: Served, lottery: Lottery) -> None:
    """Let the round have been announced and entered weeks ago: every date of it goes back."""
    back = timedelta(days=25)
    found = lottery.round()
    for name in ("opens_at", "closes_at", "draws_at"):
        setattr(found, name, getattr(found, name) - back)
    found.sale_from, found.sale_until = found.sale_from - back, found.sale_until - back
    rules = dict(found.rules)
    rules["sources"] = [
        {name: moved(value, back) if name.endswith("at") else value for name, value in one.items()}
        for one in rules["sources"]
    ]
    found.rules = rules
    served.records.execute(update(Case).values(changed_at=found.opens_at + timedelta(days=1)))
    served.records.commit()
    lottery.opens_at -= back


def moved(text: str, back: timedelta) -> str:
    """Return a written moment some days earlier."""
    return written(datetime.fromisoformat(text) - back)


def check_here(page: Page, entry: Entry, has_scripts: bool) -> None:
    """Recompute the draw on this device, or be told how to do it by hand."""
    page.get_by_role("link", name="この端末で計算し直して確かめる").first.click()
    if not has_scripts:
        expect(page.get_by_role("heading", name="JavaScriptを使わずに確かめるには")).to_be_visible()
        return
    expect(page.locator("#in-list")).to_contain_text(entry.receipt)
    page.get_by_role("button", name="この端末で計算し直す").click()
    expect(page.get_by_text(ALL_RIGHT)).to_be_visible()


def desk(new_context: Any, served: Served, role: str) -> Page:
    """Return the desk of somebody who has signed in."""
    page = staying_here(new_context(base_url=served.address)).new_page()
    page.goto(ROUND)
    sign_in(page, served.world.staff[role])
    page.goto(ROUND)
    return page


def test_two_people_bring_a_lottery_to_its_published_draw(new_context: Any, serve: Serve) -> None:
    served = serve()
    lottery = open_lottery(served.records, served.world, now_utc() - timedelta(days=12))
    for number in range(4):
        lottery.enter(number)
    manager, reviewer = (desk(new_context, served, role) for role in (MANAGER, REVIEWER))
    manager.get_by_role("link", name="名寄せの画面を開く").click()
    press(manager, "重複を探す")
    see_through(served)
    manager.goto(ROUND)
    press(manager, "名簿の確定を申請する")
    expect(manager.get_by_text("別の職員が確かめて確定します。")).to_be_visible()
    reviewer.reload()
    press(reviewer, "名簿を確定して公開する")
    see_through(served)
    expect(reviewer.get_by_text("名簿を確定し、公開しました。")).to_be_visible()
    long_frozen(served, lottery)
    enter_seed(reviewer, served, lottery)
    manager.goto(ROUND)
    press(manager, "抽選する")
    see_through(served)
    expect(manager.get_by_text("結果を確かめてから発表してください。")).to_be_visible()
    press(manager, "結果を発表する")
    see_through(served)
    expect(manager.get_by_text("お知らせを用意しました。")).to_be_visible()
    check_record(manager, lottery)


def long_frozen(served: Served, lottery: Lottery) -> None:
    """Let the freeze be days ago: the days for objections are over, and the sources have spoken."""
    found, back = lottery.round(), timedelta(days=10)
    step = steps_of(served.records, found.id)["frozen"]
    step.done_at = step.done_at and step.done_at - back
    found.draws_at = now_utc() - timedelta(minutes=1)
    sources_speak_at(found, now_utc() - timedelta(minutes=30), now_utc() + timedelta(hours=1))
    served.records.commit()


def last_source_speaks(served: Served, lottery: Lottery) -> None:
    """Let the dice have been entered a minute ago, and the other number have come since."""
    found = lottery.round()
    values_of(served.records, found.id)["dice"].entered_at -= timedelta(minutes=1)
    sources_speak_at(found, now_utc() - timedelta(minutes=30), now_utc() - timedelta(seconds=30))
    served.records.commit()


def sources_speak_at(found: Round, *moments: datetime) -> None:
    """Set when the sources of the seed come about."""
    pairs = zip(found.rules["sources"], moments, strict=True)
    found.rules = {**found.rules, "sources": [{**one, "at": written(moment)} for one, moment in pairs]}


def enter_seed(page: Page, served: Served, lottery: Lottery) -> None:
    """Enter twenty dice, and the other number as soon as it is there."""
    page.goto(f"{ROUND}/seed")
    for place, eye in enumerate(DICE, 1):
        page.locator(f'[name="die-{place}"]').fill(eye)
    press(page, "この値を記録する")
    expect(page.get_by_text(DICE)).to_be_visible()
    last_source_speaks(served, lottery)
    page.reload()
    page.locator('[name="value"]').fill(DRAND)
    press(page, "この値を記録する")
    expect(page.get_by_role("heading", name="種が決まりました")).to_be_visible()


def check_record(page: Page, lottery: Lottery) -> None:
    """The record is public, and the draw can be recomputed from it."""
    page.goto(f"{RECORD}/verify.html?receipt={lottery.entries()[0].receipt}")
    expect(page.locator("#mine")).to_be_visible()
    assert lottery.round().seed in page.content()
