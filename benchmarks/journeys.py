"""Measures whole bookings a second: list, form, check, confirm, receipt, by 32 visitors at once."""

from __future__ import annotations

import asyncio
import json
import sys
import time

from benchmarks.load.server import serving
from benchmarks.load.town import DATABASES
from benchmarks.load.visitor import Visitor

CLIENTS = 32


async def crowd(port, slug, seconds, first=0):
    numbers = iter(range(first, 10**8))
    until = time.perf_counter() + seconds
    outs = []

    async def one():
        while time.perf_counter() < until:
            v = Visitor(port, next(numbers))
            out = await v.book(slug)
            outs.append(out)
            v.hang_up()

    await asyncio.gather(*(one() for _ in range(CLIENTS)))
    return outs


def main():
    import uvloop, statistics
    from collections import Counter, defaultdict

    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 5
    with DATABASES[sys.argv[1]](sessions=20, places=100000) as town, serving(town) as server:
        uvloop.run(crowd(server.port, town.slug, 1.5))
        c0 = server.processor_seconds()
        t0 = time.perf_counter()
        p0 = time.process_time()
        outs = uvloop.run(crowd(server.port, town.slug, seconds, 10**6))
        dt = time.perf_counter() - t0
        cpu = server.processor_seconds() - c0
        gen = time.process_time() - p0
        waits = defaultdict(list)
        for o in outs:
            for s, w in zip(o.steps, o.waits):
                waits[s].append(w)
        allw = sorted(w for o in outs for w in o.waits)
        tot = sorted(sum(o.waits) for o in outs)
        print(
            Counter(o.end for o in outs),
            round(len(outs) / dt, 1),
            "/s",
            "server cpu ms/journey",
            round(1000 * cpu / len(outs), 2),
            "gen",
            round(1000 * gen / len(outs), 2),
            "cores",
            round((cpu + gen) / dt, 2),
        )
        print(
            "p95 answer",
            round(1000 * allw[int(0.95 * len(allw))]),
            "p99",
            round(1000 * allw[int(0.99 * len(allw))]),
            {s: round(1000 * statistics.median(w), 1) for s, w in waits.items()},
        )
        print(town.taken(), town.booked(), town.mistakes(), "rss MB", server.resident_bytes() >> 20)


if __name__ == "__main__":
    main()
