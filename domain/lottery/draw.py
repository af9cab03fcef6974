"""The draw: a rank for every entry, from a list that was frozen before the seed was known. Pure; integers and SHA-256 only.

Scheme MVL-1. The order of events is RFC 3797's; the ticket is Rivest's consistent sampler: to take an entry out of the list
moves nobody else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the frozen list; nothing in it says who applied."""

    receipt: str
    tier: str
    weight: int
    """How many tickets are drawn for it; the smallest counts. At least 1."""
    units: int
    """How many are asked for, at most the cap."""
    group: str = ""
    """Those who win together share one ticket and stand side by side; "" for who stands alone."""

    @property
    def label(self) -> str:
        """What the ticket is drawn for."""
        return self.group or self.receipt


@dataclass(frozen=True, slots=True)
class Ranked:
    """An entry in its place."""

    rank: int
    """1 … N."""
    entry: Entry
    score: str
    """64 lower-case hex digits; smaller is better."""


def commitment(lottery: str, rules: bytes, entries: bytes) -> str:
    """Return what is published before the seed exists: the hash of rules and list, as bytes of their files."""
    return _hash(f"MVL1-commit\n{lottery}\n{_hash(rules)}\n{_hash(entries)}\n".encode())


def seed(committed: str, values: Iterable[tuple[str, str]]) -> str:
    """Return the seed: the commitment with (name, value) of each source, in the order that was announced."""
    said = "".join(f"{name}={value}\n" for name, value in values)
    return _hash(f"MVL1-seed\n{committed}\n{said}".encode())


def ticket(seed: str, label: str, number: int) -> str:
    """Return one ticket of a label; numbers run from 1 to the weight."""
    return _hash(f"{seed},{label},{number}".encode())


def score(seed: str, label: str, weight: int) -> str:
    """Return the best ticket of a label: exact successive sampling by integer weights."""
    return min(ticket(seed, label, number) for number in range(1, weight + 1))


def ranking(entries: Sequence[Entry], seed: str) -> list[Ranked]:
    """Return every entry in its place, the best first; the order in which entries are given does not matter.

    Those who win together stand side by side: they have the weight of the heaviest of them.
    """
    weights: dict[str, int] = {}
    for entry in entries:
        weights[entry.label] = max(entry.weight, weights.get(entry.label, 1))
    scores = {label: score(seed, label, weight) for label, weight in weights.items()}
    # Receipts are unique, so that entries themselves are never compared.
    in_order = sorted((scores[entry.label], entry.label, entry.receipt, entry) for entry in entries)
    return [Ranked(place, entry, best) for place, (best, _, _, entry) in enumerate(in_order, 1)]


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
