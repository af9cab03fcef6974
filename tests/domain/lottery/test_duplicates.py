"""Groups among many: everybody who is alike is found, nobody else; and families stay apart."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from datetime import date
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.lottery.duplicates.grouping import MOST_IN_GROUP, Group, groups
from domain.lottery.duplicates.likeness import BEARABLE, Person, compare
from tests.domain.lottery.crowd import Typed, crowd, family

people = st.lists(
    st.builds(
        Typed,
        name=st.sampled_from(["山田 花", "山田 一", "ヤマダ ハナ", ""]),
        kana=st.sampled_from(["ヤマダ ハナ", "ヤマダ ハル", "ヤマダ イチ", ""]),
        born_on=st.sampled_from([None, date(1980, 4, 1), date(1980, 4, 7), date(1955, 12, 31)]),
        address=st.sampled_from(["", "大津市京町1-1", "京町1-1", "大津市京町1", "草津市野路1-1"]),
        phone=st.sampled_from(["", "090-1234-5678", "077-111-2222"]),
    ),
    max_size=30,
).map(lambda typed: [one.person(number) for number, one in enumerate(typed)])
crowded = people.map(lambda found: [replace(one, id=one.id + 100 * lap) for lap in range(3) for one in found])


def by_hand(found: list[Person]) -> set[tuple[int, int]]:
    """Return every two that are alike, each compared with each."""
    pairs = combinations(sorted(found, key=lambda one: one.id), 2)
    return {(one.id, other.id) for one, other in pairs if compare(one, other).is_candidate}


def paired(found: list[Group]) -> set[tuple[int, int]]:
    """Return every pair of some groups."""
    return {one.pair for group in found for one in group.pairs}


@given(found=people)
@settings(max_examples=200)
def test_blocks_find_what_comparing_everybody_with_everybody_finds(found: list[Person]) -> None:
    assert paired(groups(found)) == by_hand(found)


@given(found=people, seed=st.randoms(use_true_random=False))
def test_the_order_of_entries_does_not_matter(found: list[Person], seed: random.Random) -> None:
    mixed = seed.sample(found, len(found))
    assert groups(mixed) == groups(found)


@given(found=crowded)
def test_any_two_of_a_group_bear_being_one_person(found: list[Person]) -> None:
    known = {one.id: one for one in found}
    for group in groups(found):
        assert len(group.members) <= MOST_IN_GROUP
        for one, other in combinations(group.members, 2):
            assert compare(known[one], known[other]).score >= BEARABLE


@given(found=crowded)
def test_nobody_who_is_like_somebody_is_in_no_group(found: list[Person]) -> None:
    named = {one for pair in by_hand(found) for one in pair}
    assert {member for group in groups(found) for member in group.members} == named


@given(found=people)
def test_pairs_that_were_decided_on_are_not_brought_up_again(found: list[Person]) -> None:
    decided = by_hand(found)
    assert groups(found, decided) == []


def test_families_with_one_phone_and_one_address_are_no_group() -> None:
    chance = random.Random(1)
    home = list(family(random.Random(5)))[0]
    others = [one for _ in range(60) for one in family(chance)]
    shared = [replace(one, address=home.address, phone=home.phone) for one in others]
    together = [one.person(number) for number, one in enumerate(shared)]
    for group in groups(together):
        names = {together[member].written for member in group.members}
        assert len(names) == 1


def test_every_second_entry_of_a_crowd_is_found_and_little_else() -> None:
    entries = list(crowd(random.Random(11), 8_000, twice=0.05))
    found = groups([one for one, _ in entries])
    together = [set(group.members) for group in found]
    repeats = [(first, one.id) for one, first in entries if first is not None]
    missed = [pair for pair in repeats if not any(set(pair) <= members for members in together)]
    assert missed == []
    assert len(found) <= len(repeats) * 1.05


def test_a_crowd_of_one_name_and_birth_date_takes_no_time_and_no_memory() -> None:
    one = Typed("山田 太郎", "ヤマダ タロウ", date(1980, 1, 1), "大津市京町1-1", "0775231234")
    begun = time.process_time()
    found = groups([one.person(number) for number in range(5_000)])
    assert time.process_time() - begun < 10
    assert sum(len(group.members) for group in found) == 5_000
