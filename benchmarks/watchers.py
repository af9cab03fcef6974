"""Measures what 10,000 phones cost that watch a room: each asks every 15 seconds whether places have changed.

Twice over: on a new connection for every question, as a server without a front sees phones (browsers and mobile networks
close what is idle for 15 seconds often enough; the dearest case), and on connections that stay open, as the recommended
front holds them. Meanwhile somebody books now and then, so that what everybody has seen is old. Counted is the processor
time of every process of the server, in per cent of one core.
"""

from __future__ import annotations

import asyncio
import gzip
import html
import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from benchmarks.load import crowd
from benchmarks.load.line import Answer, Dropped, Line
from benchmarks.load.report import Options, Report, milliseconds, on_each, options, percentile, table
from benchmarks.load.server import Server, serving
from benchmarks.load.town import Town, town_on
from benchmarks.load.visitor import Visitor

WATCHERS, EVERY_SECONDS = 10_000, 15
SECONDS, SHORT_SECONDS, WARM_SECONDS = 60.0, 15.0, 3.0
BOOKING_EVERY_SECONDS, SHORT_BOOKING_EVERY_SECONDS = 20.0, 10.0
HELD_CONNECTIONS = 64
MOST_PER_CENT = 25
WATCHED = re.compile(r'data-poll="([^"]+)" data-seen="([^"]+)"')


@dataclass
class Watching:
    """The phones: what each has seen, and what they were answered."""

    port: int
    path: str
    seen: list[str]
    waits: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    received: int = 0
    idle: list[Line] = field(default_factory=list)
    is_held: bool = False

    async def ask(self, watcher: int) -> None:
        """Ask for one phone whether something has changed."""
        begun = time.perf_counter()
        try:
            answer = await self._answer(self.seen[watcher])
        except (Dropped, OSError) as trouble:
            self.statuses[type(trouble).__name__] += 1
            return
        self.waits.append(time.perf_counter() - begun)
        self.statuses[str(answer.status)] += 1
        self.received += len(answer.body)
        if answer.status == 200:
            self.seen[watcher] = _digest(answer.body, answer.header("content-encoding"))

    async def _answer(self, seen: str) -> Answer:
        line = self.idle.pop() if self.idle else await Line.to(self.port)
        try:
            answer = await line.ask(_question(f"{self.path}&seen={seen}", is_held=self.is_held))
        except BaseException:
            line.close()
            raise
        self._put_back(line)
        return answer

    def _put_back(self, line: Line) -> None:
        if self.is_held and line.is_open and len(self.idle) < HELD_CONNECTIONS:
            self.idle.append(line)
        else:
            line.close()


def measure(report: Report, name: str, town: Town, chosen: Options) -> None:
    """Let them watch, once in each way."""
    seconds = SHORT_SECONDS if chosen.short else SECONDS
    every = SHORT_BOOKING_EVERY_SECONDS if chosen.short else BOOKING_EVERY_SECONDS
    figures = {}
    with serving(town) as server:
        for way, is_held in (("new connections", False), ("held connections", True)):
            watching = crowd.run(_watch(server, town, is_held=is_held, seconds=WARM_SECONDS, every=None))
            begun, worked = time.perf_counter(), server.processor_seconds()
            watching = crowd.run(_watch(server, town, is_held=is_held, seconds=seconds, every=every))
            took, work = time.perf_counter() - begun, server.processor_seconds() - worked
            figures[way] = _figures(watching, took, work)
    table(("way", *figures["new connections"]), [(way, *one.values()) for way, one in figures.items()])
    report.figures[name] = figures
    for way, one in figures.items():
        report.limit(f"{name}, {way}: per cent of one core", one["per_cent_of_a_core"], MOST_PER_CENT)
        report.limit(f"{name}, {way}: answers that are errors", one["errors"], 0)
        report.ratios[f"{name}, {way}: core"] = one["per_cent_of_a_core"] / 100


async def _watch(
    server: Server, town: Town, *, is_held: bool, seconds: float, every: float | None
) -> Watching:
    """Let every phone ask in its turn, evenly, whatever the server does; somebody books every so many seconds."""
    first = await Visitor(server.port, 0).get(f"/booking/{town.slug}", "list")
    address, digest = WATCHED.findall(first.text)[0]
    watching = Watching(server.port, html.unescape(address), [digest] * WATCHERS, is_held=is_held)
    per_second = WATCHERS / EVERY_SECONDS
    booking = asyncio.create_task(_book_now_and_then(server.port, town.slug, every)) if every else None
    await _evenly(
        lambda turn: watching.ask(turn % WATCHERS), count=int(seconds * per_second), a_second=per_second
    )
    if booking:
        booking.cancel()
    for line in watching.idle:
        line.close()
    return watching


async def _evenly(ask: Callable[[int], object], *, count: int, a_second: float) -> None:
    begun, asked = time.perf_counter(), set()
    for turn in range(count):
        ahead = begun + turn / a_second - time.perf_counter()
        if ahead > 0.001:
            await asyncio.sleep(ahead)
        one = asyncio.ensure_future(ask(turn))  # type: ignore[arg-type]
        asked.add(one)
        one.add_done_callback(asked.discard)
    await asyncio.gather(*asked)


async def _book_now_and_then(port: int, slug: str, every: float) -> None:
    visit = crowd.booking(port, slug)
    while True:
        await asyncio.sleep(every / 2)
        await visit(int(time.time()) % 10_000_000)
        await asyncio.sleep(every / 2)


def _figures(watching: Watching, took: float, work: float) -> dict[str, float]:
    answers = sum(watching.statuses.values())
    known = watching.statuses["204"] + watching.statuses["200"]
    return {
        "asked_per_second": round(answers / took, 1),
        "unchanged": watching.statuses["204"],
        "changed": watching.statuses["200"],
        "errors": answers - known,
        "bytes_per_changed": round(watching.received / max(1, watching.statuses["200"])),
        "p95_ms": milliseconds(percentile(watching.waits, 0.95)),
        "server_us_per_answer": round(work * 1e6 / max(1, answers), 1),
        "per_cent_of_a_core": round(work * 100 / took, 1),
    }


def _question(path: str, *, is_held: bool) -> bytes:
    """Return the question as a browser asks it, without the headers that nobody reads."""
    lines = (
        f"GET {path} HTTP/1.1",
        "Host: 127.0.0.1",
        "Accept: */*",
        "Accept-Encoding: gzip, deflate, br",
        "Accept-Language: ja-JP",
        "HX-Request: true",
        "HX-Target: slots",
        f"Connection: {'keep-alive' if is_held else 'close'}",
    )
    return "\r\n".join((*lines, "", "")).encode()


@lru_cache(maxsize=64)
def _digest(body: bytes, encoding: str) -> str:
    text = (gzip.decompress(body) if encoding == "gzip" else body).decode()
    return WATCHED.findall(text)[0][1]


def main(chosen: Options) -> None:
    """Measure on each database, and print one line of JSON last."""
    report = Report("watchers")

    def one(name: str) -> None:
        with town_on(name, sessions=40, places=1000) as town:
            measure(report, name, town, chosen)

    on_each(chosen, one)
    report.finish()


if __name__ == "__main__":
    main(options(__doc__))
