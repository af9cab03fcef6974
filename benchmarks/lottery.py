"""Measures a campaign as large as a large city's: 122,814 applications that ask for 566,402 books of 190,000.

From the import of the applications to the last mail written, step by step, on each database; rank and allocation are timed
once more alone. Each run is a process of its own, so that its peak of memory is its own. ``--entries 1000000`` runs another
size besides and compares what an entry costs: in seconds, which others on the machine lengthen, and in processor seconds of the
process that does the work, which on SQLite are all. The last line is JSON.
"""

from __future__ import annotations

import multiprocessing
import random
import resource
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from benchmarks.load.databases import DATABASES
from benchmarks.load.report import Options, Report, on_each, options, table
from domain.cases.models import Case
from domain.clock import day_of
from domain.history import RESIDENT
from domain.lottery import freezing
from domain.lottery.allocation import allocate
from domain.lottery.draw import ranking
from domain.lottery.drawing import published_list
from domain.lottery.duplicates.search import find_duplicates
from domain.lottery.entering import enter_many
from domain.lottery.models import Round
from domain.lottery.record_models import Award
from domain.lottery.requests import Application
from domain.notices.models import Mail
from forms.fields.people import PersonName
from tests.domain.hall import Hall
from tests.domain.lottery.voucher import SALE, Voucher, application, person
from tests.town import plant

APPLICATIONS, WANTED, STOCK, CAP = 122_814, 566_402, 190_000, 5
SHORT = 20
"""A short run has so many times fewer entries."""
ONLINE = 0.606
"""Share that came online, with a mail address, in the city we model."""
AT_ONCE = 5_000
"""Applications prepared before they are imported: an import reads its file in pieces too."""
MOST_SECONDS, MOST_CLOSE_SECONDS, MOST_MEMORY_MB, MOST_FLAT = 2.0, 60.0, 500, 1.2
PROCESSOR, MEMORY = "processor", "memory, MB"
Steps = dict[str, float]


def applications(session: Session, voucher: Voucher, count: int) -> Iterator[Application]:
    """Yield so many applications that want as many books as the large city's did."""
    chance, share = random.Random(8), WANTED / APPLICATIONS
    usual = application(session, voucher.campaign_id, person(0))
    for number in range(count):
        units = CAP if chance.random() < (share - 3) / (CAP - 3) else 3
        one = person(number, units=units)
        is_online = chance.random() < ONLINE
        answers = dict(usual.submission.answers) | {"name": PersonName(*one.name.split()), "books": units}
        answers["email"] = f"somebody{number}@example.jp" if is_online else ""
        more = {"channel": "web"} if is_online else {"channel": "post", "dated_on": day_of(voucher.at(1))}
        submission = replace(usual.submission, answers=answers, key=f"line {number}", **more)
        yield replace(usual, submission=submission, applicants=(one,))


def measure(name: str, count: int) -> Steps:
    """Run a whole campaign; return the seconds of each step, and the most memory that was held."""
    took: Steps = {}
    worked = time.process_time()
    with DATABASES[name]() as engine, Session(engine, autoflush=False) as session:
        hall, stock = Hall(engine, plant(session)), STOCK * count // APPLICATIONS
        voucher = Voucher(hall, replace(SALE, cap=CAP), stock=stock)
        prepared = applications(session, voucher, count)
        while batch := list(islice(prepared, AT_ONCE)):
            with _timed(took, "import"):
                lines = enter_many(session, voucher.round_id, batch, by=RESIDENT, now=voucher.at(1))
            assert all(line.receipts for line in lines)
        with _timed(took, "duplicates"):
            found = find_duplicates(session, voucher.round_id, by=voucher.manager, now=voucher.at(11))
        assert found.entries == count and not found.groups
        with _timed(took, "freeze"):
            freezing.ask_freeze(session, voucher.round_id, by=voucher.manager, now=voucher.at(11))
            frozen = freezing.freeze(session, voucher.round_id, by=voucher.reviewer, now=voucher.at(11))
        assert frozen.entries == count
        voucher.sow(session)
        _rank(session, voucher, took)
        with _timed(took, "draw and write"):
            drawn = voucher.draw(session)
        with _timed(took, "publish"):
            assert voucher.publish(session) == count
        _check(session, drawn.granted, count)
    took[PROCESSOR] = time.process_time() - worked
    took[MEMORY] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return took


def main(chosen: Options) -> None:
    """Measure on each database, and print one line of JSON last."""
    report = Report("lottery")
    sizes = [APPLICATIONS // SHORT if chosen.short else APPLICATIONS, *filter(None, [chosen.entries])]

    def one(name: str) -> None:
        runs = {size: _alone(name, size) for size in sizes}
        steps = list(runs[sizes[0]])
        table(("step", *sizes), [(step, *(round(run[step], 2) for run in runs.values())) for step in steps])
        report.figures[name] = {
            str(size): {step: round(run[step], 2) for step in steps} for size, run in runs.items()
        }
        _judge(report, name, runs[sizes[0]])
        if chosen.entries:
            many, few = chosen.entries / sizes[0], runs[sizes[0]]
            seconds = _seconds(runs[chosen.entries]) / _seconds(few) / many
            work = runs[chosen.entries][PROCESSOR] / few[PROCESSOR] / many
            report.limit(f"{name}: an entry of many / of few, seconds", round(seconds, 2), MOST_FLAT)
            report.limit(f"{name}: an entry of many / of few, processor", round(work, 2), MOST_FLAT)

    on_each(chosen, one)
    report.finish()


def _rank(session: Session, voucher: Voucher, took: Steps) -> None:
    """Time rank and allocation alone, as the draw does them."""
    found = session.get_one(Round, voucher.round_id)
    rules, lines = published_list(session, found)
    with _timed(took, "rank"):
        ranked = ranking(lines, found.seed)
    with _timed(took, "allocate"):
        allocate(ranked, rules)


def _check(session: Session, granted: int, count: int) -> None:
    """Hold what came of it against the stock, and the mails against those who have an address."""
    assert granted == STOCK * count // APPLICATIONS == session.scalar(select(func.sum(Award.granted)))
    reachable = session.scalar(select(func.count(Case.id)).where(Case.email != ""))
    assert session.scalar(select(func.count(Mail.id)).where(Mail.kind == "result")) == reachable


def _judge(report: Report, name: str, run: Steps) -> None:
    close_to_published = run["freeze"] + run["draw and write"] + run["publish"]
    report.limit(f"{name}: rank and allocate, s", round(run["rank"] + run["allocate"], 2), MOST_SECONDS)
    report.limit(f"{name}: close to published, s", round(close_to_published, 1), MOST_CLOSE_SECONDS)
    report.limit(f"{name}: memory, MB", round(run[MEMORY]), MOST_MEMORY_MB)
    report.ratios[f"{name}: close to published / import"] = round(close_to_published / run["import"], 2)


def _seconds(run: Steps) -> float:
    return sum(seconds for step, seconds in run.items() if step not in (PROCESSOR, MEMORY))


def _alone(name: str, count: int) -> Steps:
    """Measure in a process of its own, from its first memory on."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as one:
        return one.submit(measure, name, count).result()


@contextmanager
def _timed(took: dict[str, Any], step: str) -> Iterator[None]:
    begun = time.perf_counter()
    yield
    took[step] = took.get(step, 0.0) + time.perf_counter() - begun


if __name__ == "__main__":
    main(options(__doc__))
