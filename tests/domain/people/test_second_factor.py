"""The second factor."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pyotp
import pytest

from domain.database import writing
from domain.people.models import Staff
from domain.people.operations import set_policy
from domain.people.refusals import NotSignedIn, TooManyTries, WrongCode
from domain.people.sealing import seal
from domain.people.second_factor import (
    check_code,
    confirm_second_factor,
    drop_second_factor,
    pending_second_factor,
    start_second_factor,
)
from domain.people.sign_ins import Present, sign_in, staff_of_token
from tests.domain.hall import KEY, Hall
from tests.town import PASSWORD


def enter(hall: Hall, now: datetime | None = None) -> str:
    with hall.session() as session:
        signed_in = sign_in(
            session, "kanri", PASSWORD, address="203.0.113.7", browser="", now=now or hall.now
        )
    return signed_in.token


def present(hall: Hall, token: str) -> Present:
    with hall.session() as session:
        found = staff_of_token(session, token, now=hall.now)
    assert found is not None
    return found


def code(secret: str, at: datetime) -> str:
    return pyotp.TOTP(secret).at(at)


def enrol(hall: Hall) -> str:
    """Set the second factor up as a person does; return the secret."""
    token, staff_id = enter(hall), hall.world.staff["administrator"].id
    with hall.session() as session:
        secret = start_second_factor(session, staff_id, town="青葉野市", key=KEY).secret
        confirm_second_factor(session, token, code(secret, hall.now), key=KEY, now=hall.now)
    return secret


def try_code(hall: Hall, token: str, typed: str, now: datetime, key: str = KEY) -> None:
    with hall.session() as session:
        check_code(session, token, typed, key=key, now=now)


def test_a_role_can_demand_a_second_factor(hall: Hall) -> None:
    token = enter(hall)
    assert not present(hall, token).needs_enrolment
    with hall.session() as session:
        set_policy(
            session, "administrator", needs_second_factor=True, by=hall.actor("administrator"), now=hall.now
        )
    assert present(hall, token).needs_enrolment
    enrol(hall)
    assert not present(hall, enter(hall)).needs_enrolment


def test_a_secret_counts_only_once_a_code_of_it_was_typed(hall: Hall) -> None:
    token, staff_id = enter(hall), hall.world.staff["administrator"].id
    with hall.session() as session:
        enrolment = start_second_factor(session, staff_id, town="青葉野市", key=KEY)
        assert pending_second_factor(session, staff_id, town="青葉野市", key=KEY) == enrolment
        with pytest.raises(WrongCode):
            confirm_second_factor(session, token, "000000", key=KEY, now=hall.now)
        assert session.get_one(Staff, staff_id).totp_secret is None
    assert enrolment.uri.startswith("otpauth://totp/")
    assert not present(hall, enter(hall)).needs_code


def test_after_the_password_a_code_must_follow(hall: Hall) -> None:
    secret, later = enrol(hall), hall.later(minutes=1)
    token = enter(hall)
    assert present(hall, token).needs_code
    try_code(hall, token, code(secret, later), later)
    assert present(hall, token).is_complete


def test_a_code_typed_in_full_width_with_a_space_is_taken(hall: Hall) -> None:
    secret, later = enrol(hall), hall.later(minutes=1)
    plain = code(secret, later)
    wide = "".join(chr(ord(char) + 0xFEE0) for char in plain)
    try_code(hall, enter(hall), f"{wide[:3]}　{wide[3:]}", later)


def test_no_code_is_taken_twice(hall: Hall) -> None:
    secret, later = enrol(hall), hall.later(minutes=1)
    try_code(hall, enter(hall), code(secret, later), later)
    with pytest.raises(WrongCode):
        try_code(hall, enter(hall), code(secret, later), later)


def test_the_code_that_confirmed_the_secret_is_not_taken_again(hall: Hall) -> None:
    secret = enrol(hall)
    with pytest.raises(WrongCode):
        try_code(hall, enter(hall), code(secret, hall.now), hall.now)


def test_of_two_browsers_with_the_same_code_one_gets_in(hall: Hall) -> None:
    secret, later = enrol(hall), hall.later(minutes=1)
    tokens = [enter(hall), enter(hall), enter(hall)]

    def passes(token: str) -> bool:
        try:
            try_code(hall, token, code(secret, later), later)
        except WrongCode:
            return False
        return True

    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(passes, tokens)) == 1


@pytest.mark.parametrize(("off", "taken"), [(-60, False), (-30, True), (30, True), (60, False)])
def test_a_phone_may_be_half_a_minute_off(hall: Hall, off: int, taken: bool) -> None:
    secret, later = enrol(hall), hall.later(minutes=5)
    typed = code(secret, later + timedelta(seconds=off))
    if taken:
        try_code(hall, enter(hall), typed, later)
    else:
        with pytest.raises(WrongCode):
            try_code(hall, enter(hall), typed, later)


def test_guessing_codes_is_slowed_down(hall: Hall) -> None:
    secret, later = enrol(hall), hall.later(minutes=1)
    token = enter(hall)
    for _ in range(5):
        with pytest.raises(WrongCode):
            try_code(hall, token, "not a code", later)
    with pytest.raises(TooManyTries):
        try_code(hall, token, code(secret, later), later)


def test_a_code_without_a_sign_in_is_nothing(hall: Hall) -> None:
    with pytest.raises(NotSignedIn):
        try_code(hall, "no such token", "123456", hall.now)


def test_who_reads_the_database_alone_makes_no_code(hall: Hall) -> None:
    secret, later = enrol(hall), hall.later(minutes=1)
    with hall.session() as session:
        kept = session.get_one(Staff, hall.world.staff["administrator"].id)
        start_second_factor(session, kept.id, town="青葉野市", key=KEY)
        stored = {kept.totp_secret, kept.totp_pending}
    assert not [text for text in stored if text is None or secret in text or not text.startswith("gAAAA")]
    with pytest.raises(WrongCode):
        try_code(hall, enter(hall), code(secret, later), later, key="another key")
    try_code(hall, enter(hall), code(secret, later), later)


def test_a_secret_put_in_the_place_of_another_s_opens_nothing(hall: Hall) -> None:
    secret, later = enrol(hall), hall.later(minutes=1)
    with hall.session() as session, writing(session):
        staff = hall.world.staff
        session.get_one(Staff, staff["administrator"].id).totp_secret = seal(
            secret, key=KEY, staff_id=staff["clerk"].id
        )
    with pytest.raises(WrongCode):
        try_code(hall, enter(hall), code(secret, later), later)


def test_an_administrator_drops_a_lost_second_factor(hall: Hall) -> None:
    enrol(hall)
    with hall.session() as session:
        drop_second_factor(
            session, hall.world.staff["administrator"].id, by=hall.actor("manager"), now=hall.now
        )
    assert present(hall, enter(hall)).is_complete
