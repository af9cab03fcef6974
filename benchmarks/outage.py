"""Measures what visitors are told where the database goes away under load and comes back, how soon, and what is lost.

PostgreSQL is stopped at once and started again, and made read-only (default_transaction_read_only, as after a change to a
standby). SQLite's file is on a small disk in memory, which is filled to the last page, and which is mounted read-only while
the machine starts again: file permissions would not stop root, and a disk with open files cannot be made read-only. Where
mounting is not allowed these two are left out. In a third outage, which needs no rights, the server's processes may write
no file beyond its first page (RLIMIT_FSIZE). Visitors who are turned away press the button on the page they get, which has
to hold everything they typed. The last line is JSON.
"""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks.load import outages
from benchmarks.load.outages import Outage, Site, small_disk
from benchmarks.load.persisting import Persisting, Turned, visits_during
from benchmarks.load.report import Options, Report, milliseconds, on_each, options, percentile, table
from benchmarks.load.server import free_port, start
from benchmarks.load.town import sqlite_on, town_on

VISITORS, PATIENCE_SECONDS = 16, 60.0
BEFORE_SECONDS, DOWN_SECONDS, SHORT_DOWN_SECONDS, LONGEST_SECONDS = 1.5, 5.0, 2.0, 30.0
MOST_WAIT, MOST_RECOVERY = 1.0, 5.0
TITLES = ("表示できません", "まだ受け付けていません", "受け付けたかどうか、わかりません")

OF_POSTGRESQL = {"server stopped": outages.server_stopped, "server read-only": outages.server_read_only}
OF_A_DISK = {"disk full": outages.disk_full, "disk read-only": outages.disk_read_only}
OF_ANY_SQLITE = {"files limited": outages.files_limited}
BREAKS_LINES = ("disk read-only",)
"""Outages in which the web server, too, is started again."""


class Watch:
    """Takes the database away for a while and notes when it was back."""

    def __init__(self, site: Site, outage: Outage, down: float) -> None:
        self.site, self.outage, self.down = site, outage, down
        self.gone_at = self.back_at = 0.0

    def work(self, left: list[Persisting]) -> None:
        """Wait, take it away, wait until somebody was turned away, bring it back, wait until somebody has booked."""
        time.sleep(BEFORE_SECONDS)
        self.gone_at = time.monotonic()
        with self.outage(self.site):
            time.sleep(self.down)
        self.back_at = time.monotonic()
        until = self.back_at + LONGEST_SECONDS
        while not _booked_since(left, self.back_at) and time.monotonic() < until:
            time.sleep(0.05)
        time.sleep(BEFORE_SECONDS)


def measure(report: Report, name: str, site: Site, outage: Outage, down: float) -> None:
    """Let visitors book while the database goes and comes back, then count."""
    watch, port = Watch(site, outage, down), site.server.port
    visits = visits_during(
        watch.work, lambda number: Persisting(port, number, PATIENCE_SECONDS), site.town.slug, VISITORS
    )
    figures = _figures(site, visits, watch)
    report.figures[name] = figures
    table(("what", "figure"), figures.items())
    _judge(report, name, figures)


def _figures(site: Site, visits: list[Persisting], watch: Watch) -> dict[str, Any]:
    turned = [one for visit in visits for one in visit.turned]
    waits = [one.seconds for one in turned]
    last = max((one.at for one in turned), default=watch.back_at)
    booked = _booked_since(visits, watch.back_at)
    there, told = site.town.numbers(), Counter(one.outcome.number for one in visits if one.outcome.number)
    return {
        "visits": dict(Counter(one.outcome.end for one in visits)),
        "turned_away": len(turned),
        "of_them_sending": sum(one.sent is not None for one in turned),
        "titles": dict(Counter(_title(one) for one in turned)),
        "pages_that_lack_something": sum(not _is_whole(one) for one in turned),
        "p95_ms": milliseconds(percentile(waits, 0.95)),
        "longest_ms": milliseconds(max(waits, default=0)),
        "last_turned_away_after_s": round(max(0.0, last - watch.back_at), 2),
        "first_booked_after_s": round(min((one.left_at for one in booked), default=1e9) - watch.back_at, 2),
        "dropped_lines": sum(one.met["dropped"] for one in visits),
        "lost": len(told.keys() - there),
        "shared": sum(times - 1 for times in told.values()),
        "untold": len(there - told.keys()),
        "mistakes": site.town.mistakes(),
    }


