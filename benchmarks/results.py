"""Measures looking results up: 122,814 entries are published, and everybody wants to know, on the product's own server.

Receipts at random, half of them nobody's, each on a new connection; then applications opened by number and secret, a
quarter with a number that is none and a quarter with a wrong secret. What is wrong is answered in the same words and the
same time, whichever of the two it is.
"""

from __future__ import annotations

import time
from typing import Any

from benchmarks.load import crowd
from benchmarks.load.report import Options, Report, milliseconds, on_each, options, percentile, table
from benchmarks.load.results import NOT_FOUND, WRONG_SECRET, Published, published_on
from benchmarks.load.server import Server, serving

ENTRIES, SHORT_ENTRIES = 122_814, 5_000
VISITORS, WARM_SECONDS, SECONDS, SHORT_SECONDS = 32, 2.0, 15.0, 4.0
LEAST_PER_SECOND, MOST_P95, MOST_APART = 500, 500, 1.25
KEY = "only for measurements"


def measure(report: Report, name: str, lottery: Published, seconds: float) -> None:
    """Let everybody look up, in the one way and in the other."""
    with serving(lottery.town, TRUSTED_PROXIES="1", SECRET_KEY=KEY) as server:
        looked = _busy(server, lottery.looking_up(server.port), seconds)
        texts = dict(lottery.said)
        lottery.said.clear()
        opened = _busy(server, lottery.opening(server.port, KEY), seconds)
    report.figures[name] = {"by receipt": looked, "by number and secret": opened}
    waits = opened["median_ms"]
    apart = max(waits[NOT_FOUND], waits[WRONG_SECRET]) / min(waits[NOT_FOUND], waits[WRONG_SECRET])
    said = set().union(*lottery.said.values())
    report.work(f"{name}: a result", looked["server_ms_per_page"] / 1000)
    report.at_least(f"{name}: results a second", looked["pages_per_second"], LEAST_PER_SECOND)
    report.limit(f"{name}: p95 of a result, ms", looked["p95_ms"], MOST_P95)
    report.limit(f"{name}: texts for a receipt of nobody", len(texts[NOT_FOUND]), 1)
    report.limit(f"{name}: texts for a wrong number or secret", len(said), 1)
    report.limit(f"{name}: wrong number / wrong secret, time", round(apart, 2), MOST_APART)
    report.limit(f"{name}: errors", looked["errors"] + opened["errors"], 0)


def _busy(server: Server, visit: crowd.Visit, seconds: float) -> dict[str, Any]:
    crowd.run(crowd.keep_busy(visit, visitors=VISITORS, seconds=WARM_SECONDS))
    begun, worked = time.perf_counter(), server.processor_seconds()
    seen = crowd.run(crowd.keep_busy(visit, visitors=VISITORS, seconds=seconds, first=1_000_000))
    took, work = time.perf_counter() - begun, server.processor_seconds() - worked
    by_step = crowd.waits_by_step(seen)
    pages = sum(len(one) for one in by_step.values())
    table(
        ("page", "answers", "median ms", "p95 ms"),
        [
            (step, len(one), *(milliseconds(percentile(one, share)) for share in (0.5, 0.95)))
            for step, one in by_step.items()
        ],
    )
    for wrong in crowd.errors(seen)[:3]:
        print(f"  {wrong}")
    figures = {
        "pages_per_second": round(pages / took, 1),
        "visits_per_second": round(len(seen) / took, 1),
        "p95_ms": milliseconds(percentile(crowd.waits(seen), 0.95)),
        "median_ms": {step: milliseconds(percentile(one, 0.5)) for step, one in by_step.items()},
        "server_ms_per_page": milliseconds(work / pages),
        "errors": len(crowd.errors(seen)),
    }
    print(f"  {figures}")
    return figures


def main(chosen: Options) -> None:
    """Measure on each database, and print one line of JSON last."""
    report = Report("results")

    def one(name: str) -> None:
        with published_on(name, SHORT_ENTRIES if chosen.short else ENTRIES) as lottery:
            measure(report, name, lottery, SHORT_SECONDS if chosen.short else SECONDS)

    on_each(chosen, one)
    report.finish()


if __name__ == "__main__":
    main(options(__doc__))
