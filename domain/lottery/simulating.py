"""What the terms of a round would mean for so many requests: tried on paper before they are announced. Pure."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from domain.lottery.allocation import Rules, allocate
from domain.lottery.draw import Entry, Ranked
from domain.lottery.terms import Terms
from forms.messages import Message, for_staff

RUNS = 3
"""Draws that are tried: with thousands of people one is nearly as good as a hundred."""
Wishes = Mapping[tuple[str, int, int], int]
"""(tier, weight, units asked for) -> how many people."""


@dataclass(frozen=True)
class Chance:
    """What people of one tier and weight could hope for."""

    tier: str
    weight: int
    people: int
    some: float
    """Share of those who get at least one."""
    units: float
    """What one gets on average."""


@dataclass(frozen=True)
class Outlook:
    """What would come of a draw."""

    people: int
    wanted: int
    stock: int
    given: Mapping[int, int]
    """Units granted -> how many people, on average."""
    chances: tuple[Chance, ...]
    below_base: int = 0
    """People who would get less than the base that everybody is promised, on average."""

    @property
    def left(self) -> int:
        """Units that nobody would get."""
        return self.stock - sum(units * people for units, people in self.given.items())


def outlook(terms: Terms, wishes: Wishes) -> Outlook:
    """Return what would come of a draw by these terms; the same wishes always give the same."""
    entries = _entries(wishes)
    granted = [_drawn(entries, terms.allocation, run) for run in range(RUNS)]
    counted = Counter(units for run in granted for units in run)
    given = {units: round(counted[units] / RUNS) for units in sorted(counted)}
    wanted = sum(units * people for (_, _, units), people in wishes.items())
    chances = tuple(_chances(entries, granted))
    short = _below(entries, granted, terms.allocation.base)
    return Outlook(len(entries), wanted, terms.allocation.budget, given, chances, short)


def in_other_order(terms: Terms) -> Terms:
    """Return the same terms with the pools in the opposite order: it matters, so staff see both."""
    turned = replace(terms.allocation, pools=terms.allocation.pools[::-1])
    return replace(terms, allocation=turned)


def in_words(found: Outlook, unit: str) -> Message:
    """Return an outlook as one sentence: everybody two, so many people a third."""
    shares = "、".join(f"{units}{unit}が{people:,}人" for units, people in found.given.items() if units)
    nothing = found.given.get(0, 0)
    return for_staff(
        "申込みが{people}人・{wanted}{unit}のとき：{shares}、当たらない人が{nothing}人。",
        people=f"{found.people:,}",
        wanted=f"{found.wanted:,}",
        unit=unit,
        shares=shares or f"0{unit}",
        nothing=f"{nothing:,}",
    )


def scaled(wishes: Wishes, people: int) -> dict[tuple[str, int, int], int]:
    """Return wishes like these of so many people."""
    total = sum(wishes.values())
    return {wish: round(count * people / total) for wish, count in wishes.items()} if total else {}


def _entries(wishes: Wishes) -> list[Entry]:
    alike = [
        (tier, weight, units, count) for (tier, weight, units), count in sorted(wishes.items()) if count > 0
    ]
    kinds = [one for one in alike for _ in range(one[3])]
    return [Entry(str(number), tier, weight, units) for number, (tier, weight, units, _) in enumerate(kinds)]


def _drawn(entries: Sequence[Entry], rules: Rules, run: int) -> list[int]:
    """Return what each entry would get in one try, in the order of the entries."""
    chance = random.Random(run)
    # An exponential clock rings the sooner the heavier an entry is: the same odds as the best of so many tickets.
    rings = [(chance.expovariate(entry.weight), number) for number, entry in enumerate(entries)]
    ranked = [Ranked(rank, entries[number], "") for rank, (_, number) in enumerate(sorted(rings), 1)]
    grants = allocate(ranked, rules)
    return [grants[entry.receipt].units for entry in entries]


def _below(entries: Sequence[Entry], granted: Sequence[Sequence[int]], base: int) -> int:
    """Return how many get less than a base, and less than they ask for, on average."""
    short = sum(got < min(base, one.units) for run in granted for one, got in zip(entries, run, strict=True))
    return -(-short // RUNS)


def _chances(entries: Sequence[Entry], granted: Sequence[Sequence[int]]) -> list[Chance]:
    found = []
    numbered = range(len(entries))
    for (tier, weight), group in groupby(numbered, lambda at: (entries[at].tier, entries[at].weight)):
        members = list(group)
        units = [run[at] for run in granted for at in members]
        some = sum(one > 0 for one in units) / len(units)
        found.append(Chance(tier, weight, len(members), some, sum(units) / len(units)))
    return found
