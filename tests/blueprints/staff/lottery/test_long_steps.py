"""Long steps on their pages: asked for, waited for, refused, tried again; the same for whoever looks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from domain.database import writing
from domain.history import Event
from domain.jobs.models import Job
from domain.lottery.objecting import raise_objection
from domain.lottery.record_models import RecordFile
from tests import htmx
from tests.jobs import seen_through
from tests.lottery_town import SLUG, Lottery
from tests.page import Browser, Page
from tests.town import NOW

ROUND = f"/staff/lottery/{SLUG}/rounds/1"
PART = "long-step"


@pytest.fixture
def lottery(lottery: Lottery, clock: Any) -> Lottery:
    """Return a lottery that is ready to be drawn."""
    for number in range(4):
        lottery.enter(number)
    lottery.freeze()
    lottery.sow()
    clock.move_to(lottery.at(21))
    return lottery


def part(page: Page) -> Page:
    """Ask as the open page does every two seconds."""
    asking = page.by_id(PART).get("hx-get")
    assert asking, "the page does not ask"
    return htmx.fetch(page, PART, asking, status=None)  # type: ignore[arg-type]


def change(records: Session, **changes: Any) -> None:
    with writing(records):
        records.execute(update(Job).values(**changes))


def test_a_button_answers_at_once_and_is_not_there_twice(manager: Browser, lottery: Lottery) -> None:
    page = manager.get(ROUND).press("抽選する")
    assert page.passed == (ROUND,) and "順番を待っています" in page.words
    assert "処理は続きます" in page.words and "髙田 修" in page.words_in(PART)
    assert "続きから抽選する" not in page.words and "抽選する" not in [one.text for one in page.all("button")]
    assert lottery.round().seed and lottery.records.scalar(select(func.count(Job.id))) == 1


def test_a_second_press_from_an_old_page_waits_for_the_same(
    manager: Browser, lottery: Lottery, records: Session
) -> None:
    old = manager.get(ROUND)
    old.press("抽選する")
    assert "順番を待っています" in old.press("抽選する").words
    assert records.scalar(select(func.count(Job.id))) == 1


def test_the_page_is_told_what_is_new_and_nothing_where_nothing_is(
    manager: Browser, lottery: Lottery, records: Session, clock: Any
) -> None:
    page = manager.get(ROUND).press("抽選する")
    assert part(page).status == 204
    change(records, begun_at=lottery.at(21), leased_until=lottery.at(22), done=5000, of=122_814)
    now = part(page)
    assert "5,000／122,814件" in now.words and "town:say" in now.response.headers["HX-Trigger"]
    htmx.swap(manager.get(f"{ROUND}/progress"), PART)
    change(records, done=10_000)
    again = part(now)
    assert "10,000／122,814件" in again.words and "HX-Trigger" not in again.response.headers


def test_where_nobody_knows_how_much_is_left_the_time_is_told(
    manager: Browser, lottery: Lottery, records: Session, clock: Any
) -> None:
    manager.get(ROUND).press("抽選する")
    change(records, begun_at=lottery.at(21), leased_until=lottery.at(22))
    clock.shift(timedelta(seconds=12))
    page = manager.get(ROUND)
    assert "開始から12秒" in page.words and page.all("progress")[0].get("value") is None
    clock.shift(timedelta(seconds=80))
    assert "開始から1分32秒" in part(page).words


def test_when_it_is_done_every_open_page_leads_to_what_comes_next(
    manager: Browser, clerk: Browser, lottery: Lottery
) -> None:
    another = clerk.get(ROUND)
    page = manager.get(ROUND).press("抽選する")
    assert part(another).response.headers["HX-Redirect"] == ROUND
    seen_through(page)
    assert part(page).response.headers["HX-Redirect"] == ROUND
    after = manager.get(ROUND)
    assert "抽選しました。" in after.words_in(PART) and "結果を発表する" in after.words
    assert part(after).status == 204


def test_what_is_done_is_news_for_some_minutes(manager: Browser, lottery: Lottery, clock: Any) -> None:
    seen_through(manager.get(ROUND).press("抽選する"))
    clock.shift(timedelta(minutes=11))
    assert "抽選しました。" not in manager.get(ROUND).words_in(PART)


def test_where_no_worker_runs_the_page_says_so_and_whom_to_tell(
    manager: Browser, lottery: Lottery, clock: Any
) -> None:
    page = manager.get(ROUND).press("抽選する")
    clock.shift(timedelta(seconds=31))
    now = part(page)
    assert "flask worker" in now.words and "システムの管理者に知らせてください" in now.words
    assert "抽選しました" in seen_through(manager.get(ROUND)).words


def test_a_job_that_waits_for_another_is_not_said_to_be_forgotten(
    manager: Browser, lottery: Lottery, records: Session, clock: Any
) -> None:
    manager.get(ROUND).press("抽選する")
    usual = {"noun": "round", "actor_kind": "town", "actor_name": "", "asked_at": NOW}
    records.add(Job(kind="draw", noun_id=99, leased_until=lottery.at(22), begun_at=NOW, **usual))
    records.commit()
    clock.shift(timedelta(seconds=40))
    assert "順番を待っています" in manager.get(ROUND).words_in(PART)


def test_a_refusal_when_it_runs_is_shown_with_a_way_to_try_again(
    manager: Browser, reviewer: Browser, lottery: Lottery, records: Session
) -> None:
    page = manager.get(ROUND).press("抽選する")
    said = {"by": lottery.actor("reviewer"), "now": lottery.at(12)}
    raise_objection(records, lottery.round_id, "冊数が違います。", "", **said)
    page = seen_through(page)
    assert "回答していない異議が1件" in page.words_in(PART) and "もう一度" in page.words_in(PART)
    assert "もう一度" not in reviewer.get(ROUND).words_in(PART), "who may not draw is not offered it"
    refused = page.press("もう一度", status=409)
    assert "回答していない異議" in refused.words
    answering = reviewer.get(f"{ROUND}/objections")
    answering.press("回答を記録する", answer="申込みどおりの正しい数です。")
    assert "抽選しました" in seen_through(manager.get(ROUND).press("もう一度")).words


def test_a_broken_record_is_found_when_it_runs(manager: Browser, lottery: Lottery, records: Session) -> None:
    page = manager.get(ROUND).press("抽選する")
    with writing(records):
        records.execute(update(RecordFile).where(RecordFile.name == "entries.csv").values(data=b"x"))
    assert "公開した値と一致しません" in seen_through(page).words_in(PART)


def test_what_broke_is_said_plainly(manager: Browser, lottery: Lottery, records: Session) -> None:
    manager.get(ROUND).press("抽選する")
    change(records, finished_at=lottery.at(21), refusal={"code": "error"})
    page = manager.get(ROUND)
    assert "処理の途中で問題が起き、止まりました。" in page.words_in(PART)
    assert "抽選しました" in seen_through(page.press("もう一度")).words


def test_the_history_names_who_asked(manager: Browser, lottery: Lottery, records: Session) -> None:
    seen_through(manager.get(ROUND).press("抽選する"))
    records.rollback()
    mine = Event.staff_id == lottery.actor("manager").staff_id, Event.noun_id == lottery.round_id
    told = records.scalars(select(Event.verb).where(*mine, Event.noun == "round").order_by(Event.id)).all()
    assert told[-3:] == ["ask_job", "ask_drawn", "draw"]


def test_progress_alone_says_where_nothing_goes_on(clerk: Browser, lottery: Lottery) -> None:
    assert "いま進んでいる処理はありません" in clerk.get(f"{ROUND}/progress").words
    clerk.get(f"{ROUND}/progress?on=elsewhere", status=404)
