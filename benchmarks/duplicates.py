"""Measures how long it takes to find who has entered twice among 122,814 entries, and among 1,000,000.

Families with common names; one in fifty has entered again, written another way. Every repeat must be found, and little else.
"""

from __future__ import annotations

import random
import resource
import time

from benchmarks.load.report import Options, Report, options, table
from domain.lottery.duplicates.grouping import groups
from domain.lottery.duplicates.likeness import Person
from tests.domain.lottery.crowd import crowd

ENTRIES, MANY = 122_814, 1_000_000
SHORT = 10
"""A short run has so many times fewer entries."""
MOST_SECONDS, MOST_MEMORY_MB, MOST_OTHERS, MOST_FLAT = 10.0, 500, 0.15, 1.5
"""The last two: groups in which nobody has entered twice, to repeats; how much dearer an entry of a larger crowd may be."""


def measured(count: int) -> tuple[float, float, int, int]:
    """Return processor seconds, groups for each repeat, repeats and repeats missed among so many entries."""
    entries = list(crowd(random.Random(8), count))
    repeats = {(first, one.id) for one, first in entries if first is not None}
    people: list[Person] = [one for one, _ in entries]
    begun = time.process_time()
    found = groups(people)
    took = time.process_time() - begun
    together = {pair for group in found for pair in _pairs(group.members)}
    return took, len(found) / len(repeats), len(repeats), len(repeats - together)


def main(chosen: Options) -> None:
    """Measure, and print one line of JSON last."""
    report, part = Report("duplicates"), SHORT if chosen.short else 1
    took, share, repeats, missed = measured(ENTRIES // part)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    many, _, many_repeats, many_missed = measured(MANY // part)
    rows = [
        (ENTRIES // part, repeats, missed, round(took, 2)),
        (MANY // part, many_repeats, many_missed, round(many, 2)),
    ]
    table(("entries", "repeats", "missed", "seconds"), rows)
    flat = round((many / MANY) / (took / ENTRIES), 2)
    report.figures = {
        "seconds": round(took, 2),
        "many_seconds": round(many, 2),
        "memory_mb": round(memory),
        "repeats": repeats,
        "groups_for_a_repeat": round(share, 3),
    }
    report.ratios["an entry of many / of few"] = flat
    report.work("duplicates", took)
    report.limit("repeats that were missed", missed + many_missed, 0)
    report.limit("groups of people who did not enter twice, to repeats", round(share - 1, 3), MOST_OTHERS)
    report.limit("seconds", round(took, 1), MOST_SECONDS)
    report.limit("memory, MB", round(memory), MOST_MEMORY_MB)
    report.limit("an entry of many / of few", flat, MOST_FLAT)
    report.finish()


def _pairs(members: tuple[int, ...]) -> set[tuple[int, int]]:
    return {(one, other) for one in members for other in members if one < other}


if __name__ == "__main__":
    main(options(__doc__))
