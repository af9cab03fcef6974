"""Measures whole bookings a second: list, form, check, confirm, receipt, by 32 visitors at once.

In the same run a bare Flask application does only the same SQL, page by page, on the same server (benchmarks/load/bare.py):
the ratio says what forms, templates and sessions cost on top of it.
"""

from __future__ import annotations

import time
from typing import Any

from benchmarks.load import bare, crowd
from benchmarks.load.report import Options, Report, bars, milliseconds, on_each, options, percentile, table
from benchmarks.load.server import Server, serving
from benchmarks.load.town import Town, town_on
from benchmarks.load.visitor import Outcome

VISITORS, WARM_SECONDS, SECONDS, SHORT_SECONDS = 32, 2.0, 15.0, 4.0
LEAST_PER_SECOND, LEAST_SHARE, MOST_P95 = 100, 0.5, 500


def measure(report: Report, name: str, town: Town, seconds: float) -> None:
    """Book as fast as it goes for so many seconds, then do the same SQL without the product."""
    with serving(town) as server:
        seen, figures = _busy(server, crowd.booking(server.port, town.slug), seconds)
    by_step = crowd.waits_by_step(seen)
    table(
        ("page", "median ms", "p95 ms"),
        [
            (step, *(milliseconds(percentile(one, share)) for share in (0.5, 0.95)))
            for step, one in by_step.items()
        ],
    )
    with serving(town, APPLICATION="benchmarks.load.bare:create_app", BARE=str(bare.record(town))) as server:
        _, plain = _busy(server, crowd.asking(server.port, bare.PAGES), seconds)
    figures["bare"] = plain
    bars({"the product": figures["per_second"], "only its SQL": plain["per_second"]}, "bookings a second")
    report.figures[name] = figures
    report.ratios[f"{name}: only its SQL / the product, bookings a second"] = round(
        plain["per_second"] / figures["per_second"], 2
    )
    report.work(f"{name}: a booking", figures["server_ms_per_booking"] / 1000)
    report.at_least(f"{name}: bookings a second", figures["per_second"], LEAST_PER_SECOND)
    report.at_least(
        f"{name}: share of what only its SQL reaches",
        round(figures["per_second"] / plain["per_second"], 2),
        LEAST_SHARE,
    )
    report.limit(f"{name}: p95 of an answer, ms", figures["p95_ms"], MOST_P95)
    report.limit(f"{name}: errors and mistakes", len(crowd.errors(seen)) + town.mistakes(), 0)


def _busy(server: Server, visit: crowd.Visit, seconds: float) -> tuple[list[Outcome], dict[str, Any]]:
    crowd.run(crowd.keep_busy(visit, visitors=VISITORS, seconds=WARM_SECONDS))
    begun, worked, own = time.perf_counter(), server.processor_seconds(), time.process_time()
    seen = crowd.run(crowd.keep_busy(visit, visitors=VISITORS, seconds=seconds, first=1_000_000))
    took, work = time.perf_counter() - begun, server.processor_seconds() - worked
    figures = {
        "per_second": round(len(seen) / took, 1),
        "p95_ms": milliseconds(percentile(crowd.waits(seen), 0.95)),
        "server_ms_per_booking": milliseconds(work / len(seen)),
        "generator_ms_per_booking": milliseconds((time.process_time() - own) / len(seen)),
    }
    print(f"  {figures}")
    return seen, figures


def main(chosen: Options) -> None:
    """Measure on each database, and print one line of JSON last."""
    report = Report("journeys")

    def one(name: str) -> None:
        with town_on(name, sessions=20, places=100_000) as town:
            measure(report, name, town, SHORT_SECONDS if chosen.short else SECONDS)

    on_each(chosen, one)
    report.finish()


if __name__ == "__main__":
    main(options(__doc__))
