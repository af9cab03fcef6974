"""Measures the opening minute: 10,000 visitors on fresh connections within 10 seconds for 200 places in 20 sessions.

Each opens the list of sessions and, where it shows a place, goes through form, check page and confirmation. Exactly 200
places must be booked, everybody must get a clear answer, and 99 of 100 answers must come within a second. Then the same
town anew: 5,000 within one second as the first traffic that the server ever gets.
"""

from __future__ import annotations

import time
from collections import Counter

from benchmarks.load import crowd
from benchmarks.load.report import Options, Report, bars, milliseconds, on_each, options, percentile, table
from benchmarks.load.server import serving
from benchmarks.load.town import Town, town_on
from benchmarks.load.visitor import Outcome

SESSIONS, PLACES = 20, 10
VISITORS, WITHIN = 10_000, 10.0
FIRST_VISITORS, FIRST_WITHIN = 5_000, 1.0
MOST_P99 = 1000
"""Milliseconds."""


def rush(town: Town, visitors: int, within: float, *, warm: bool) -> tuple[list[Outcome], float, float]:
    """Let everybody come; return how it ended for each, the seconds it took, and the server's processor seconds."""
    with serving(town) as server:
        if warm:
            look = crowd.looking(server.port, town.slug)
            crowd.run(crowd.keep_busy(look, visitors=8, seconds=2))
        begun, worked = time.perf_counter(), server.processor_seconds()
        visit = crowd.booking(server.port, town.slug)
        seen = crowd.run(crowd.arrive(visit, visitors=visitors, within=within))
        return seen, time.perf_counter() - begun, server.processor_seconds() - worked


def tell(report: Report, name: str, town: Town, seen: list[Outcome], took: float, work: float) -> None:
    """Print what was seen, and hold it to what must not happen in any rush."""
    waits, by_step = crowd.waits(seen), crowd.waits_by_step(seen)
    rows = [
        (step, len(one), *(milliseconds(percentile(one, share)) for share in (0.5, 0.95, 0.99, 1)))
        for step, one in by_step.items()
    ]
    table(("page", "answers", "median ms", "p95", "p99", "longest"), rows)
    bars(Counter(_bin(wait) for wait in sorted(waits)), "answers")
    numbers = [one.number for one in seen if one.end == "booked"]
    wrong = crowd.errors(seen)
    report.figures[name] = {
        "visitors": len(seen),
        "ends": dict(crowd.ends(seen).most_common(6)),
        "answers": len(waits),
        "p50_ms": milliseconds(percentile(waits, 0.5)),
        "p99_ms": milliseconds(percentile(waits, 0.99)),
        "longest_ms": milliseconds(max(waits)),
        "seconds": round(took, 1),
        "processor_seconds": round(work, 1),
    }
    print(f"  {report.figures[name]}")
    report.work(f"{name}: an answer", work / len(waits))
    report.limit(f"{name}: visitors without a clear answer", len(wrong), 0)
    report.limit(f"{name}: places too many or too few", abs(town.booked() - SESSIONS * PLACES), 0)
    report.limit(f"{name}: receipts without a booking", len(set(numbers) - town.numbers()), 0)
    report.limit(f"{name}: bookings without a receipt", len(town.numbers() - set(numbers)), 0)
    report.limit(f"{name}: counts that do not agree", town.mistakes(), 0)


def main(chosen: Options) -> None:
    """Measure on each database, and print one line of JSON last."""
    report = Report("rush")
    part = 5 if chosen.short else 1

    def one(name: str) -> None:
        with town_on(name, sessions=SESSIONS, places=PLACES) as town:
            tell(report, name, town, *rush(town, VISITORS // part, WITHIN / part, warm=True))
            report.limit(f"{name}: p99 of an answer, ms", report.figures[name]["p99_ms"], MOST_P99)
        with town_on(name, sessions=SESSIONS, places=PLACES) as town:
            tell(
                report,
                f"{name}, first traffic",
                town,
                *rush(town, FIRST_VISITORS // part, FIRST_WITHIN, warm=False),
            )

    on_each(chosen, one)
    report.finish()


def _bin(wait: float) -> str:
    return next((f"≤ {edge} s" for edge in (0.1, 0.2, 0.5, 1, 2, 5, 10) if wait <= edge), "> 10 s")


if __name__ == "__main__":
    main(options(__doc__))
