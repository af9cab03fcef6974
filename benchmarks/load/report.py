"""How figures are told: options of a run, tables for people, one line of JSON last."""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.load.databases import DATABASES
from tests.databases import NoServer


@dataclass(frozen=True)
class Options:
    """What was asked of this run."""

    short: bool
    """A smaller load for ``make bench``; its counts must still be right, its times are only a hint."""
    databases: tuple[str, ...]
    entries: int = 0
    """Of a lottery, to be compared with the usual number; 0: only that."""
    kept: Path | None = None
    """A folder in which what takes long to build is kept for the next run."""


@dataclass
class Report:
    """What one benchmark has found out."""

    benchmark: str
    figures: dict[str, Any] = field(default_factory=dict)
    ratios: dict[str, float] = field(default_factory=dict)
    """What can be compared between machines; smaller is better in each of them."""
    missed: list[str] = field(default_factory=list)
    """Limits that were not kept."""

    def work(self, name: str, seconds: float) -> None:
        """Compare a piece of the product's processor time with a fixed piece of Python's, timed just now on this machine."""
        self.ratios[f"{name}, in units of fixed work"] = round(seconds / fixed_work(), 2)

    def limit(self, name: str, value: float, most: float) -> None:
        """Hold a figure to a limit, and say so."""
        kept = value <= most
        print(f"  {'kept  ' if kept else 'MISSED'} {name}: {value:g} (at most {most:g})")
        if not kept:
            self.missed.append(f"{name}: {value:g} > {most:g}")

    def at_least(self, name: str, value: float, least: float) -> None:
        """Hold a figure to what it must reach, and say so."""
        kept = value >= least
        print(f"  {'kept  ' if kept else 'MISSED'} {name}: {value:g} (at least {least:g})")
        if not kept:
            self.missed.append(f"{name}: {value:g} < {least:g}")

    def finish(self) -> None:
        """Print the line of JSON."""
        print(json.dumps(vars(self), ensure_ascii=False))


def fixed_work() -> float:
    """Return the processor seconds that a fixed piece of Python takes, the middle of many tries."""
    document = {"rows": [{"key": str(number), "value": number * 1.5} for number in range(300)]}
    tries = []
    for _ in range(31):
        begun = time.process_time()
        sum(number * number % 7 for number in range(12_000))
        json.loads(json.dumps(document))
        tries.append(time.process_time() - begun)
    return percentile(tries, 0.5)


def options(about: str | None) -> Options:
    """Read the command line: ``--short``, ``--database sqlite``."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--short", action="store_true", help="a smaller load, as make bench runs it")
    parser.add_argument("--database", choices=tuple(DATABASES), action="append", help="only this one")
    parser.add_argument("--entries", type=int, default=0, help="measure a lottery of so many besides")
    parser.add_argument("--keep", type=Path, help="keep what takes long to build in this folder")
    read = parser.parse_args()
    return Options(read.short, tuple(read.database or DATABASES), read.entries, read.keep)


def on_each(chosen: Options, measure: Callable[[str], None]) -> None:
    """Measure on each database that is there; one that is not is said to be left out."""
    for name in chosen.databases:
        print(f"{name}:")
        try:
            measure(name)
        except NoServer as reason:
            print(f"  left out: {reason}")
        sys.stdout.flush()


def percentile(values: Iterable[float], share: float) -> float:
    """Return the value that ``share`` (0 … 1) of the values do not exceed; 0 for none."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else 0.0


def milliseconds(seconds: float) -> float:
    """Return seconds as milliseconds with one decimal."""
    return round(seconds * 1000, 1)


def table(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Print a table."""
    cells = [list(map(str, row)) for row in (heads, *rows)]
    widths = [max(len(row[at]) for row in cells) for at in range(len(heads))]
    for row in cells:
        print("  " + "  ".join(text.rjust(width) for text, width in zip(row, widths, strict=True)))


def bars(values: Mapping[str, float], unit: str, width: int = 50) -> None:
    """Print a bar for each value."""
    most = max(values.values(), default=0) or 1
    longest = max(map(len, values), default=0)
    for name, value in values.items():
        print(f"  {name.rjust(longest)} {'█' * max(1, round(width * value / most))} {value:g} {unit}")
