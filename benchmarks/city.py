"""Measures staff's and residents' pages in a large city: 500 procedures of 40 departments, 10,000 and 1,000,000 cases.

The queue as one member of staff finds it who may look everywhere and one of one department; searches by surname, by one
character, by kana, by a piece of a phone number; a case; the catalogue, made anew each time. 95 of 100 answers must come
within 100 ms, and a million cases may cost at most half as much again as ten thousand. ``--keep FOLDER`` keeps the city
for the next run.
"""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import create_app
from benchmarks.load.city import EVERYWHERE, IN_ONE, PASSWORD, City, built
from benchmarks.load.databases import DATABASES, kept
from benchmarks.load.report import Options, Report, milliseconds, on_each, options, percentile, table
from domain.cases.models import Case

FEW, MANY = 10_000, 1_000_000
SHORT = 20
"""A short run has so many times fewer cases."""
TIMES = 40
MOST_P95, MOST_RATIO = 100, 1.5
LEAST_COMPARED = 10.0
"""Milliseconds below which two times are the same: between 2 and 4 ms nobody waits."""
FULL = "queue, everywhere"
"""A list that fills its page in either city."""
PLACES = {"everywhere": EVERYWHERE, "one department": IN_ONE}
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def measure(name: str, cases: int, keep: Path | None = None) -> dict[str, float]:
    """Build a city of so many cases and return the 95th percentile of each page, in seconds."""
    town = kept(name, f"city_{cases}", keep) if keep else DATABASES[name]()
    with town as engine, tempfile.TemporaryDirectory(prefix="madoguchi-") as folder:
        begun = time.perf_counter()
        city = built(engine, cases)
        print(f"  {cases} cases written in {time.perf_counter() - begun:.0f} s")
        settings = {"KEPT_SECONDS": 0, "SECRET_KEY": "only for measurements"}
        url = engine.url.render_as_string(hide_password=False)
        app = create_app({**settings, "DATABASE_URL": url}, instance=Path(folder))
        found = {"catalogue": _p95(app.test_client(), lambda: iter(["/"] * TIMES))}
        for place, login in PLACES.items():
            client = _signed_in(app.test_client(), login)
            for page, addresses in _pages(city).items():
                found[f"{page}, {place}"] = _p95(client, addresses)
    return found


def _pages(city: City) -> dict[str, Callable[[], Iterator[str]]]:
    """Return what staff look at; each address is asked for once, so that nothing is found ready."""
    numbers = _numbers(city)
    queue = "/staff/cases"
    words = {
        "search, surname": ("佐藤", "高橋", "長谷川", "渡邉"),
        "search, whole name": ("佐藤 美咲", "林 花子", "斉藤 由美子", "ﾀｶﾊｼ ﾕｳﾄ"),
        "search, one character": ("林", "森", "原", "関"),
        "search, phone": ("0901", "4567", "12345", "0909999"),
        "search, number": tuple(number[:7] for number in numbers[:4]),
        "search, nothing there": ("安倍晴明", "zzz@example", "0000000000", "々々"),
    }
    pages: dict[str, Callable[[], Iterator[str]]] = {
        "queue": lambda: iter([queue] * TIMES),
        "queue, waiting": lambda: iter([f"{queue}?state=open"] * TIMES),
        "queue, newest": lambda: iter([f"{queue}?sort=newest"] * TIMES),
        "queue, by day due": lambda: iter([f"{queue}?sort=due"] * TIMES),
        "queue, changed last": lambda: iter([f"{queue}?sort=changed"] * TIMES),
        "queue, last page": lambda: iter([f"{queue}?page=200"] * TIMES),
        "queue, late": lambda: iter([f"{queue}?overdue=yes&sort=due"] * TIMES),
        "queue, expired": lambda: iter([f"{queue}?state=expired"] * TIMES),
        "queue, at the counter": lambda: iter([f"{queue}?channel=counter&assigned=none"] * TIMES),
        "queue, by post": lambda: iter([f"{queue}?channel=post"] * TIMES),
        "queue, approved": lambda: iter([f"{queue}?state=approved&sort=newest"] * TIMES),
        "queue, a procedure": lambda: (f"{queue}?procedure=procedure-{40 * n}" for n in range(TIMES // 4)),
        "case": lambda: (f"{queue}/{number}" for number in numbers),
        "home": lambda: iter(["/staff"] * TIMES),
    }
    for page, typed in words.items():
        pages[page] = lambda typed=typed: (f"{queue}?text={quote(one)}" for one in typed * (TIMES // 4))
    return pages


def _numbers(city: City) -> list[str]:
    """Return some cases of the first department, from all over the table."""
    with Session(city.engine) as session:
        mine = select(Case.number).where(Case.department_id == city.procedures[0][2])
        step = max(1, city.cases // len({one[2] for one in city.procedures}) // TIMES)
        return list(session.scalars(mine.order_by(Case.received_at)))[::step][:TIMES]


def _p95(client: FlaskClient, addresses: Callable[[], Iterator[str]]) -> float:
    waits = []
    for number, address in enumerate(addresses()):
        begun = time.perf_counter()
        answer = client.get(address)
        waits.append(time.perf_counter() - begun)
        if answer.status_code != 200:
            raise RuntimeError(f"{answer.status_code} for {address}")
        if number == 0:
            waits.clear()  # templates are compiled
    return percentile(waits, 0.95)


def _signed_in(client: FlaskClient, login: str) -> FlaskClient:
    page: Any = client.get("/staff/sign-in").get_data(as_text=True)
    token = TOKEN.search(page)
    assert token is not None
    answer = client.post(
        "/staff/sign-in", data={"csrf_token": token.group(1), "login": login, "password": PASSWORD}
    )
    assert answer.status_code == 303, answer.get_data(as_text=True)[:2000]
    return client


def main(chosen: Options) -> None:
    """Measure on each database, and print one line of JSON last."""
    report = Report("city")
    part = SHORT if chosen.short else 1

    def one(name: str) -> None:
        few, many = (measure(name, count // part, chosen.kept) for count in (FEW, MANY))
        rows = [
            (page, milliseconds(few[page]), milliseconds(many[page]), _times(page, few, many)) for page in few
        ]
        table(("page", f"p95 ms of {FEW // part}", f"of {MANY // part}", "times"), rows)
        report.figures[name] = {page: {"few_ms": least, "many_ms": most} for page, least, most, _ in rows}
        report.limit(f"{name}: slowest p95, ms", max(most for _, _, most, _ in rows), MOST_P95)
        report.limit(f"{name}: most times longer with many", max(times for *_, times in rows), MOST_RATIO)

    on_each(chosen, one)
    report.finish()


def _times(page: str, few: dict[str, float], many: dict[str, float]) -> float:
    """Return how many times longer a page takes with many; a list with few cases is short, and compared as a full one."""
    is_list = page.startswith(("queue", "search"))
    least = max(LEAST_COMPARED / 1000, few[FULL] if is_list else 0)
    return round(max(many[page], least) / max(few[page], least), 2)


if __name__ == "__main__":
    main(options(__doc__))
