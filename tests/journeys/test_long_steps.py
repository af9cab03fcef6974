"""A long step seen in the browser: by the worker as it is run, with thousands of entries, and without JavaScript."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import event

from config import ROOT
from domain.lottery import drawing
from domain.people.rules import MANAGER, REVIEWER
from tests.databases import open_engine
from tests.jobs import run_jobs
from tests.journeys.conftest import Served
from tests.journeys.states.long_steps import DUPLICATES, ready
from tests.journeys.states.lottery import ROUND, opened
from tests.journeys.states.ways import as_staff, press, see_through
from tests.lottery_town import Lottery

SOME = re.compile(r"[1-9][0-9,]+／2,005件")
SLOW_SECONDS = 0.4
"""What a commit takes on the disk of this test, so that there is something to see."""


@contextmanager
def working(served: Served) -> Iterator[None]:
    """Run the worker's program beside the served town until the block ends."""
    url = served.app.config["DATABASE_URL"]
    town = {"DATABASE_URL": url, "INSTANCE": served.app.instance_path, "MAIL_FOLDER": str(served.mail_folder)}
    worker = subprocess.Popen([sys.executable, str(ROOT / "mailing.py")], env={**os.environ, **town})
    try:
        yield
    finally:
        worker.terminate()
        worker.wait(20)


@contextmanager
def slow_worker(served: Served) -> Iterator[None]:
    """Run what is due on a slow disk, beside the browser, until it is done."""
    engine = open_engine(served.app.config["DATABASE_URL"])
    event.listen(engine, "commit", lambda _: time.sleep(SLOW_SECONDS))
    thread = threading.Thread(target=run_jobs, args=(engine,))
    thread.start()
    yield
    thread.join()
    engine.dispose()


def crowded(served: Served, entries: int) -> Lottery:
    """Let thousands apply, and the draw be ready."""
    lottery = opened(served, 22)
    lottery.crowd(entries)
    lottery.freeze()
    lottery.sow()
    return lottery


def test_the_page_turns_by_itself_when_the_worker_is_done(page: Page, served: Served) -> None:
    opened(served, 11)
    as_staff(page, served, REVIEWER, DUPLICATES)
    with working(served):
        press(page, "重複を探す")
        expect(page.get_by_text("5件を比べ、候補は")).to_be_visible(timeout=20_000)
    expect(page.get_by_text("5件を比べ、候補は").locator("..")).to_be_focused()


def test_progress_is_seen_while_thousands_are_drawn(
    page: Page, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "BATCH", 200)
    crowded(served, 2000)
    as_staff(page, served, MANAGER, ROUND)
    press(page, "抽選する")
    part = page.locator("#long-step")
    expect(part).to_contain_text("順番を待っています")
    expect(page.get_by_role("button", name="抽選する")).to_have_count(0)
    link = part.get_by_role("link", name="最新の状態を見る")
    with slow_worker(served):
        expect(part).to_contain_text("抽選しています")
        expect(page.locator("#page-live")).to_have_text("抽選しています")
        expect(part).to_contain_text(SOME, timeout=20_000)
        before = part.inner_text()
        expect(part).not_to_have_text(before)
        expect(part).to_contain_text("抽選しました。", timeout=60_000)
    expect(page.get_by_role("button", name="結果を発表する")).to_be_visible()
    assert link.count() == 0


def test_without_javascript_the_page_is_asked_for_by_a_link(plain_page: Page, served: Served) -> None:
    ready(served)
    as_staff(plain_page, served, MANAGER, ROUND)
    press(plain_page, "抽選する")
    expect(plain_page.get_by_text("順番を待っています")).to_be_visible()
    plain_page.get_by_role("link", name="最新の状態を見る").click()
    expect(plain_page.get_by_text("順番を待っています")).to_be_visible()
    see_through(served)
    plain_page.get_by_role("link", name="最新の状態を見る").click()
    expect(plain_page.get_by_text("抽選しました。")).to_be_visible()
    expect(plain_page.get_by_role("button", name="結果を発表する")).to_be_visible()


def test_where_one_is_on_the_page_stays_while_it_goes_on(page: Page, served: Served) -> None:
    lottery = ready(served)
    lottery.ask("draw")
    as_staff(page, served, MANAGER, ROUND)
    link = page.get_by_role("link", name="練習の抽選")
    link.focus()
    with slow_worker(served):
        expect(page.locator("#long-step")).to_contain_text("抽選しています")
        expect(link).to_be_focused()
