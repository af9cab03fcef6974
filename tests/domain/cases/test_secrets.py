"""What proves that a case is one's own."""

from __future__ import annotations

import pytest

from domain.cases.secrets import (
    CROCKFORD,
    WrongSecret,
    is_secret_of,
    link_token,
    number_of_token,
    open_by_secret,
    secret_of,
)
from domain.people.refusals import TooManyTries
from tests.domain.hall import KEY, Hall

NUMBER = "4821306754"
ADDRESS = "203.0.113.7"


def test_a_secret_is_two_times_four_characters_that_cannot_be_confused() -> None:
    secret = secret_of(NUMBER, KEY)
    assert len(secret) == 9
    assert secret[4] == "-"
    assert set(secret) <= set(CROCKFORD) | {"-"}


def test_a_secret_depends_on_number_and_key() -> None:
    secrets = {secret_of(number, key) for number in ("1" * 10, "2" * 10) for key in ("a", b"b")}
    assert len(secrets) == 4


def test_the_secret_of_a_number_stays_the_same() -> None:
    assert secret_of("1234567890", "k") == "AZ8G-GSC5"


@pytest.mark.parametrize("typed", ["az8g-gsc5", "ＡＺ８Ｇ ＧＳＣ５", "az8ggsc5", " A Z 8 G — G S C 5 "])
def test_a_secret_may_be_typed_in_any_way(typed: str) -> None:
    assert is_secret_of("1234567890", typed, "k")


def test_letters_that_look_like_digits_are_digits() -> None:
    number = next(n for n in map(str, range(10**9, 10**9 + 999)) if {"0", "1"} <= set(secret_of(n, KEY)))
    secret = secret_of(number, KEY)
    assert is_secret_of(number, secret.replace("0", "o").replace("1", "l"), KEY)
    assert is_secret_of(number, secret.replace("0", "O").replace("1", "I"), KEY)


@pytest.mark.parametrize("typed", ["", "az8g-gsc6", "az8g", "az8g-gsc5-0", "\udc80", "AZ8G-GSC5" * 9_999])
def test_another_secret_is_wrong(typed: str) -> None:
    assert not is_secret_of("1234567890", typed, "k")


def test_a_link_gives_its_number_back_and_survives_no_change() -> None:
    token = link_token(NUMBER, KEY)
    assert number_of_token(token, KEY) == NUMBER
    assert number_of_token(token, "another key") is None
    for place in range(len(token)):
        other = "A" if token[place] != "A" else "B"
        assert number_of_token(token[:place] + other + token[place + 1 :], KEY) is None


@pytest.mark.parametrize(
    "token", ["", "1" * 10, "x" * 32, "１２３４５６７８９０" + "a" * 22, "1234567890\udc80"]
)
def test_what_is_no_link_is_none(token: str) -> None:
    assert number_of_token(token, KEY) is None


def test_number_and_secret_open_the_case(hall: Hall) -> None:
    with hall.session() as session:
        number = hall.apply(session)
        typed = f"{number[:4]}－{number[4:8]} {number[8:]}"
        secret = secret_of(number, KEY).lower()
        found = open_by_secret(session, typed, secret, key=KEY, address=ADDRESS, now=hall.now)
        assert found.number == number


def test_an_unknown_number_and_a_wrong_secret_are_answered_the_same(hall: Hall) -> None:
    with hall.session() as session:
        number = hall.apply(session)
        said = []
        for typed, secret in (
            (number, "0000-0000"),
            (NUMBER, secret_of(NUMBER, KEY)),
            ("", ""),
            ("1\x00", ""),
        ):
            with pytest.raises(WrongSecret) as refusal:
                open_by_secret(session, typed, secret, key=KEY, address=ADDRESS, now=hall.now)
            said.append((refusal.value.reason, refusal.value.next_step))
        assert len(set(said)) == 1


def test_guessing_the_secret_of_a_case_is_slowed_down(hall: Hall) -> None:
    with hall.session() as session:
        number = hall.apply(session)
        for guess in range(10):
            with pytest.raises(WrongSecret):
                open_by_secret(session, number, str(guess), key=KEY, address=f"192.0.2.{guess}", now=hall.now)
        right = secret_of(number, KEY)
        with pytest.raises(TooManyTries) as waiting:
            open_by_secret(session, number, right, key=KEY, address=ADDRESS, now=hall.now)
        again = waiting.value.until
        assert open_by_secret(session, number, right, key=KEY, address=ADDRESS, now=again).number == number


def test_guessing_from_one_address_is_slowed_down(hall: Hall) -> None:
    with hall.session() as session:
        for guess in range(40):
            with pytest.raises(WrongSecret):
                open_by_secret(session, str(guess), "x", key=KEY, address=ADDRESS, now=hall.now)
        with pytest.raises(TooManyTries):
            open_by_secret(session, "999", "x", key=KEY, address=ADDRESS, now=hall.now)
