"""The allocation: what the rules promise to everybody, in random pools; and worked examples."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.lottery.allocation import Grant, Pool, Rules, WrongRules, allocate, level_of, runners_up
from domain.lottery.draw import Entry, Ranked, ranking

TIERS = ("resident", "other")
REQUESTS = st.lists(st.tuples(st.integers(1, 5), st.sampled_from(TIERS)), max_size=30)
STOCKS = st.integers(0, 60)
TWO_POOLS = st.builds(
    lambda first, second: (Pool("residents", TIERS[:1], first), Pool("everybody", TIERS, second)),
    STOCKS,
    STOCKS,
)


def ranked(requests: list[tuple[int, str]]) -> list[Ranked]:
    """Return entries in the order of their requests."""
    entries = [Entry(f"R{number:03}", tier, 1, units) for number, (units, tier) in enumerate(requests)]
    return [Ranked(place, entry, "") for place, entry in enumerate(entries, 1)]


def units(requests: list[int], stock: int, **rules: object) -> list[int]:
    """Return what each is granted of one pool."""
    line = ranked([(asked, "resident") for asked in requests])
    grants = allocate(line, Rules((Pool("all", TIERS, stock),), **rules))  # type: ignore[arg-type]
    return [grants[one.entry.receipt].units for one in line]


@pytest.mark.parametrize(
    ("requests", "stock", "granted"),
    [
        ([3, 1, 2], 6, [3, 1, 2]),
        ([3, 1, 2], 5, [2, 1, 2]),
        ([3, 3, 3], 5, [2, 2, 1]),
        ([1, 5, 5], 2, [1, 1, 0]),
        ([5, 5], 0, [0, 0]),
        ([], 9, []),
    ],
)
def test_level_brings_everybody_up_together(requests: list[int], stock: int, granted: list[int]) -> None:
    assert units(requests, stock) == granted


@pytest.mark.parametrize(
    ("boundary", "granted"), [("partial", [3, 2, 0, 0]), ("stop", [3, 0, 0, 0]), ("skip", [3, 0, 2, 0])]
)
def test_whole_has_a_rule_for_whom_it_runs_out_at(boundary: str, granted: list[int]) -> None:
    assert units([3, 4, 2, 1], 5, mode="whole", boundary=boundary) == granted


def test_a_base_is_given_first_as_far_as_it_goes() -> None:
    assert units([3, 3, 1], 6, mode="base", base=1) == [3, 2, 1]
    assert units([3, 3, 1], 4, mode="base", base=2) == [2, 1, 1]
    assert units([3, 3, 1], 2, mode="base", base=2) == [1, 1, 0]


def test_what_residents_leave_flows_to_everybody() -> None:
    line = ranked([(2, "resident"), (2, "other"), (2, "other")])
    pools = (Pool("residents", TIERS[:1], 3), Pool("everybody", TIERS, 2))
    grants = allocate(line, Rules(pools))
    assert [grants[one.entry.receipt] for one in line] == [
        Grant(2, ("residents",), (2,)),
        Grant(2, ("everybody",), (2,)),
        Grant(1, ("everybody",), (1,)),
    ]


def test_who_withdrew_is_passed_over_and_the_next_is_served() -> None:
    line = ranked([(1, "resident")] * 3)
    rules = Rules((Pool("all", TIERS, 1),))
    assert [grant.units for grant in allocate(line, rules).values()] == [1, 0, 0]
    after = allocate(line, rules, out=["R000"])
    assert [grant.units for grant in after.values()] == [0, 1, 0]
    assert [entry.receipt for entry in runners_up(line, after, out=["R000"])] == ["R002"]


@given(REQUESTS, TWO_POOLS, st.sampled_from(["level", "whole"]), st.sampled_from(["partial", "stop", "skip"]))
def test_nobody_gets_more_than_asked_for_and_all_no_more_than_there_is(
    requests: list[tuple[int, str]], pools: tuple[Pool, ...], mode: str, boundary: str
) -> None:
    line, rules = ranked(requests), Rules(pools, mode, boundary)
    grants = allocate(line, rules)
    assert sum(grant.units for grant in grants.values()) <= rules.budget
    assert all(0 <= grants[one.entry.receipt].units <= one.entry.units for one in line)


@given(REQUESTS, TWO_POOLS)
def test_nothing_is_left_while_somebody_may_have_it(
    requests: list[tuple[int, str]], pools: tuple[Pool, ...]
) -> None:
    line, rules = ranked(requests), Rules(pools)
    granted = sum(grant.units for grant in allocate(line, rules).values())
    assert granted == min(rules.budget, sum(asked for asked, _ in requests))


@given(REQUESTS, TWO_POOLS)
def test_equal_requests_of_a_tier_differ_by_at_most_one_and_the_better_rank_never_gets_less(
    requests: list[tuple[int, str]], pools: tuple[Pool, ...]
) -> None:
    line = ranked(requests)
    grants = allocate(line, Rules(pools))
    for alike in {(one.entry.units, one.entry.tier) for one in line}:
        had = [grants[one.entry.receipt].units for one in line if (one.entry.units, one.entry.tier) == alike]
        assert had == sorted(had, reverse=True) and had[0] - had[-1] <= 1


@given(REQUESTS, STOCKS, st.data())
def test_asking_for_more_never_harms(
    requests: list[tuple[int, str]], stock: int, data: st.DataObject
) -> None:
    if not requests:
        return
    place = data.draw(st.integers(0, len(requests) - 1))
    rules = Rules((Pool("all", TIERS, stock),))
    more = [(asked + (number == place), tier) for number, (asked, tier) in enumerate(requests)]
    before, after = (allocate(ranked(one), rules)[f"R{place:03}"].units for one in (requests, more))
    assert after >= before


@given(st.lists(st.integers(1, 5), max_size=30), STOCKS)
def test_the_level_is_the_highest_there_is_enough_for(requests: list[int], stock: int) -> None:
    level = level_of([(asked, 0) for asked in requests], stock)
    needs = [sum(min(asked, one) for asked in requests) for one in range(7)]
    assert needs[level] <= stock
    assert level == max(requests, default=0) or needs[level + 1] > stock


@pytest.mark.parametrize(
    "wrong",
    [
        {"pools": ()},
        {"pools": (Pool("a", TIERS, -1),)},
        {"pools": (Pool("a", TIERS, 1), Pool("a", TIERS, 1))},
        {"pools": (Pool("a", TIERS, 1),), "mode": "fair"},
        {"pools": (Pool("a", TIERS, 1),), "mode": "base"},
        {"pools": (Pool("a", TIERS, 1),), "base": 1},
    ],
)
def test_rules_that_nothing_can_be_allocated_by_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(WrongRules):
        Rules(**wrong)  # type: ignore[arg-type]


def test_of_a_thousand_nobody_goes_empty_handed_by_level() -> None:
    chance = random.Random(3)
    entries = [Entry(f"R{number:04}", "resident", 1, chance.randint(1, 5)) for number in range(1000)]
    line = ranking(entries, "0" * 64)
    by_level = allocate(line, Rules((Pool("all", TIERS, 1000),)))
    whole = allocate(line, Rules((Pool("all", TIERS, 1000),), "whole"))
    assert [sum(not one.units for one in grants.values()) for grants in (by_level, whole)][0] == 0
    assert 600 < sum(not one.units for one in whole.values()) < 720
