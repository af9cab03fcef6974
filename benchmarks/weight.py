"""Measures how heavy the first page of a booking is on a phone: the catalogue, or a room, with nothing in the cache.

Twice over, in a real browser. With htmx from the CDN, as residents get it: how many requests, how many bytes all told
(compressed, headers too; the CDN's file at its size in gzip), and whom else the page asks. With htmx from the town's own
server, so that every byte is really slowed down: when the largest part is painted at slow 4G (150 ms, 1.6 Mbit/s) on a
processor four times slower. The browser slows requests down but not the opening of a connection, so the same is told
with the two journeys there and back that TCP and TLS 1.3 take before the first request.
"""

from __future__ import annotations

import urllib.request

from playwright.sync_api import Browser, Error

import assets
from benchmarks.load.phone import SLOW_4G, Load, browser, open_pages
from benchmarks.load.report import Options, Report, bars, on_each, options, percentile, table
from benchmarks.load.server import ROOT, serving
from benchmarks.load.town import Town, town_on

ROUNDS, SHORT_ROUNDS = 7, 3
SESSIONS = 60
WARM_ROUNDS = 8
MOST_BYTES, MOST_REQUESTS, MOST_PAINTED_MS = 60_000, 5, 1200
HANDSHAKES_MS = 2 * SLOW_4G["latency"]
_Found = dict[str, dict[str, float]]


def measure(report: Report, name: str, town: Town, found: Browser, rounds: int) -> None:
    """Open both pages, each on a fresh phone, and both one after the other."""
    paths = {"catalogue": "/", "room": f"/booking/{town.slug}"}
    with serving(town, ASSETS="cdn") as server:
        base = f"http://127.0.0.1:{server.port}"
        _warm(base, paths)
        weighed = {page: open_pages(found, base + path, is_slow=False)[0] for page, path in paths.items()}
        second = open_pages(found, *(base + path for path in paths.values()), is_slow=False)[1]
    with serving(town, ASSETS="self") as server:
        base = f"http://127.0.0.1:{server.port}"
        _warm(base, paths)
        painted = {page: _painted(found, base + path, rounds) for page, path in paths.items()}
    figures = {page: _figures(load, painted[page]) for page, load in weighed.items()}
    report.figures[name] = {
        **figures,
        "room after catalogue": {"requests": len(second.requests), "bytes": second.received},
    }
    _show(weighed, second, painted)
    _judge(report, name, figures)


def _warm(base: str, paths: dict[str, str]) -> None:
    """Let every process of the server have made each page once; a phone is not the first to come."""
    for path in (*paths.values(), "/static/pages.js", "/static/town.css") * WARM_ROUNDS:
        urllib.request.urlopen(base + path, timeout=10).close()


def _painted(found: Browser, address: str, rounds: int) -> list[Load]:
    return [open_pages(found, address, is_slow=True)[0] for _ in range(rounds)]


def _figures(load: Load, painted: list[Load]) -> dict[str, float]:
    median = percentile((one.painted_ms for one in painted), 0.5)
    return {
        "requests": len(load.requests),
        "bytes": load.received,
        "outside": len(load.outside),
        "painted_ms": round(median),
        "painted_with_handshakes_ms": round(median + HANDSHAKES_MS),
        "slowest_painted_ms": round(max(one.painted_ms for one in painted)),
    }


def _show(weighed: dict[str, Load], second: Load, painted: dict[str, list[Load]]) -> None:
    for page, load in {**weighed, "room after catalogue": second}.items():
        print(f"  {page}:")
        bars({_short(one.address): one.received for one in load.requests}, "bytes")
    heads = ("page", "largest part", "painted after ms, each time")
    rows = [
        (page, loads[0].painted, " ".join(f"{one.painted_ms:.0f}" for one in loads))
        for page, loads in painted.items()
    ]
    table(heads, rows)


def _judge(report: Report, name: str, figures: _Found) -> None:
    for page, one in figures.items():
        report.limit(f"{name}, {page}: requests", one["requests"], MOST_REQUESTS)
        report.limit(f"{name}, {page}: bytes", one["bytes"], MOST_BYTES)
        report.limit(f"{name}, {page}: asked of others than the CDN's one file", one["outside"], 0)
        report.limit(f"{name}, {page}: largest part painted, ms", one["painted_ms"], MOST_PAINTED_MS)
        with_all = one["painted_with_handshakes_ms"]
        report.limit(f"{name}, {page}: the same with TCP and TLS, ms", with_all, MOST_PAINTED_MS)
        report.ratios[f"{name}, {page}: bytes"] = round(one["bytes"] / MOST_BYTES, 3)


def _short(address: str) -> str:
    return address.partition("?")[0].rpartition("/")[2] or "/"


def main(chosen: Options) -> None:
    """Measure on each database, and print one line of JSON last."""
    report = Report("weight")
    assets.fetch(ROOT / "static")

    def one(name: str) -> None:
        with town_on(name, sessions=SESSIONS, places=10) as town, browser() as found:
            measure(report, name, town, found, SHORT_ROUNDS if chosen.short else ROUNDS)

    try:
        on_each(chosen, one)
    except Error as trouble:
        print(f"left out, no browser: {trouble.message.splitlines()[0]}")
    report.finish()


if __name__ == "__main__":
    main(options(__doc__))
