"""Random lotteries with their public record, for whatever checks them."""

from __future__ import annotations

import random

from domain.lottery.allocation import Rules, allocate
from domain.lottery.draw import Entry, commitment, ranking, seed
from domain.lottery.record import (
    OUT,
    SCHEME,
    Status,
    entries_file,
    ranking_file,
    rules_file,
    seed_file,
    status_file,
    sums_file,
)

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def lottery(chance: random.Random, entries: int = 40) -> dict[str, bytes]:
    """Return the record of a random lottery: tiers, groups, weights, withdrawals, one of the modes."""
    drawn = [_entry(chance) for _ in range(entries)]
    stock, first = chance.randint(0, 3 * entries), chance.randint(0, entries)
    mode = chance.choice(["level", "whole", "base"])
    rules = {
        "scheme": SCHEME,
        "lottery": f"voucher-{chance.randint(1, 99)}",
        "budget": stock + first,
        "mode": mode,
        "boundary": chance.choice(["partial", "stop", "skip"]),
        "pools": [
            {"name": "residents", "tiers": ["resident"], "n": first},
            {"name": "everybody", "tiers": ["resident", "other"], "n": stock},
        ],
        "sources": [
            {"name": "dice", "at": "2026-12-01T01:00:00Z"},
            {"name": "drand", "kind": "drand", "at": "2026-12-01T02:00:00Z", "round": 123},
        ],
    } | ({"base": chance.randint(1, 4)} if mode == "base" else {})
    files = {"rules.json": rules_file(rules), "entries.csv": entries_file(drawn)}
    committed = commitment(str(rules["lottery"]), files["rules.json"], files["entries.csv"])
    values = [("dice", f"{chance.randrange(10**20):020}"), ("drand", f"{chance.getrandbits(256):064x}")]
    gone = [
        Status(one.receipt, chance.choice(OUT), "2026-12-01T03:00:00Z", "own", "applicant")
        for one in drawn[:2]
    ]
    ranked = ranking(drawn, seed(committed, values))
    grants = allocate(ranked, Rules.from_json(rules), {one.receipt for one in gone})
    files |= {
        "commitment.txt": f"{committed} 2026-11-24T03:00:00Z\n".encode(),
        "seed.json": seed_file(seed(committed, values), values),
        "ranking.csv": ranking_file(ranked, grants),
        "status.csv": status_file(gone, committed),
    }
    return {**files, "SHA256SUMS": sums_file(files)}


def _entry(chance: random.Random) -> Entry:
    receipt = "".join(chance.choices(SIGNS, k=11))
    group = chance.choice(["", "", "", f"GROUP{chance.randint(1, 3)}"])
    return Entry(
        receipt, chance.choice(["resident", "other"]), chance.randint(1, 4), chance.randint(1, 5), group
    )
