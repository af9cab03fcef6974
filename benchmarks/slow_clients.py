"""Measures what others notice of clients that hold on: 500 half-open connections and 200 half-sent forms.

Half of the connections send nothing, half of them half a request's head; each form sends its head and half of its body,
then nothing more. Whoever is thrown out comes back at once. Others go on booking meanwhile, evenly spaced; told is the
95th percentile of how long they wait for a page, with the slow clients and without, by turns. Measured behind the
recommended front (docs/nginx.conf), which is held to the limit, and at each server alone, to know what the front is for.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from benchmarks.load import crowd
from benchmarks.load.front import NoFront, nginx_before
from benchmarks.load.report import Options, Report, milliseconds, on_each, options, percentile, table
from benchmarks.load.server import Server, serving
from benchmarks.load.town import Town, town_on
from benchmarks.load.visitor import Outcome

HALF_OPEN, HALF_SENT = 500, 200
VISITS_PER_SECOND = 8
ROUNDS, SHORT_ROUNDS = 5, 3
SECONDS, SHORT_SECONDS = 6.0, 3.0
PATIENCE_SECONDS = 5.0
MOST_TIMES_NORMAL = 2
SET_UPS = (
    ("granian behind nginx", "granian", True),
    ("gunicorn behind nginx", "gunicorn", True),
    ("granian alone", "granian", False),
    ("gunicorn alone", "gunicorn", False),
)
HALF_HEAD = b"GET /booking/kodomo-no-mori HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Ag"
FORM = b"step=check&adults=1&children-0-family=" + b"a" * 2000


def measure(report: Report, name: str, town: Town, chosen: Options) -> None:
    """Let others book with and without slow clients, in every set-up."""
    figures: dict[str, dict[str, float]] = {}
    for set_up, server, has_front in SET_UPS:
        try:
            with _standing(town, server, has_front) as front:
                figures[set_up] = crowd.run(_in_turns(front.port, town, chosen))
        except NoFront as reason:
            print(f"  {set_up}: left out, {reason}")
    if figures:
        heads = next(iter(figures.values()))
        table(("set-up", *heads), [(set_up, *one.values()) for set_up, one in figures.items()])
    report.figures[name] = figures
    for set_up in (one for one, _, has_front in SET_UPS if has_front and one in figures):
        found = figures[set_up]
        report.limit(f"{name}, {set_up}: times the normal p95", found["times_normal"], MOST_TIMES_NORMAL)
        report.limit(f"{name}, {set_up}: visits without an answer", found["unanswered"], 0)
        report.ratios[f"{name}, {set_up}: p95"] = found["times_normal"]


@contextmanager
def _standing(town: Town, server: str, has_front: bool) -> Iterator[Server]:
    proxies = "1" if has_front else "0"
    with serving(town, SERVER=server, TRUSTED_PROXIES=proxies) as behind:
        if not has_front:
            yield behind
            return
        with nginx_before(behind) as front:
            yield front


async def _in_turns(port: int, town: Town, chosen: Options) -> dict[str, float]:
    """Measure without and with slow clients by turns: what else the machine does then falls on both."""
    seconds = SHORT_SECONDS if chosen.short else SECONDS
    await _others(port, town, seconds, 0)
    normal: list[list[Outcome]] = []
    slowed: list[list[Outcome]] = []
    for turn in range(1, 1 + (SHORT_ROUNDS if chosen.short else ROUNDS)):
        normal.append(await _others(port, town, seconds, turn * 2))
        async with _slow_clients(port, town):
            slowed.append(await _others(port, town, seconds, turn * 2 + 1))
    before, after = _usual_p95(normal), _usual_p95(slowed)
    visits = [visit for turn in slowed for visit in turn]
    return {
        "normal_p95_ms": milliseconds(before),
        "slowed_p95_ms": milliseconds(after),
        "times_normal": round(after / before, 2),
        "visits": len(visits),
        "unanswered": len(crowd.errors(visits)),
    }


def _usual_p95(turns: list[list[Outcome]]) -> float:
    """Return the middle one of the turns' percentiles: a hiccup of the machine in one turn is not the server's."""
    return percentile((percentile(crowd.waits(turn), 0.95) for turn in turns), 0.5)


async def _others(port: int, town: Town, seconds: float, turn: int) -> list[Outcome]:
    """Let others book, evenly spaced; whoever waits too long gives up."""
    visit = crowd.booking(port, town.slug)

    async def patient(number: int) -> Outcome:
        try:
            return await asyncio.wait_for(visit(number), PATIENCE_SECONDS)
        except TimeoutError:
            return Outcome("no answer", waits=[PATIENCE_SECONDS], steps=["any"])

    count = int(seconds * VISITS_PER_SECOND)
    return await crowd.arrive(patient, visitors=count, within=seconds, first=turn * 100_000)


@asynccontextmanager
async def _slow_clients(port: int, town: Town) -> AsyncIterator[None]:
    """Have them all hold on until the block ends."""
    path = f"/booking/{town.slug}/slots/{town.slots()[0].id}"
    half_form = _half_form(path)
    starts = [b"", HALF_HEAD] * (HALF_OPEN // 2) + [half_form] * HALF_SENT
    holding = [asyncio.create_task(_hold_on(port, start)) for start in starts]
    await asyncio.sleep(1)
    try:
        yield
    finally:
        for one in holding:
            one.cancel()
        await asyncio.gather(*holding, return_exceptions=True)


async def _hold_on(port: int, start: bytes) -> None:
    """Connect, begin to say something, and wait; connect again whenever the line is closed."""
    while True:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(start)
            try:
                await reader.read(1)
            finally:
                writer.close()
        except OSError:
            pass
        await asyncio.sleep(0.2)


def _half_form(path: str) -> bytes:
    kind = "Content-Type: application/x-www-form-urlencoded"
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{kind}\r\nContent-Length: {len(FORM)}\r\n\r\n"
    return head.encode() + FORM[: len(FORM) // 2]


def main(chosen: Options) -> None:
    """Measure on each database, and print one line of JSON last."""
    report = Report("slow_clients")

    def one(name: str) -> None:
        with town_on(name, sessions=20, places=100_000) as town:
            measure(report, name, town, chosen)

    on_each(chosen, one)
    report.finish()


if __name__ == "__main__":
    main(options(__doc__))
