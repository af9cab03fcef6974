"""Entries that look like one person's, in groups for a person to decide on; a hundred thousand in seconds. Pure.

Only entries that share a name or a reading, or nearly a reading with a birth date, are ever compared: those are found in
blocks. Families share much else, so nothing else makes a group grow, and in a group any two bear being one person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from domain.lottery.duplicates.likeness import BEARABLE, Likeness, Person, compare

CUT_FROM = 8
"""People of one name from which they are compared only with those who share more than that."""
LARGEST_BLOCK, WINDOW = 60, 10
"""People of whom every two are compared; in a larger crowd each only with so many beside it."""
MOST_IN_GROUP = 50
"""Entries of one group; a crowd beyond it makes another group."""

Pair = tuple[int, int]
"""Two ids, the smaller first."""
Key = Callable[[Person], object]


@dataclass(frozen=True)
class Alike:
    """Two entries that look like one person's."""

    pair: Pair
    likeness: Likeness


@dataclass(frozen=True)
class Group:
    """Entries to decide on together, and every two of them that are alike."""

    members: tuple[int, ...]
    """Ids, in order."""
    pairs: tuple[Alike, ...]

    @property
    def score(self) -> int:
        """Points of the two most alike."""
        return max(one.likeness.score for one in self.pairs)


def groups(people: Sequence[Person], apart: Collection[Pair] = ()) -> list[Group]:
    """Return the groups among people, the surest first; ``apart``: pairs that somebody has decided on already."""
    known = {one.id: one for one in people}
    decided = frozenset(apart)
    found = [Alike(pair, likeness) for pair, likeness in _alike(people) if pair not in decided]
    found.sort(key=lambda one: (-one.likeness.score, one.pair))
    return sorted(_grouped(found, known), key=lambda one: (-one.score, one.members))


def _alike(people: Sequence[Person]) -> Iterator[tuple[Pair, Likeness]]:
    """Yield every two that are alike, once."""
    seen: set[Pair] = set()
    for block in _blocks(people):
        for one, other in _within(block):
            if _is_settled(one, other):
                continue
            pair = (one.id, other.id) if one.id < other.id else (other.id, one.id)
            if pair not in seen and (likeness := compare(one, other)).is_candidate:
                seen.add(pair)
                yield pair, likeness


def _is_settled(one: Person, other: Person) -> bool:
    """Say whether nobody need look: two winners of earlier rounds, or one whom the cap finds by the key anyway."""
    if not (one.has_won or other.has_won):
        return False
    return one.has_won == other.has_won or one.key == other.key


def _blocks(people: Sequence[Person]) -> Iterator[list[Person]]:
    """Yield the people who share a name, a reading, or (by a slip in the reading) a birth date and where they are."""
    for key in _NAMES:
        for block in _sharing(people, key):
            yield from [block] if len(block) < CUT_FROM else _cut(block)
    for key in _SLIPS:
        yield from _sharing(people, key)


def _cut(block: Sequence[Person]) -> Iterator[list[Person]]:
    """Yield the parts of a large block in which those who are alike share more than the name."""
    for key in _MORE:
        yield from _sharing(block, key)


def _sharing(people: Iterable[Person], key: Key) -> Iterator[list[Person]]:
    """Yield each two or more people of whom ``key`` says the same; those of whom it says nothing are left out."""
    found: defaultdict[object, list[Person]] = defaultdict(list)
    for one in people:
        if said := key(one):
            found[said].append(one)
    return (block for block in found.values() if len(block) > 1)


def _within(block: list[Person]) -> Iterator[tuple[Person, Person]]:
    if len(block) <= LARGEST_BLOCK:
        yield from combinations(block, 2)
        return
    block.sort(key=lambda one: (one.born, one.numbers, one.phone, one.id))
    for at, one in enumerate(block):
        for other in block[at + 1 : at + 1 + WINDOW]:
            yield one, other


_NAMES: tuple[Key, ...] = (lambda one: one.written, lambda one: one.reading)
_SLIPS: tuple[Key, ...] = (
    lambda one: one.born and one.place and (one.born, one.place),
    lambda one: one.born and one.phone and (one.born, one.phone),
)
"""What people share whose readings differ by a slip, and who are alike."""
_MORE: tuple[Key, ...] = (
    lambda one: one.born,
    lambda one: one.born[4:],
    lambda one: one.born[:6],
    lambda one: one.born and (one.born[:4], one.born[6:]),
    lambda one: one.born and (one.born[:4], *sorted((one.born[4:6], one.born[6:]))),
    lambda one: one.phone,
    lambda one: one.place and (one.place[0], one.numbers[:1]),
)
"""What else people of one name share who are alike; a slip leaves two parts of a birth date, or changes their order."""


def _grouped(found: Sequence[Alike], known: dict[int, Person]) -> Iterator[Group]:
    """Bring pairs together, the surest first, where all of a group bear it; a pair that cannot join stays by itself."""
    clusters = _Clusters(known)
    alone = [one for one in found if not clusters.join(*one.pair)]
    inside: defaultdict[int, list[Alike]] = defaultdict(list)
    for one in found:
        first, second = map(clusters.of, one.pair)
        if first == second:
            inside[first].append(one)
    for root, pairs in inside.items():
        yield Group(tuple(sorted(clusters.members[root])), tuple(pairs))
    for one in alone:
        yield Group(one.pair, (one,))


class _Clusters:
    """Union-find over people, in which no two are together that do not bear being one person."""

    def __init__(self, known: dict[int, Person]) -> None:
        self.known = known
        self.parent: dict[int, int] = {}
        self.members: dict[int, list[int]] = {}

    def of(self, one: int) -> int:
        """Return the root of somebody's cluster."""
        while (above := self.parent.get(one, one)) != one:
            self.parent[one] = self.parent.get(above, above)
            one = above
        return one

    def join(self, one: int, other: int) -> bool:
        """Bring two together; False where others in their clusters speak against it.

        Where both are in a crowd already they stay where they are: somebody looks at both of them anyway.
        """
        first, second = self.of(one), self.of(other)
        here, there = self.members.get(first, [first]), self.members.get(second, [second])
        if first == second or len(here) + len(there) > MOST_IN_GROUP:
            return True
        if not self._bears(here, there):
            return False
        self.parent[second] = first
        self.members[first] = here + there
        self.members.pop(second, None)
        return True

    def _bears(self, here: Iterable[int], there: Sequence[int]) -> bool:
        people = self.known
        return all(compare(people[one], people[other]).score >= BEARABLE for one in here for other in there)