def _judge(report: Report, name: str, figures: dict[str, Any]) -> None:
    report.at_least(f"{name}: forms that could not be taken", figures["of_them_sending"], 1)
    report.limit(
        f"{name}: longest wait for the page that says so, ms", figures["longest_ms"], MOST_WAIT * 1000
    )
    lacking = figures["pages_that_lack_something"]
    report.limit(f"{name}: pages without words, Retry-After or what was typed", lacking, 0)
    last, first = figures["last_turned_away_after_s"], figures["first_booked_after_s"]
    report.limit(f"{name}: last visitor turned away, s after it was back", last, MOST_RECOVERY)
    report.limit(f"{name}: first booking, s after it was back", first, MOST_RECOVERY)
    unhappy = sum(figures["visits"].values()) - figures["visits"].get("booked", 0)
    report.limit(f"{name}: visits without a booking in the end", unhappy, 0)
    report.limit(
        f"{name}: bookings lost, shared or untold", sum(figures[it] for it in ("lost", "shared", "untold")), 0
    )
    report.limit(f"{name}: cases and counts that do not agree", figures["mistakes"], 0)
    if not name.endswith(BREAKS_LINES):
        report.limit(f"{name}: lines that broke", figures["dropped_lines"], 0)


def _booked_since(visits: list[Persisting], moment: float) -> list[Persisting]:
    return [one for one in list(visits) if one.outcome.end == "booked" and one.left_at > moment]


def _title(one: Turned) -> str:
    return next((title for title in TITLES if title in one.page.text), "none")


def _is_whole(one: Turned) -> bool:
    """Say whether a page has words, says when to come back, and holds what was sent, but for its token."""
    typed = {name: text for name, text in (one.sent or {}).items() if name != "csrf_token"}
    is_there = typed.items() <= one.offers.items()
    return _title(one) != "none" and 1 <= int(one.page.header("retry-after") or 0) <= 10 and is_there


def on_sqlite(report: Report, down: float) -> None:
    """Measure the outages of SQLite, on a disk of its own where that can be had."""
    for what, outage in {**OF_A_DISK, **OF_ANY_SQLITE}.items():
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="madoguchi-")))
            disk = folder / "disk"
            if not stack.enter_context(small_disk(disk)) and what in OF_A_DISK:
                print(f"  {what}: left out, no disk can be mounted here")
                continue
            town = stack.enter_context(sqlite_on(disk, folder, places=100_000))
            _measure_on(report, f"sqlite: {what}", Site(town, start(town, free_port()), disk), outage, down)


def on_postgresql(report: Report, down: float) -> None:
    """Measure the outages of PostgreSQL."""
    for what, outage in OF_POSTGRESQL.items():
        with town_on("postgresql", sessions=20, places=100_000) as town:
            site = Site(town, start(town, free_port()), town.folder)
            _measure_on(report, f"postgresql: {what}", site, outage, down)


def _measure_on(report: Report, name: str, site: Site, outage: Outage, down: float) -> None:
    print(f"  {name}")
    try:
        measure(report, name, site, outage, down)
    finally:
        site.server.stop()
        site.town.engine.dispose()


def main(chosen: Options) -> None:
    """Measure on each database, and print one line of JSON last."""
    report, down = Report("outage"), SHORT_DOWN_SECONDS if chosen.short else DOWN_SECONDS

    def one(name: str) -> None:
        if name == "sqlite":
            on_sqlite(report, down)
        else:
            on_postgresql(report, down)

    on_each(chosen, one)
    report.finish()


if __name__ == "__main__":
    main(options(__doc__))
