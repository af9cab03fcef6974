"""A crowd of visitors: some number at a time, or arriving one after the other, whatever the server does."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any, TypeVar

from benchmarks.load.line import Dropped
from benchmarks.load.visitor import Outcome, Unexpected, Visitor

Visit = Callable[[int], Awaitable[Outcome]]
Result = TypeVar("Result")

try:
    from uvloop import run as _run
except ImportError:  # it is a little cheaper, and not there everywhere
    from asyncio import run as _run


def run(load: Coroutine[Any, Any, Result]) -> Result:
    """Run a load to its end."""
    return _run(load)


async def keep_busy(visit: Visit, *, visitors: int, seconds: float, first: int = 0) -> list[Outcome]:
    """Let so many visitors come, each followed by the next, for so long; visits under way are finished."""
    until, numbers = time.perf_counter() + seconds, itertools.count(first)
    outcomes: list[Outcome] = []

    async def lane() -> None:
        while time.perf_counter() < until:
            outcomes.append(await visit(next(numbers)))

    await asyncio.gather(*(lane() for _ in range(visitors)))
    return outcomes


async def arrive(visit: Visit, *, visitors: int, within: float, first: int = 0) -> list[Outcome]:
    """Let so many visitors arrive evenly within so many seconds, whether or not the ones before are done."""
    begun = time.perf_counter()

    async def come(number: int) -> Outcome:
        await asyncio.sleep(max(0.0, begun + within * number / visitors - time.perf_counter()))
        return await visit(first + number)

    return list(await asyncio.gather(*(come(number) for number in range(visitors))))


def booking(port: int, slug: str, *, receipt: bool = True) -> Visit:
    """Return a visit that books where it sees a place; what goes wrong is its outcome."""

    async def visit(number: int) -> Outcome:
        visitor = Visitor(port, number)
        try:
            return await visitor.book(slug, receipt=receipt)
        except (Dropped, Unexpected, OSError) as trouble:
            visitor.outcome.end = f"{type(trouble).__name__}: {trouble}"[:200]
            return visitor.outcome
        finally:
            visitor.hang_up()

    return visit


def looking(port: int, slug: str) -> Visit:
    """Return a visit that only looks at the list of sessions."""

    async def visit(number: int) -> Outcome:
        visitor = Visitor(port, number)
        await visitor.get(f"/booking/{slug}", "list")
        visitor.hang_up()
        return visitor.outcome

    return visit


def asking(port: int, pages: Sequence[str]) -> Visit:
    """Return a visit that only asks for some pages, one after the other."""

    async def visit(number: int) -> Outcome:
        visitor = Visitor(port, number)
        for page in pages:
            answer = await visitor.get(f"/{page}", page)
            visitor.outcome.end = "booked" if answer.status == 200 else f"{answer.status} for {page}"
        visitor.hang_up()
        return visitor.outcome

    return visit


def ends(outcomes: list[Outcome]) -> Counter[str]:
    """Count how visits ended."""
    return Counter(one.end for one in outcomes)


def errors(outcomes: list[Outcome]) -> list[str]:
    """Return what went wrong, one line a visit."""
    return [one.end for one in outcomes if one.end not in ("booked", "full")]


def waits(outcomes: list[Outcome]) -> list[float]:
    """Return how long every answer took, in seconds."""
    return [wait for one in outcomes for wait in one.waits]


def waits_by_step(outcomes: list[Outcome]) -> dict[str, list[float]]:
    """Return the same by what was asked."""
    found: dict[str, list[float]] = defaultdict(list)
    for one in outcomes:
        for step, wait in zip(one.steps, one.waits, strict=True):
            found[step].append(wait)
    return dict(found)
