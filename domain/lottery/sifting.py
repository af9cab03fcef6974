"""Which entries are in the list when it is frozen: what is withdrawn, doubled, over the cap or shut out is not. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.clock import day_of
from domain.lottery.draw import Entry

GONE = ("withdrawn", "rejected", "expired")
"""States of a case whose entries do not count."""
ONLINE = ("web", "counter")


@dataclass
class Sifted:
    """What became of every entry of a round."""

    lines: list[Entry] = field(default_factory=list)
    """The list, in no order."""
    out: dict[int, str] = field(default_factory=dict)
    """Entry -> code of the reason for which it is left out now."""
    were_out: list[str] = field(default_factory=list)
    """Reasons for which others were out before."""
    cut: dict[int, int] = field(default_factory=dict)
    """Entry -> units that the cap over all rounds leaves of what it asks for."""


def sift(
    rows: Iterable[Any], *, rule: str, cap: int, held: Mapping[str, int], excludes_winners: bool
) -> Sifted:
    """Judge entries, given in the order in which they came, as rows with the columns of entry and case.

    Entries of one person that nobody has decided on are treated by the campaign's rule: one stands, or none.
    """
    sifted, standing = Sifted(), list[Any]()
    for row in rows:
        if row.state != "received":
            sifted.were_out.append(row.reason or "own")
        elif row.case_state in GONE:
            sifted.out[row.id] = "withdrawn_case"
        else:
            standing.append(row)
    doubled = _doubled(standing, rule)
    for row in standing:
        had = held.get(row.person, 0)
        if row.id in doubled:
            sifted.out[row.id] = "duplicate"
        elif had and excludes_winners:
            sifted.out[row.id] = "earlier_winner"
        elif had >= cap:
            sifted.out[row.id] = "cap"
        else:
            units = min(row.units, cap - had)
            if units < row.units:
                sifted.cut[row.id] = units
            sifted.lines.append(Entry(row.receipt, row.tier, row.weight, units, row.linked))
    return sifted


def _doubled(standing: Iterable[Any], rule: str) -> set[int]:
    """Return the entries that do not stand beside others of the same person."""
    persons: dict[str, Any] = {}
    several: dict[str, list[Any]] = {}
    for row in standing:
        first = persons.setdefault(row.person, row)
        if first is not row:
            several.setdefault(row.person, [first]).append(row)
    out: set[int] = set()
    for rows in several.values():
        kept = surviving(rows, rule)
        out.update(row.id for row in rows if row is not kept)
    return out


def surviving(rows: list[Any], rule: str) -> Any:
    """Return which entry of one person stands: by the day of its postmark, or of its sending; None where none does."""
    if rule == "none":
        return None
    in_order = sorted(rows, key=lambda row: (_day(row), row.id))
    if rule == "last":
        return in_order[-1]
    online = [row for row in in_order if row.channel in ONLINE]
    return online[0] if rule == "online" and online else in_order[0]


def _day(row: Any) -> Any:
    return row.dated_on or day_of(row.received_at)
