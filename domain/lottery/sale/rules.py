"""What holds when tickets are sold and units become free: where they go back to, and until when an offer stands. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from domain.clock import day_of, moment_of

Shares = list[tuple[str, int]]
"""[(pool, units)] in the order in which the pools gave them."""


def shares_of(pools: str, parts: str) -> Shares:
    """Return what each pool gave, from the columns of an award: "a+b" and "1+2"."""
    return [(pool, int(part)) for pool, part in zip(pools.split("+"), parts.split("+"), strict=True)]


def unsold(shares: Iterable[Sequence[str | int]], sold: int) -> Shares:
    """Return what each pool gets back of which so many were bought: what it gave first is bought first."""
    back: Shares = []
    for pool, units in shares:
        bought = min(int(units), sold)
        sold -= bought
        if int(units) > bought:
            back.append((str(pool), int(units) - bought))
    return back


def taken_from(free: Mapping[str, int], given: Sequence[tuple[str, int]]) -> dict[str, int]:
    """Return how many free units of each pool are used up when its line gets so many, in the order of the pools.

    A pool whose own units do not do takes what earlier pools have left.
    """
    left, taken = dict(free), dict[str, int]()
    for place, (pool, units) in enumerate(given):
        for source in (pool, *(name for name, _ in reversed(given[:place]))):
            some = min(units, left.get(source, 0))
            if some:
                left[source] -= some
                taken[source] = taken.get(source, 0) + some
                units -= some
    return taken


def offer_ends(now: datetime, days: int) -> datetime:
    """Return midnight in Tokyo after so many whole days from tomorrow on."""
    return moment_of(day_of(now) + timedelta(days=days + 1), time())


def bought_until(sale_until: date, now: datetime, days: int) -> date:
    """Return the last day of a ticket that is issued now: the sale's, or for who is told later so many days."""
    return max(sale_until, day_of(now) + timedelta(days=days))
