"""The pure rules of a lottery: receipts, sources, phases, postmarks, and what is tried on paper."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.clock import TOKYO
from domain.lottery.receipts import SIGNS, is_receipt, new_receipt, shown, typed
from domain.lottery.rules import (
    PHASES,
    Standing,
    end_of_objections,
    is_in_time,
    phase_of,
    term_problems,
)
from domain.lottery.simulating import in_other_order, in_words, outlook, scaled
from domain.lottery.sources import KINDS, drand_link, drand_round
from domain.lottery.terms import Terms, published
from tests.domain.lottery.voucher import DAY, terms
from tests.town import NOW

STANDING = Standing(NOW, NOW + 10 * DAY, 3, date(2026, 6, 10), date(2026, 6, 30))


@given(st.integers(0, 10), st.sampled_from(SIGNS))
def test_a_receipt_with_a_wrong_character_is_found(place: int, other: str) -> None:
    receipt = new_receipt()
    changed = receipt[:place] + other + receipt[place + 1 :]
    assert is_receipt(receipt) and is_receipt(changed) == (changed == receipt)


@given(st.integers(0, 10), st.integers(0, 10))
def test_a_receipt_with_two_characters_swapped_is_found(one: int, other: int) -> None:
    signs = list(receipt := new_receipt())
    signs[one], signs[other] = signs[other], signs[one]
    assert is_receipt("".join(signs)) == ("".join(signs) == receipt)


def test_receipts_are_read_as_people_type_them() -> None:
    receipt = next(one for one in iter(new_receipt, "") if "0" in one and "1" in one)
    said = shown(receipt).lower().replace("0", "o").replace("1", "l")
    assert typed(f" {said}") == receipt
    assert typed(receipt[:-1]) is None and typed("") is None


@pytest.mark.parametrize("kind", KINDS)
def test_every_source_reads_its_own_example_and_says_how_it_is_written_in_ascii(kind: str) -> None:
    found = KINDS[kind]
    assert found.read(found.example) == found.example and found.encoding.isascii()
    assert found.read(found.example + "x") is None and found.read("") is None


def test_lottery_numbers_are_those_of_a_real_draw() -> None:
    loto6 = KINDS["loto6"].read
    assert loto6("1 5 9 20 33 43 (7)") == "01.05.09.20.33.43-07"
    assert loto6("5 1 9 20 33 43 7") is None
    assert loto6("1 5 9 20 33 44 7") is None
    assert loto6("1 5 9 20 33 43 43") is None


def test_the_round_of_drand_is_that_of_its_time() -> None:
    genesis = datetime.fromtimestamp(1692803367, UTC)
    assert drand_round(genesis) == 1 and drand_round(genesis + timedelta(seconds=3)) == 2
    assert drand_round(genesis + timedelta(seconds=4)) == 3


def test_drand_is_looked_up_by_its_round() -> None:
    assert drand_link(datetime(2026, 12, 1, 2, tzinfo=UTC)).endswith("/public/34429012")


def test_objections_may_come_until_the_end_of_the_last_day_in_tokyo() -> None:
    frozen_at = datetime(2026, 6, 1, 23, 30, tzinfo=TOKYO)
    assert end_of_objections(frozen_at, 3) == datetime(2026, 6, 5, 0, 0, tzinfo=TOKYO)
    assert end_of_objections(frozen_at, 0) == frozen_at


def test_a_round_goes_through_its_phases_in_their_order() -> None:
    changes = [
        ({}, -1),
        ({"announced_at": NOW}, -0.5),
        ({}, 1),
        ({}, 10),
        ({"frozen_at": NOW + 11 * DAY}, 12),
        ({}, 15),
        ({"has_seed": True}, 16),
        ({"draw_begun_at": NOW + 17 * DAY}, 17),
        ({"drawn_at": NOW + 17 * DAY}, 17),
        ({"published_at": NOW + 18 * DAY}, 18),
        ({}, 30),
        ({}, 60),
    ]
    seen, values = [], {}
    for change, days in changes:
        values |= change
        seen.append(phase_of(Standing(**{**vars(STANDING), **values}), NOW + days * DAY))
    assert tuple(seen) == PHASES


@pytest.mark.parametrize(
    ("days", "dated_on", "in_time"),
    [
        (9.9, None, True),
        (10, None, False),
        (-0.1, None, False),
        (12, date(2026, 5, 22), True),
        (12, date(2026, 5, 23), False),
        (1, date(2026, 5, 11), False),
    ],
)
def test_paper_is_judged_by_its_postmark_and_the_rest_by_the_clock(
    days: float, dated_on: date | None, in_time: bool
) -> None:
    assert is_in_time(STANDING, NOW + days * DAY, dated_on) is in_time


def test_the_usual_terms_have_nothing_wrong_and_come_back_from_json() -> None:
    usual = terms(NOW)
    assert Terms.from_json(usual.to_json()) == usual
    assert _problems(usual) == ()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"tiers": [{"name": "resident", "label": "市民"}]}, "区分の一覧にない「other」"),
        ({"pools": [{"name": "all", "tiers": ["resident"], "n": 5}]}, "「other」に、どの配分枠もありません"),
        ({"pools": [{"name": "a b", "tiers": ["resident", "other"], "n": 5}]}, "半角の英数字"),
        ({"pools": [{"name": "a", "tiers": ["resident", "other"], "n": 0}]}, "用意する数が0"),
        ({"mode": "base", "base": 4}, "1人の上限より多く"),
        ({"weights": [{"name": "w", "label": "w", "times": 0}]}, "倍率は1以上"),
        ({"sources": []}, "乱数の出どころがありません"),
    ],
)
def test_wrong_terms_are_named(changes: dict[str, object], said: str) -> None:
    assert said in " ".join(map(str, _problems(terms(NOW, **changes))))


def test_published_rules_are_ascii_and_say_where_the_seed_comes_from() -> None:
    said = str(published(terms(NOW), "voucher-2026-1"))
    assert said.isascii() and "'round': " in said and "the word none" in said and "Loto 6" in said


def test_what_rules_mean_is_told_before_they_are_announced() -> None:
    wishes = {("resident", 1, 5): 30_000, ("resident", 1, 2): 6_300, ("other", 1, 5): 5_000}
    found = outlook(terms(NOW, 90_000), wishes)
    assert found.people == 41_300 and found.left == 0
    assert set(found.given) == {2, 3} and found.given[3] == 90_000 - 2 * 41_300
    assert str(in_words(found, "冊")) == (
        "申込みが41,300人・187,600冊のとき：2冊が33,900人、3冊が7,400人、当たらない人が0人。"
    )


def test_the_order_of_pools_matters_and_both_are_shown() -> None:
    wishes = {("resident", 1, 1): 600, ("other", 1, 1): 400}
    usual = terms(NOW, 500, mode="whole")
    one, other = (_share(found, wishes) for found in (usual, in_other_order(usual)))
    assert other > one + 0.03


def test_a_base_that_is_more_than_there_is_is_told_before_it_is_promised() -> None:
    wishes = {("resident", 1, 3): 30, ("other", 1, 1): 10}
    promised = terms(NOW, 40, mode="base", base=2)
    assert outlook(promised, wishes).below_base > 0
    assert outlook(terms(NOW, 200, mode="base", base=2), wishes).below_base == 0


def test_who_counts_three_times_has_better_chances() -> None:
    found = outlook(terms(NOW, 400), {("resident", 1, 1): 500, ("resident", 3, 1): 500})
    light, heavy = (chance.some for chance in found.chances)
    assert heavy > light + 0.2


def test_last_times_wishes_are_scaled_to_another_number() -> None:
    assert scaled({("a", 1, 1): 10, ("a", 1, 2): 30}, 400) == {("a", 1, 1): 100, ("a", 1, 2): 300}


def _problems(found: Terms) -> tuple[object, ...]:
    return term_problems(found, closes_at=NOW + 10 * DAY, draws_at=NOW + 21 * DAY, objection_days=3, cap=3)


def _share(found: Terms, wishes: dict[tuple[str, int, int], int]) -> float:
    return next(one.some for one in outlook(found, wishes).chances if one.tier == "resident")
