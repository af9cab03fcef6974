"""Measures a draw as large as a large city's: 122,814 applications for 566,402 books of 190,000, then 1,000,000 entries.

Ranking, allocation and the files of the public record, step by step; then the check of that record by the one-file
verifier, and by the page in a browser whose processor is slowed down four times, which must stay responsive.
"""

from __future__ import annotations

import random
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from benchmarks.load.phone import browser
from benchmarks.load.report import Options, Report, options, table
from domain.lottery.allocation import Rules, allocate
from domain.lottery.draw import Entry, Ranked, commitment, ranking, seed
from domain.lottery.record import (
    SCHEME,
    entries_file,
    ranking_file,
    rules_file,
    seed_file,
    status_file,
    sums_file,
)

APPLICATIONS, WANTED, STOCK, CAP = 122_814, 566_402, 190_000, 5
MANY = 1_000_000
SHORT = 10
"""A short run has so many times fewer entries."""
MOST_SECONDS, MOST_MEMORY_MB, MOST_BROWSER_SECONDS, MOST_FLAT = 2.0, 500, 15.0, 1.2
SLOWED, MOST_STILL_MS = 4, 500
"""Times that the phone's processor is slower, and how long its page may not answer."""
PAGE = Path(__file__).parent.parent / "data" / "lottery"
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
FRAMES = """() => {
  let before = performance.now(), longest = 0;
  const look = (now) => { longest = Math.max(longest, now - before); before = now; window.longestStill = longest; requestAnimationFrame(look); };
  requestAnimationFrame(look);
}"""


def entries_of(count: int) -> list[Entry]:
    """Return so many entries that want as many books as the large city's did, one in six not a resident."""
    chance, share = random.Random(8), WANTED / APPLICATIONS
    wishes = [CAP if chance.random() < (share - 3) / (CAP - 3) else 3 for _ in range(count)]
    return [
        Entry("".join(chance.choices(SIGNS, k=11)), chance.choice(("resident",) * 5 + ("other",)), 1, units)
        for units in wishes
    ]


def drawn(entries: list[Entry]) -> tuple[dict[str, float], dict[str, bytes]]:
    """Freeze, draw and publish; return the seconds of each step, and the files."""
    took: dict[str, float] = {}
    stock = STOCK * len(entries) // APPLICATIONS
    rules: dict[str, Any] = {
        "scheme": SCHEME,
        "lottery": "voucher-2026-1",
        "budget": stock,
        "mode": "level",
        "pools": [
            {"name": "residents", "tiers": ["resident"], "n": stock // 2},
            {"name": "everybody", "tiers": ["resident", "other"], "n": stock - stock // 2},
        ],
        "sources": [
            {"name": "dice", "at": "2026-12-01T01:00:00Z"},
            {"name": "drand", "at": "2026-12-01T02:00:00Z"},
        ],
    }
    with _timed(took, "freeze"):
        files = {"rules.json": rules_file(rules), "entries.csv": entries_file(entries)}
        committed = commitment(rules["lottery"], files["rules.json"], files["entries.csv"])
    values = [("dice", "01234567890123456789"), ("drand", "ab" * 32)]
    sown = seed(committed, values)
    with _timed(took, "rank"):
        ranked: list[Ranked] = ranking(entries, sown)
    with _timed(took, "allocate"):
        grants = allocate(ranked, Rules.from_json(rules))
    with _timed(took, "publish"):
        files["commitment.txt"] = f"{committed} 2026-11-24T03:00:00Z\n".encode()
        files["seed.json"] = seed_file(sown, values)
        files["ranking.csv"] = ranking_file(ranked, grants)
        files["status.csv"] = status_file([], committed)
        files["SHA256SUMS"] = sums_file(files)
    return took, files


def checked_by_file(folder: Path) -> float:
    """Return the seconds that the one-file verifier takes; RuntimeError where it finds something."""
    begun = time.perf_counter()
    done = subprocess.run(
        [sys.executable, str(PAGE / "verify.py"), str(folder)], capture_output=True, text=True
    )
    if done.returncode:
        raise RuntimeError(done.stdout)
    return time.perf_counter() - begun


def checked_by_browser(folder: Path) -> tuple[float, float]:
    """Return the seconds that the page takes on a slow phone, and the longest time in milliseconds that it stood still."""
    with _served(folder) as address, browser() as found:
        page = found.new_page()
        line = page.context.new_cdp_session(page)
        line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
        page.goto(f"{address}/verify.html")
        button = page.get_by_role("button", name="この端末で計算し直す")
        button.wait_for()
        page.evaluate(FRAMES)
        begun = time.perf_counter()
        button.click()
        page.locator("body[data-verdict]").wait_for(timeout=120_000)
        took = time.perf_counter() - begun
        if page.locator("body").get_attribute("data-verdict") != "pass":
            raise RuntimeError(page.locator("#steps").inner_text())
        return took, float(page.evaluate("window.longestStill"))


def main(chosen: Options) -> None:
    """Measure, and print one line of JSON last."""
    report, part = Report("draw"), SHORT if chosen.short else 1
    entries = entries_of(APPLICATIONS // part)
    took, files = drawn(entries)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    many, _ = drawn(entries_of(MANY // part))
    table(
        ("step", f"seconds of {len(entries)}", f"of {MANY // part}"),
        [(one, round(took[one], 2), round(many[one], 2)) for one in took],
    )
    per_entry = [sum(seconds.values()) / count for seconds, count in ((took, APPLICATIONS), (many, MANY))]
    flat = round(per_entry[1] / per_entry[0], 2)
    with tempfile.TemporaryDirectory(prefix="madoguchi-") as name:
        folder = _published(Path(name), files)
        by_file, (by_browser, still) = checked_by_file(folder), checked_by_browser(folder)
    report.figures = {
        "seconds": {one: round(seconds, 3) for one, seconds in took.items()},
        "many": {one: round(seconds, 3) for one, seconds in many.items()},
        "memory_mb": round(memory),
        "verifier_seconds": round(by_file, 1),
        "browser_seconds": round(by_browser, 1),
        "browser_still_ms": round(still),
    }
    report.ratios["an entry of many / of few"] = flat
    report.work("rank and allocate", took["rank"] + took["allocate"])
    report.limit("rank and allocate, s", round(took["rank"] + took["allocate"], 2), MOST_SECONDS)
    report.limit("memory, MB", round(memory), MOST_MEMORY_MB)
    report.limit("an entry of many / of few", flat, MOST_FLAT)
    report.limit("check in the browser, s", round(by_browser, 1), MOST_BROWSER_SECONDS)
    report.limit("page without an answer, ms", round(still), MOST_STILL_MS)
    report.finish()


@contextmanager
def _timed(took: dict[str, float], step: str) -> Iterator[None]:
    begun = time.perf_counter()
    yield
    took[step] = time.perf_counter() - begun


def _published(folder: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        (folder / name).write_bytes(data)
    for one in PAGE.iterdir():
        shutil.copy(one, folder)
    return folder


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass


if __name__ == "__main__":
    main(options(__doc__))
