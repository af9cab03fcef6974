"""Receipt numbers: random, checked and easy to read."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from domain.cases.numbers import check_digit, new_number, shown


@given(st.integers(10**8, 10**9 - 1), st.integers(0, 9), st.integers(0, 9))
def test_every_wrong_digit_is_found(start: int, place: int, digit: int) -> None:
    number = f"{start}{check_digit(str(start))}"
    wrong = f"{number[:place]}{digit}{number[place + 1 :]}"
    assert (check_digit(wrong) == 0) == (wrong == number)


@given(st.integers(10**8, 10**9 - 1), st.integers(0, 8))
def test_every_swap_of_neighbours_is_found(start: int, place: int) -> None:
    number = f"{start}{check_digit(str(start))}"
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert (check_digit(swapped) == 0) == (swapped == number)


def test_the_check_digit_is_damms() -> None:
    assert check_digit("572") == 4


def test_new_numbers_are_right_different_and_no_phone_numbers() -> None:
    numbers = {new_number() for _ in range(500)}
    assert len(numbers) == 500
    assert all(check_digit(number) == 0 and number[0] != "0" for number in numbers)


def test_a_number_is_shown_in_groups() -> None:
    assert shown("1234567890") == "1234-5678-90"
