"""Staff: a long step of a lottery on its way, on each of the pages that show it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from playwright.sync_api import Page, expect
from sqlalchemy import update

from domain.clock import now_utc
from domain.database import writing
from domain.jobs.models import Job
from domain.lottery import freezing
from domain.lottery.objecting import raise_objection
from domain.people.rules import MANAGER
from tests.journeys.conftest import Served
from tests.journeys.states.lottery import ROUND, frozen, opened
from tests.journeys.states.ways import as_staff, see_through, state
from tests.lottery_town import LOTTERY, SLUG, Lottery

DUPLICATES, SALE = f"{ROUND}/duplicates", f"/staff/sales/{SLUG}/rounds/{LOTTERY}"
SECONDS = timedelta(seconds=1)


def ready(served: Served) -> Lottery:
    """Let a lottery be ready to be drawn."""
    lottery = frozen(served, 22)
    lottery.sow()
    return lottery


def awaiting_draw(served: Served, **changes: Any) -> Lottery:
    """Let a draw have been asked for, and be so far."""
    lottery = ready(served)
    lottery.ask("draw")
    change(served, **changes)
    return lottery


def change(served: Served, **changes: Any) -> None:
    """Let a job be as if something had come of it meanwhile."""
    if changes:
        with writing(served.records) as session:
            session.execute(update(Job).values(**changes))


def running(seconds: int, **changes: Any) -> dict[str, Any]:
    """Return what the row of a job says that was taken so long ago."""
    now = now_utc()
    return {"begun_at": now - seconds * SECONDS, "leased_until": now + 120 * SECONDS, "tries": 1, **changes}


def shows(
    name: str, prepare: Callable[[Served], object], words: str, path: str = ROUND, endpoint: str = ""
) -> None:
    """Name a state in which a page says these words of a long step."""

    def reach(page: Page, served: Served) -> None:
        prepare(served)
        as_staff(page, served, MANAGER, path)
        expect(page.locator("#long-step")).to_contain_text(words)

    reach.__name__ = name
    state(endpoint or "staff.lottery.turn")(reach)


def awaiting_freeze(served: Served) -> None:
    """Let a list be frozen at this moment; nobody knows how far it is."""
    lottery = opened(served, 11)
    lottery.search(10.4)
    by = lottery.actor("reviewer")
    freezing.ask_freeze(served.records, lottery.round_id, by=by, now=lottery.at(10.5))
    lottery.ask("freeze")
    change(served, **running(12))


def refused(served: Served) -> None:
    """Let somebody object after the draw was asked for."""
    lottery = awaiting_draw(served)
    by, now = lottery.actor("reviewer"), lottery.at(11.5)
    raise_objection(served.records, lottery.round_id, "冊数が違います。", "", by=by, now=now)
    see_through(served)


def done(served: Served) -> None:
    """Let it be drawn."""
    awaiting_draw(served)
    see_through(served)


def searched(served: Served) -> None:
    """Let somebody search for duplicates."""
    opened(served, 11).ask("find_duplicates")


def issued(served: Served) -> None:
    """Let some of the tickets be issued."""
    lottery = opened(served, 26)
    lottery.to_the_end()
    lottery.ask("issue_tickets")
    change(served, **running(3, done=1000, of=2400))


shows("long_step_waiting", awaiting_draw, "順番を待っています")
shows(
    "long_step_untaken",
    lambda served: awaiting_draw(served, asked_at=now_utc() - 60 * SECONDS),
    "システムの管理者に知らせてください",
)
shows(
    "long_step_running",
    lambda served: awaiting_draw(served, **running(7, done=35_000, of=122_814)),
    "35,000／122,814件",
)
shows(
    "long_step_stopped",
    lambda served: awaiting_draw(served, **running(9) | {"leased_until": now_utc()}),
    "途中で止まりました",
)
shows("long_step_in_one_go", awaiting_freeze, "名簿を確定しています")
shows("long_step_refused", refused, "回答していない異議が1件")
shows(
    "long_step_failed",
    lambda served: awaiting_draw(served, finished_at=now_utc(), refusal={"code": "error"}),
    "「もう一度」を押すと、続きから行います",
)
shows("long_step_done", done, "抽選しました")
shows("long_step_of_duplicates", searched, "重複の確認の依頼", DUPLICATES, "staff.duplicates.index")
shows("long_step_of_a_sale", issued, "1,000／2,400件", SALE, "staff.sales.page")
shows("long_step_alone", awaiting_draw, "順番を待っています", f"{ROUND}/progress", "staff.lottery.progress")
