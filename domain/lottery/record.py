"""The public record: the bytes of its files, from which anybody can check the draw (scheme MVL-1).

ASCII, LF, no quotes, no spaces: what is hashed is exactly what is published.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.lottery.allocation import Grant
from domain.lottery.draw import Entry, Ranked

SCHEME = "MVL-1"
ENTRIES_HEAD, RANKING_HEAD = "receipt,tier,weight,units,group", "rank,receipt,score,pool,granted"
STATUS_HEAD = "receipt,status,at,reason,role,chain"
STATUSES = ("withdrawn", "disqualified", "expired", "accepted")
OUT = ("withdrawn", "disqualified")
"""Who is passed over by the allocation."""
_WORD = re.compile(r"[0-9A-Za-z_.:-]*")


@dataclass(frozen=True)
class Status:
    """What became of an entry after the list was frozen."""

    receipt: str
    status: str
    at: str
    """UTC, "2026-12-01T03:00:00Z"."""
    reason: str
    """A code, never a sentence about a person."""
    role: str
    """Whose decision: "applicant", "manager", "town"."""


def rules_file(rules: Mapping[str, Any]) -> bytes:
    """Return rules.json: sorted keys, no spaces, ASCII."""
    return json.dumps(rules, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def entries_file(entries: Iterable[Entry]) -> bytes:
    """Return entries.csv, sorted by receipt; ValueError where a value is no plain word."""
    lines = sorted(_line(one.receipt, one.tier, one.weight, one.units, one.group) for one in entries)
    return _file(ENTRIES_HEAD, lines)


def ranking_file(ranked: Sequence[Ranked], grants: Mapping[str, Grant]) -> bytes:
    """Return ranking.csv, the best first; the pools of a grant are joined by "+"."""
    lines = (
        _line(one.rank, one.entry.receipt, one.score) + f",{'+'.join(grant.pools)},{grant.units}"
        for one in ranked
        for grant in (grants[one.entry.receipt],)
    )
    return _file(RANKING_HEAD, lines)


def status_file(changes: Iterable[Status], committed: str) -> bytes:
    """Return status.csv; every line carries the hash of itself and all before it, beginning with the commitment."""
    lines, chain = [], committed
    for one in changes:
        chain = chained(one, chain)
        lines.append(f"{_status(one)},{chain}")
    return _file(STATUS_HEAD, lines)


def chained(change: Status, chain: str) -> str:
    """Return the hash of a change and all before it; ValueError where it is none that can be published."""
    if change.status not in STATUSES:
        raise ValueError(f"{change.status!r} is no status")
    return hashlib.sha256(f"{chain}\n{_status(change)}\n".encode()).hexdigest()


def seed_file(
    seed: str,
    values: Iterable[tuple[str, str]],
    *,
    changes: int | None = None,
    fallbacks: Iterable[str] = (),
    seen: Mapping[str, str] | None = None,
) -> bytes:
    """Return seed.json: the seed, and the value of each source in the order that was announced.

    ``changes``: how many lines of status.csv there were when it was drawn; what comes later moves nobody. ``fallbacks``
    names the sources whose announced fallback was taken, ``seen`` says of a source where anybody can see its value.
    """
    places = seen or {}
    said: dict[str, Any] = {
        "seed": seed,
        "sources": [
            {"name": name, "value": value} | ({"seen": places[name]} if places.get(name) else {})
            for name, value in values
        ],
    }
    if changes is not None:
        said |= {"changes": changes, "fallbacks": list(fallbacks)}
    return rules_file(said) + b"\n"


def sums_file(files: Mapping[str, bytes]) -> bytes:
    """Return SHA256SUMS as ``sha256sum --check`` reads it."""
    sums = (f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))
    return "".join(sums).encode()


def counts_file(head: str, rows: Iterable[Sequence[str | int]]) -> bytes:
    """Return a small table of numbers of entries."""
    return _file(head, (_line(*row) for row in rows))


def _status(one: Status) -> str:
    return _line(one.receipt, one.status, one.at, one.reason, one.role)


def _line(*values: str | int) -> str:
    for value in values:
        if not _WORD.fullmatch(str(value)):
            raise ValueError(f"{value!r} cannot stand in a public file")
    return ",".join(map(str, values))


def _file(head: str, lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in (head, *lines)).encode("ascii")
