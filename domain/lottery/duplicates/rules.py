"""What the campaign's rule proposes for entries that look like one person's; a person decides. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from domain.lottery.duplicates.grouping import Alike
from domain.lottery.duplicates.likeness import AGAINST, REASONS
from domain.lottery.sifting import surviving
from forms.messages import for_staff

RULE_WORDS = {
    "first": for_staff("先に申し込んだものを有効とする"),
    "last": for_staff("後に申し込んだものを有効とする"),
    "online": for_staff("インターネットの申込みを有効とする（なければ先のもの）"),
    "none": for_staff("どれも有効としない"),
}
"""The campaign's rule for several entries of one person -> its words."""
ANOTHER, SAME = "別の方と判断した", "が同じ"
DOUBTFUL = frozenset({"kana_near", "birth_other"})
"""Reasons with which two are shown, but are rather two people: nothing is proposed to be dropped for them."""


def proposal(rule: str, rows: Sequence[Any], pairs: Iterable[Alike]) -> set[int]:
    """Return the ids of the entries that stand by the rule; rows have the columns that ``sifting.surviving`` looks at.

    Who is like the others only in doubt is taken for somebody else, and stands.
    """
    kept: set[int] = set()
    for people in _sure(rows, pairs):
        survivor = people[0] if len(people) == 1 else surviving(people, rule)
        kept |= {survivor.id} if survivor else set()
    return kept


def reason_for(pairs: Iterable[Alike], rule: str) -> str:
    """Return what a decision can begin with as its reason: what is the same, and the rule by which one is kept."""
    best = max((one.likeness for one in pairs), key=lambda one: one.score)
    if not DOUBTFUL.isdisjoint(best.reasons):
        return f"{ANOTHER}。"
    words = [str(REASONS[reason]) for reason in best.reasons if reason not in AGAINST]
    same = "・".join(word.removesuffix(SAME) for word in words if word.endswith(SAME))
    rest = [word for word in words if not word.endswith(SAME)]
    return "、".join((f"{same}{SAME}", *rest, str(RULE_WORDS[rule]))) + "。"


def _sure(rows: Sequence[Any], pairs: Iterable[Alike]) -> list[list[Any]]:
    """Return the entries by person, as far as that is sure."""
    person = {row.id: row.id for row in rows}
    for pair in pairs:
        if DOUBTFUL.isdisjoint(pair.likeness.reasons):
            _unite(person, *pair.pair)
    return [[row for row in rows if person[row.id] == one] for one in sorted(set(person.values()))]


def _unite(person: dict[int, int], one: int, other: int) -> None:
    if one in person and other in person:
        gone, stays = sorted((person[one], person[other]), reverse=True)
        person.update({key: stays for key, value in person.items() if value == gone})
