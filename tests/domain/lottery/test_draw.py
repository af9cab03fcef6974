"""The draw: the bytes that are hashed, and what must hold for every list and every seed."""

from __future__ import annotations

import hashlib
import random
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from domain.lottery.draw import Entry, commitment, ranking, score, seed, ticket

SEED = "5" * 64
ENTRIES = st.lists(
    st.builds(
        Entry,
        receipt=st.from_regex(r"[0-9A-HJKMNP-TV-Z]{11}", fullmatch=True),
        tier=st.sampled_from(["resident", "other"]),
        weight=st.integers(1, 5),
        units=st.integers(1, 5),
        group=st.sampled_from(["", "", "", "GROUP1", "GROUP2"]),
    ),
    max_size=40,
    unique_by=lambda entry: entry.receipt,
)
SEEDS = st.from_regex(r"[0-9a-f]{64}", fullmatch=True)


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_the_commitment_is_the_hash_of_these_bytes() -> None:
    said = f"MVL1-commit\nvoucher-2026\n{_sha('{}')}\n{_sha('list')}\n"
    assert commitment("voucher-2026", b"{}", b"list") == _sha(said)


def test_the_seed_is_the_hash_of_the_commitment_and_every_source_in_order() -> None:
    assert seed("c" * 64, [("dice", "0123456789"), ("drand", "ab")]) == _sha(
        f"MVL1-seed\n{'c' * 64}\ndice=0123456789\ndrand=ab\n"
    )


def test_a_ticket_is_what_a_command_line_prints() -> None:
    assert ticket(SEED, "7K3M9Q2ZB4X", 1) == _sha(f"{SEED},7K3M9Q2ZB4X,1")
    assert score(SEED, "A", 3) == min(ticket(SEED, "A", number) for number in (1, 2, 3))


@given(ENTRIES, SEEDS)
def test_everybody_has_a_rank_and_the_better_score_is_before(entries: list[Entry], seed: str) -> None:
    ranked = ranking(entries, seed)
    assert [one.rank for one in ranked] == list(range(1, len(entries) + 1))
    assert {one.entry for one in ranked} == set(entries)
    assert [one.score for one in ranked] == sorted(one.score for one in ranked)


@given(ENTRIES, SEEDS, st.randoms())
def test_the_order_of_input_is_irrelevant(entries: list[Entry], seed: str, chance: random.Random) -> None:
    mixed = list(entries)
    chance.shuffle(mixed)
    assert ranking(mixed, seed) == ranking(entries, seed)


@given(ENTRIES, SEEDS, st.data())
def test_taking_an_entry_out_moves_nobody_else(entries: list[Entry], seed: str, data: st.DataObject) -> None:
    alone = [entry for entry in entries if not entry.group]
    gone = data.draw(st.sampled_from(alone)) if alone else None
    before = [one.entry for one in ranking(entries, seed) if one.entry != gone]
    assert [one.entry for one in ranking([one for one in entries if one != gone], seed)] == before


@given(ENTRIES, SEEDS)
def test_those_who_win_together_stand_side_by_side(entries: list[Entry], seed: str) -> None:
    labels = [one.entry.label for one in ranking(entries, seed)]
    changes = sum(before != after for before, after in zip(labels, labels[1:], strict=False))
    assert changes == max(len(set(labels)) - 1, 0)


def test_four_thousand_seeds_favour_nobody() -> None:
    entries = [Entry(f"RECEIPT{number:04}", "resident", 1, 1) for number in range(20)]
    firsts = Counter(ranking(entries, _sha(str(number)))[0].entry.receipt for number in range(4000))
    expected = 4000 / len(entries)
    chi_squared = sum((firsts[entry.receipt] - expected) ** 2 / expected for entry in entries)
    assert chi_squared < 43.8  # 19 degrees of freedom, p = 0.001


def test_weights_one_two_three_come_first_in_a_sixth_two_sixths_and_a_half() -> None:
    entries = [Entry(f"RECEIPT{weight}", "resident", weight, 1) for weight in (1, 2, 3)]
    firsts = Counter(ranking(entries, _sha(str(number)))[0].entry.weight for number in range(6000))
    chi_squared = sum((firsts[weight] - 1000 * weight) ** 2 / (1000 * weight) for weight in (1, 2, 3))
    assert chi_squared < 13.8  # 2 degrees of freedom, p = 0.001
