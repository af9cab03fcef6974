"""Who is granted how many, from a ranking and the rules that were published with the call. Pure; integers only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.lottery.draw import Entry, Ranked

MODES = ("level", "whole", "base")
BOUNDARIES = ("partial", "stop", "skip")
"""What the first gets for whom not enough is left: what is left; nothing, and nobody after; nothing, but others after."""


class WrongRules(ValueError):
    """Rules that nothing can be allocated by; the message names what is wrong."""


@dataclass(frozen=True)
class Pool:
    """A part of the stock, for some tiers; what it leaves goes to the next."""

    name: str
    tiers: tuple[str, ...]
    n: int
    """Units; at least 0."""


@dataclass(frozen=True)
class Rules:
    """How the stock is given out: fixed before anybody knows the seed."""

    pools: tuple[Pool, ...]
    mode: str = "level"
    boundary: str = "partial"
    """Only for ``whole``."""
    base: int = 0
    """Units that everybody is given first, as far as there are so many; only for ``base``."""

    def __post_init__(self) -> None:
        """Refuse what nothing can be allocated by; WrongRules."""
        if self.mode not in MODES or self.boundary not in BOUNDARIES:
            raise WrongRules(f"mode {self.mode!r} or boundary {self.boundary!r} is not known")
        if not self.pools or any(pool.n < 0 for pool in self.pools):
            raise WrongRules("there is no pool, or one with less than nothing")
        if (self.mode == "base") != (self.base > 0):
            raise WrongRules("a base goes with mode base, and with no other")
        if len({pool.name for pool in self.pools}) < len(self.pools):
            raise WrongRules("two pools have the same name")

    @property
    def budget(self) -> int:
        """Units of all pools together."""
        return sum(pool.n for pool in self.pools)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Rules:
        """Read rules.json; what does not concern the allocation is left aside."""
        pools = tuple(Pool(one["name"], tuple(one["tiers"]), one["n"]) for one in data["pools"])
        rules = cls(pools, data["mode"], data.get("boundary", "partial"), data.get("base", 0))
        if data["budget"] != rules.budget:
            raise WrongRules(f"the pools hold {rules.budget}, the budget is {data['budget']}")
        return rules


@dataclass(slots=True)
class Grant:
    """What one entry is granted, and from which pools."""

    units: int = 0
    pools: tuple[str, ...] = ()
    parts: tuple[int, ...] = ()
    """Units from each of the pools."""

    def add(self, pool: Pool, units: int) -> None:
        """Grant more."""
        if units:
            self.units += units
            self.pools += (pool.name,)
            self.parts += (units,)


def allocate(ranked: Sequence[Ranked], rules: Rules, out: Collection[str] = ()) -> dict[str, Grant]:
    """Return what each receipt is granted; everybody is in it, most perhaps with nothing.

    ``out``: receipts that were withdrawn or disqualified; they are passed over, and nobody's rank changes.
    """
    grants = {one.entry.receipt: Grant() for one in ranked}
    gone = frozenset(out)
    left = 0
    for pool in rules.pools:
        tiers = frozenset(pool.tiers)
        line = [one.entry for one in ranked if one.entry.tier in tiers and one.entry.receipt not in gone]
        stock = pool.n + left
        left = stock - _ALLOCATE[rules.mode](line, grants, pool, stock, rules)
    return grants


def runners_up(ranked: Iterable[Ranked], grants: dict[str, Grant], out: Collection[str] = ()) -> list[Entry]:
    """Return everybody who was granted less than was asked for, in the order in which freed units are offered."""
    gone = frozenset(out)
    entries = (one.entry for one in ranked if one.entry.receipt not in gone)
    return [entry for entry in entries if grants[entry.receipt].units < entry.units]


def pass_on(
    line: Sequence[Entry], had: Mapping[str, int], free: Mapping[str, int], rules: Rules
) -> dict[str, Grant]:
    """Return what runners-up get of units that became free in each pool, on top of what they had; who gets none is not in it.

    It is what the draw would have given them next: who stands next in the same pool, under ``level`` first who has least. A
    base was given to everybody already, so what comes after it goes by level. What a pool cannot give goes to the next.
    """
    grants = {entry.receipt: Grant(had.get(entry.receipt, 0)) for entry in line}
    give, left = _whole if rules.mode == "whole" else _by_level, 0
    for pool in rules.pools:
        tiers, stock = frozenset(pool.tiers), free.get(pool.name, 0) + left
        mine = [entry for entry in line if entry.tier in tiers]
        left = stock - (give(mine, grants, pool, stock, rules) if stock else 0)
    return {receipt: grant for receipt, grant in grants.items() if grant.parts}


def level_of(wishes: Iterable[tuple[int, int]], stock: int) -> int:
    """Return the highest level that everybody can be brought to: (asked for, had already) of each, and units in stock."""
    steps = Counter[int]()
    for (asked, had), alike in Counter(wishes).items():
        for level in range(had + 1, asked + 1):
            steps[level] += alike
    level = 0
    for following in range(1, max(steps, default=0) + 1):
        stock -= steps[following]
        if stock < 0:
            return level
        level = following
    return level


def _by_level(line: Sequence[Entry], grants: dict[str, Grant], pool: Pool, stock: int, rules: Rules) -> int:
    """Bring everybody to the highest level there is enough for; the next one goes to the best-ranked. Return units given."""
    wishes = [(entry.units, grants[entry.receipt].units) for entry in line]
    level = level_of(wishes, stock)
    left = stock - sum(max(0, min(asked, level) - had) for asked, had in wishes)
    for entry, (asked, had) in zip(line, wishes, strict=True):
        units = (asked if asked < level else level) - had
        if left and asked > level >= had:
            units, left = units + 1, left - 1
        if units > 0:
            grants[entry.receipt].add(pool, units)
    return stock - left


def _whole(line: Sequence[Entry], grants: dict[str, Grant], pool: Pool, stock: int, rules: Rules) -> int:
    """Walk the ranking and give in full what is asked for, until it runs out."""
    left = stock
    for entry in line:
        wanted = entry.units - grants[entry.receipt].units
        if wanted > left and rules.boundary == "stop":
            break
        if wanted > left and rules.boundary == "skip":
            continue
        units = min(wanted, left)
        grants[entry.receipt].add(pool, units)
        left -= units
        if not left:
            break
    return stock - left


_ALLOCATE = {"level": _by_level, "whole": _whole, "base": _by_level}
"""Nobody gets more by level before everybody has as much: a base comes first there, and where it is more than there is, all
get what there is for all."""
