"""Receipt numbers: random, checked, easy to read and forgiving to type."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.cases.numbers import check_digit, is_number, new_number, shown, typed


@given(st.integers(10**8, 10**9 - 1), st.integers(0, 9), st.integers(0, 9))
def test_every_wrong_digit_is_found(start: int, place: int, digit: int) -> None:
    number = f"{start}{check_digit(str(start))}"
    wrong = f"{number[:place]}{digit}{number[place + 1 :]}"
    assert is_number(wrong) == (wrong == number)


@given(st.integers(10**8, 10**9 - 1), st.integers(0, 8))
def test_every_swap_of_neighbours_is_found(start: int, place: int) -> None:
    number = f"{start}{check_digit(str(start))}"
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert is_number(swapped) == (swapped == number)


def test_the_check_digit_is_damms() -> None:
    assert check_digit("572") == 4


def test_new_numbers_are_right_different_and_no_phone_numbers() -> None:
    numbers = {new_number() for _ in range(500)}
    assert len(numbers) == 500
    assert all(is_number(number) and number[0] != "0" for number in numbers)


@pytest.mark.parametrize(
    "text", ["5720000005", "5720-0000-05", "５７２０－００００－０５", " 5720 0000 05 ", "5720ー0000ー05"]
)
def test_a_number_is_read_however_it_is_typed(text: str) -> None:
    number = "572000000" + str(check_digit("572000000"))
    assert typed(text.replace("05", f"0{number[-1]}").replace("０５", f"0{number[-1]}")) == number


@pytest.mark.parametrize("text", ["", "123", "5720-0000-0", "not a number", "12345678901"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert typed(text) is None


def test_a_number_is_shown_in_groups() -> None:
    assert shown("1234567890") == "1234-5678-90"
