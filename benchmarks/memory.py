"""Measures how much memory the whole product holds: at rest, and whether it grows under load.

A town's processes as they are run: the web server with one worker, and ``flask worker``, which sends the mails. Memory is
the proportional set size from /proc: what several processes share is shared out among them. At rest means after some
seconds of silence, every page having been shown once. Then visitors book, watchers watch and people look for what is not
there, at a steady pace; growth is judged from the end of the warm-up to the end of the load. A server also runs with the
mail worker as a thread of its own (EMBEDDED_WORKER), as small towns do.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.load import crowd
from benchmarks.load.report import Options, Report, bars, on_each, options
from benchmarks.load.server import ROOT, Server, environment_of, serving
from benchmarks.load.town import Town, town_on
from benchmarks.load.visitor import Visitor

MEGABYTE = 1_000_000
MOST_AT_REST, MOST_GROWTH = 150, 5
SECONDS, SHORT_SECONDS = 600.0, 60.0
WARM_SECONDS, SHORT_WARM_SECONDS = 120.0, 30.0
REST_SECONDS = 5.0
SAMPLES = 10
VISITS_PER_SECOND, ODD_PER_SECOND = 10, 20
SERVERS = ("granian", "gunicorn")
SMALL = "sqlite"
"""What a town that must do with little memory runs on: only there the whole product is what is counted."""


def measure(report: Report, name: str, town: Town, chosen: Options) -> None:
    """Look at every way of serving at rest, and at the first of them under load."""
    with serving(town):
        pass  # the first start ever compiles, and keeps what it needed for that
    at_rest: dict[str, float] = {}
    for server_name in SERVERS:
        with serving(town, SERVER=server_name, GRANIAN_WORKERS="1", EMBEDDED_WORKER="1") as server:
            at_rest[f"{server_name}, mails from a thread"] = _at_rest(server, town)
        with serving(town, SERVER=server_name, GRANIAN_WORKERS="1") as server, _mail_worker(town) as worker:
            at_rest[f"{server_name} and flask worker"] = _at_rest(server, town, worker)
    bars(at_rest, "MB")
    with serving(town, SERVER=SERVERS[0], GRANIAN_WORKERS="1") as server, _mail_worker(town) as worker:
        held = crowd.run(_under_load(server, worker, town, chosen))
    bars({f"{seconds:.0f} s": size for seconds, size in held.items()}, "MB")
    sizes = list(held.values())
    growth = round((sizes[-1] / sizes[0] - 1) * 100, 1)
    report.figures[name] = {"at_rest_mb": at_rest, "under_load_mb": sizes, "growth_per_cent": growth}
    for way, size in at_rest.items() if name == SMALL else ():
        report.limit(f"{name}: {way}, at rest, MB", size, MOST_AT_REST)
    report.limit(f"{name}: growth under load, per cent", growth, MOST_GROWTH)
    report.ratios[f"{name}: at rest"] = round(max(at_rest.values()) / MOST_AT_REST, 3)


def _at_rest(*running: Server | Town) -> float:
    servers = [one for one in running if isinstance(one, Server)]
    town = next(one for one in running if isinstance(one, Town))
    crowd.run(_look_round(servers[0].port, town.slug))
    time.sleep(REST_SECONDS)
    return _held(*servers)


async def _look_round(port: int, slug: str) -> None:
    """Book once in each language, so that every page of a booking has been shown."""
    for number in range(3):
        await crowd.booking(port, slug)(number)


async def _under_load(server: Server, worker: Server, town: Town, chosen: Options) -> dict[float, float]:
    """Return what is held after so many seconds of load, warm-up apart."""
    warm, seconds = (SHORT_WARM_SECONDS, SHORT_SECONDS) if chosen.short else (WARM_SECONDS, SECONDS)
    load = asyncio.gather(
        _visits(server.port, town, warm + seconds), _odd_questions(server.port, town, warm + seconds)
    )
    await asyncio.sleep(warm)
    begun, held = time.perf_counter(), {}
    for _ in range(SAMPLES + 1):
        held[round(time.perf_counter() - begun)] = _held(server, worker)
        await asyncio.sleep(seconds / (SAMPLES + 1))
    await load
    return held


async def _visits(port: int, town: Town, seconds: float) -> None:
    visit = crowd.booking(port, town.slug)
    await crowd.arrive(visit, visitors=int(seconds * VISITS_PER_SECOND), within=seconds, first=1000)


async def _odd_questions(port: int, town: Town, seconds: float) -> None:
    """Ask for what no two people ask for: rooms that are not there, other days, what a watcher has seen."""
    until, numbers = time.perf_counter() + seconds, itertools.count()
    visitor = Visitor(port, 0)
    while time.perf_counter() < until:
        number = next(numbers)
        for path in (f"/booking/no-room-{number}", f"/booking/{town.slug}?from=2026-01-{number}"):
            await visitor.get(path, "odd")
        await visitor.get(f"/booking/{town.slug}/availability?seen={number}", "odd")
        await visitor.get(f"/bookings/{number:010}", "odd")
        visitor.cookies.clear()
        await asyncio.sleep(4 / ODD_PER_SECOND)
    visitor.hang_up()


@contextmanager
def _mail_worker(town: Town) -> Iterator[Server]:
    """Run ``flask worker`` until the block ends."""
    command = [str(Path(sys.executable).parent / "flask"), "--app", "app", "worker"]
    environment = {**os.environ, **environment_of(town, 0)}
    with (town.folder / "worker.log").open("ab") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    worker = Server(process, 0)
    try:
        yield worker
    finally:
        worker.stop()


def _held(*servers: Server) -> float:
    return round(sum(one.resident_bytes() for one in servers) / MEGABYTE, 1)


def main(chosen: Options) -> None:
    """Measure on each database, and print one line of JSON last."""
    report = Report("memory")

    def one(name: str) -> None:
        with town_on(name, sessions=20, places=100_000) as town:
            measure(report, name, town, chosen)

    on_each(chosen, one)
    report.finish()


if __name__ == "__main__":
    main(options(__doc__))
