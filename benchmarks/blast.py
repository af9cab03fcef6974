"""Measures the blast radius of the opening minute: staff go on working while residents rush.

The rush of benchmarks/rush.py goes on against residents' pages. Meanwhile a reviewer approves 50 cases one after the other
and a clerk enters 10 families at the counter, against the office's pages, which are a server of their own over the same
database, as README recommends: no errors, and 95 of 100 answers to them within half a second.
"""

from __future__ import annotations

import asyncio
import re
from typing import Any

from benchmarks.load import crowd
from benchmarks.load.line import Dropped
from benchmarks.load.report import Options, Report, milliseconds, on_each, options, percentile, table
from benchmarks.load.server import serving
from benchmarks.load.town import DECIDED, PASSWORD, Town, town_on
from benchmarks.load.visitor import INPUT, Outcome, Unexpected, Visitor, expect, form_to

SESSIONS, PLACES = 20, 10
VISITORS, WITHIN = 10_000, 10.0
APPROVALS, ENTRIES = 50, 10
MOST_P95 = 500
"""Milliseconds."""


class Desk(Visitor):
    """A member of staff at work."""

    async def sign_in(self, login: str) -> None:
        """Sign in with the password that everybody has in this town."""
        page = await self.get("/staff/sign-in", "sign in")
        form = dict(INPUT.findall(form_to(page.text, "/staff/sign-in")))
        expect(
            await self.post("/staff/sign-in", {**form, "login": login, "password": PASSWORD}, "sign in"), 303
        )

    async def approve(self, number: str) -> None:
        """Open a case, read it, approve it."""
        page = await self.get(f"/staff/cases/{number}", "case")
        path = f"/staff/cases/{number}/approval"
        expect(await self.post(path, dict(INPUT.findall(form_to(page.text, path))), "approval"), 303)

    async def enter(self, slot_id: int, number: int) -> None:
        """Enter a family at the counter, up to its slip."""
        self.number, path = number, f"/counter/{DECIDED}/slots/{slot_id}"
        page = await self.get(path, "counter")
        while page.status == 200:
            page = await self.forward(path, page.text)
        expect(page, 303)
        slip = await self.get(page.header("location"), "slip")
        expect(slip, 200)
        wipe = dict(INPUT.findall(form_to(slip.text, "/counter/wipe")))
        expect(await self.post("/counter/wipe", wipe, "wipe"), 303)


async def work(town: Town, public: int, office: int, part: int) -> tuple[list[Outcome], list[Outcome]]:
    """Let residents rush and staff work; return what became of residents, and of staff."""
    cases, slot_id = town.let_wait(APPROVALS // part), town.slots(DECIDED)[1].id
    reviewer, clerk = Desk(office, 0), Desk(office, 0)
    await reviewer.sign_in("shinsa")
    await clerk.sign_in("uketsuke")

    async def decide() -> None:
        for number in cases:
            await _noting(reviewer, reviewer.approve(number))
            await asyncio.sleep(WITHIN / part / len(cases) / 2)

    async def receive() -> None:
        for number in range(ENTRIES // part):
            await _noting(clerk, clerk.enter(slot_id, 70_000_000 + number))
            await asyncio.sleep(WITHIN / ENTRIES / 2)

    rush = crowd.arrive(crowd.booking(public, town.slug), visitors=VISITORS // part, within=WITHIN / part)
    seen, *_ = await asyncio.gather(rush, decide(), receive())
    return seen, [reviewer.outcome, clerk.outcome]


def measure(report: Report, name: str, town: Town, part: int) -> None:
    """Rush and work at the same time, and hold staff's waits to their limit."""
    with serving(town, SIDE="public") as public, serving(town, SIDE="office", GRANIAN_WORKERS="1") as office:
        seen, staff = crowd.run(work(town, public.port, office.port, part))
    by_step = crowd.waits_by_step(staff)
    rows = [
        (step, len(one), *(milliseconds(percentile(one, share)) for share in (0.5, 0.95, 1)))
        for step, one in by_step.items()
    ]
    table(("staff's page", "answers", "median ms", "p95", "longest"), rows)
    wrong = [one.end for one in staff if one.end] + crowd.errors(seen)
    p95 = milliseconds(percentile(crowd.waits(staff), 0.95))
    report.figures[name] = {"p95_ms": p95, "ends": dict(crowd.ends(seen).most_common(4)), "wrong": wrong[:3]}
    report.limit(f"{name}: errors of staff and residents", len(wrong), 0)
    report.limit(f"{name}: p95 of an answer to staff, ms", p95, MOST_P95)
    report.limit(f"{name}: places too many or too few", abs(town.booked() - SESSIONS * PLACES), 0)
    entered = town.booked(DECIDED) - APPROVALS // part
    report.limit(f"{name}: families at the counter not entered", ENTRIES // part - entered, 0)
    report.limit(f"{name}: counts that do not agree", town.mistakes(), 0)


def main(chosen: Options) -> None:
    """Measure on each database, and print one line of JSON last."""
    report = Report("blast")

    def one(name: str) -> None:
        with town_on(name, sessions=SESSIONS, places=PLACES) as town:
            measure(report, name, town, 5 if chosen.short else 1)

    on_each(chosen, one)
    report.finish()


async def _noting(desk: Desk, doing: Any) -> None:
    try:
        await doing
    except (Dropped, Unexpected, OSError) as trouble:
        desk.outcome.end = re.sub(r"\s+", " ", f"{type(trouble).__name__}: {trouble}")[:300]


if __name__ == "__main__":
    main(options(__doc__))
