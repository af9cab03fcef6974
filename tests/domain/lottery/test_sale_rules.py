"""What holds after the draw, with plain values: numbers, where units go back to, who is next."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from domain.lottery.allocation import Pool, Rules, pass_on
from domain.lottery.draw import Entry
from domain.lottery.sale.numbers import new_ticket_number, ticket_shown, ticket_typed
from domain.lottery.sale.rules import bought_until, offer_ends, shares_of, taken_from, unsold

LEVEL = Rules((Pool("residents", ("resident",), 0), Pool("everybody", ("resident", "other"), 0)))
WHOLE = Rules(LEVEL.pools, "whole")


def line(*wishes: int, tier: str = "resident") -> list[Entry]:
    """Return runners-up R0, R1, … in the order of their ranks."""
    return [Entry(f"R{place}", tier, 1, units) for place, units in enumerate(wishes)]


def units(passed: dict[str, object]) -> dict[str, int]:
    return {receipt: sum(grant.parts) for receipt, grant in passed.items()}  # type: ignore[attr-defined]


def test_a_number_is_read_however_it_is_typed_or_scanned() -> None:
    number = new_ticket_number()
    wide = ticket_shown(number).translate(str.maketrans("0123456789-", "０１２３４５６７８９ー"))
    assert [ticket_typed(one) for one in (number, f" {number}\n", wide)] == [number] * 3


@given(st.integers(0, 11), st.integers(1, 9))
def test_one_wrong_digit_is_no_ticket(place: int, off: int) -> None:
    number = new_ticket_number()
    wrong = str((int(number[place]) + off) % 10)
    assert ticket_typed(number[:place] + wrong + number[place + 1 :]) is None


def test_what_a_pool_gave_first_is_bought_first() -> None:
    shares = shares_of("residents+everybody", "2+1")
    assert unsold(shares, 0) == shares
    assert unsold(shares, 1) == [("residents", 1), ("everybody", 1)]
    assert unsold(shares, 2) == [("everybody", 1)]
    assert unsold(shares, 3) == []


def test_free_units_go_to_the_next_rank_of_the_same_pool() -> None:
    waiting = [*line(1, tier="other"), Entry("R1", "resident", 1, 1)]
    assert units(pass_on(waiting, {}, {"residents": 1}, LEVEL)) == {"R1": 1}
    assert units(pass_on(waiting, {}, {"everybody": 1}, LEVEL)) == {"R0": 1}


def test_what_a_pool_cannot_give_goes_to_the_next() -> None:
    waiting = line(1, tier="other")
    passed = pass_on(waiting, {}, {"residents": 2}, LEVEL)
    assert units(passed) == {"R0": 1} and passed["R0"].pools == ("everybody",)
    assert taken_from({"residents": 2}, [("residents", 0), ("everybody", 1)]) == {"residents": 1}


def test_by_level_who_has_nothing_comes_before_who_has_some() -> None:
    assert units(pass_on(line(3, 3, 3), {"R0": 1}, {"everybody": 2}, LEVEL)) == {"R1": 1, "R2": 1}
    assert units(pass_on(line(3, 3, 3), {"R0": 1}, {"everybody": 3}, LEVEL)) == {"R0": 1, "R1": 1, "R2": 1}


def test_in_whole_requests_the_next_gets_all_that_is_left() -> None:
    assert units(pass_on(line(3, 3), {}, {"everybody": 4}, WHOLE)) == {"R0": 3, "R1": 1}


@given(
    st.lists(st.tuples(st.integers(1, 4), st.integers(0, 3), st.booleans()), max_size=12),
    st.integers(0, 9),
    st.integers(0, 9),
    st.sampled_from([LEVEL, WHOLE]),
)
def test_never_more_than_is_free_and_nobody_above_the_request(
    people: list[tuple[int, int, bool]], some: int, more: int, rules: Rules
) -> None:
    waiting = [
        Entry(f"R{place}", "resident" if is_resident else "other", 1, had + wish)
        for place, (wish, had, is_resident) in enumerate(people)
    ]
    had = {f"R{place}": had for place, (_, had, _) in enumerate(people)}
    free = {"residents": some, "everybody": more}
    passed = units(pass_on(waiting, had, free, rules))
    assert sum(passed.values()) <= some + more
    assert all(had[one.receipt] + passed.get(one.receipt, 0) <= one.units for one in waiting)
    wanted = sum(one.units - had[one.receipt] for one in waiting)
    if all(one.tier == "resident" for one in waiting):
        assert sum(passed.values()) == min(wanted, some + more)


@given(st.integers(0, 9), st.integers(0, 9), st.integers(0, 18))
def test_what_is_taken_is_what_was_given_and_was_there(some: int, more: int, given_: int) -> None:
    free = {"residents": some, "everybody": more}
    first = min(given_, some)
    taken = taken_from(free, [("residents", first), ("everybody", min(given_, some + more) - first)])
    assert sum(taken.values()) == min(given_, some + more)
    assert all(taken[pool] <= free[pool] for pool in taken)


def test_an_offer_ends_at_midnight_and_a_late_ticket_has_its_days() -> None:
    noon = datetime(2026, 12, 1, 3, tzinfo=UTC)
    assert offer_ends(noon, 7) == datetime(2026, 12, 8, 15, tzinfo=UTC)
    assert bought_until(date(2026, 12, 31), noon, 7) == date(2026, 12, 31)
    assert bought_until(date(2026, 11, 30), noon, 7) == date(2026, 12, 8)
