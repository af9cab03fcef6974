"""Signing in and out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from domain.history import Event
from domain.people.attempts import sweep_attempts
from domain.people.models import Attempt, SignIn, Staff
from domain.people.operations import change_password, disable, enable, hire, reset_password, set_roles
from domain.people.passwords import PasswordHasher, matches
from domain.people.refusals import LastAdministrator, LoginTaken, TooManyTries, WeakPassword, WrongPassword
from domain.people.rules import Role
from domain.people.sign_ins import (
    SignedIn,
    end_sign_in,
    sign_in,
    sign_ins_of,
    sign_out,
    staff_of_token,
)
from tests.domain.hall import Hall
from tests.town import PASSWORD

DESK = "203.0.113.7"


def enter(
    hall: Hall,
    password: str = PASSWORD,
    login: str = "uketsuke",
    address: str = DESK,
    now: datetime | None = None,
) -> SignedIn:
    with hall.session() as session:
        return sign_in(session, login, password, address=address, browser="test", now=now or hall.now)


def guess(hall: Hall, times: int, **where: str) -> None:
    for _ in range(times):
        with pytest.raises(WrongPassword):
            enter(hall, "not the password", **where)


def present(hall: Hall, token: str, now: datetime | None = None) -> object:
    with hall.session() as session:
        return staff_of_token(session, token, now=now or hall.now)


def test_the_right_password_signs_in_and_is_recorded(hall: Hall) -> None:
    signed_in = enter(hall)
    with hall.session() as session:
        found = staff_of_token(session, signed_in.token, now=hall.now)
        verbs = session.scalars(select(Event.verb).where(Event.noun == "staff")).all()
    assert found is not None
    assert (found.name, found.is_complete) == ("山田 花子", True)
    assert found.roles == (Role("clerk", hall.world.childcare),)
    assert "sign_in" in verbs


def test_the_login_is_forgiving_about_width_and_case(hall: Hall) -> None:
    assert enter(hall, login=" ＵＫＥＴＳＵＫＥ").staff_id == hall.world.staff["clerk"].id


def test_only_the_hash_of_a_token_is_stored(hall: Hall) -> None:
    token = enter(hall).token
    with hall.session() as session:
        stored = session.scalars(select(SignIn.token_hash)).one()
    assert len(token) == 43
    assert token not in stored


@pytest.mark.parametrize("login", ["uketsuke", "nobody", "山田", "a\x00b", "", "x" * 500])
def test_a_wrong_password_and_an_unknown_login_are_answered_the_same(hall: Hall, login: str) -> None:
    guess(hall, 1, login=login)


def test_a_password_of_an_unknown_login_is_hashed_all_the_same(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    verified = []
    verify = PasswordHasher.verify
    monkeypatch.setattr(PasswordHasher, "verify", lambda *asked: verified.append(1) or verify(*asked))
    guess(hall, 1, login="nobody")
    guess(hall, 1)
    assert len(verified) == 2


def test_after_five_wrong_tries_even_the_right_password_waits(hall: Hall) -> None:
    guess(hall, 5)
    with pytest.raises(TooManyTries) as waiting:
        enter(hall)
    assert waiting.value.until == hall.now + timedelta(minutes=15)
    assert enter(hall, now=waiting.value.until).token


def test_tries_while_waiting_do_not_prolong_the_wait(hall: Hall) -> None:
    guess(hall, 5)
    for minute in range(1, 15):
        with pytest.raises(TooManyTries):
            enter(hall, now=hall.later(minutes=minute))
    assert enter(hall, now=hall.later(minutes=15)).token


def test_a_stranger_elsewhere_does_not_keep_the_owner_out(hall: Hall) -> None:
    guess(hall, 5, address="198.51.100.9")
    assert enter(hall).token


def test_guessing_one_login_from_many_addresses_is_slowed_down_too(hall: Hall) -> None:
    for place in range(4):
        guess(hall, 5, address=f"198.51.100.{place}")
    with pytest.raises(TooManyTries):
        enter(hall, address="198.51.100.99")


def test_guessing_many_logins_from_one_address_is_slowed_down_too(hall: Hall) -> None:
    for person in range(10):
        guess(hall, 5, login=f"person{person}")
    with pytest.raises(TooManyTries):
        enter(hall)


def test_a_right_password_forgives_the_wrong_ones_before(hall: Hall) -> None:
    guess(hall, 4)
    enter(hall)
    guess(hall, 4)
    assert enter(hall).token


def test_of_many_guesses_at_once_no_more_than_five_are_looked_at(hall: Hall) -> None:
    def wrong(_: int) -> bool:
        try:
            enter(hall, "not the password")
        except WrongPassword:
            return True
        except TooManyTries:
            return False
        raise AssertionError("signed in")

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(wrong, range(12))) <= 5


def test_old_tries_are_swept_away(hall: Hall) -> None:
    guess(hall, 2)
    with hall.session() as session:
        assert sweep_attempts(session, hall.later(hours=12)) == 0
        assert sweep_attempts(session, hall.later(hours=25)) == 6
        assert session.scalars(select(Attempt)).all() == []


def test_a_sign_in_ends_when_unused_for_an_hour(hall: Hall) -> None:
    token = enter(hall).token
    assert present(hall, token, hall.later(minutes=59)) is not None
    assert present(hall, token, hall.later(minutes=118)) is not None
    assert present(hall, token, hall.later(minutes=178)) is None


def test_a_sign_in_ends_after_twelve_hours_of_use(hall: Hall) -> None:
    token = enter(hall).token
    for minute in range(30, 720, 30):
        assert present(hall, token, hall.later(minutes=minute)) is not None
    assert present(hall, token, hall.later(minutes=720)) is None


def test_signing_out_ends_this_browser_only(hall: Hall) -> None:
    here, there = enter(hall).token, enter(hall).token
    with hall.session() as session:
        sign_out(session, here, now=hall.now)
        sign_out(session, here, now=hall.now)
    assert present(hall, here) is None
    assert present(hall, there) is not None


def test_one_listed_sign_in_can_be_ended_and_only_ones_own(hall: Hall) -> None:
    token, clerk = enter(hall).token, hall.world.staff["clerk"].id
    with hall.session() as session:
        listed = sign_ins_of(session, clerk, now=hall.now)[0].id
        other = hall.world.staff["manager"].id
        assert not end_sign_in(session, other, listed, by=hall.actor(), now=hall.now)
        assert end_sign_in(session, clerk, listed, by=hall.actor(), now=hall.now)
        assert sign_ins_of(session, clerk, now=hall.now) == []
    assert present(hall, token) is None


def test_a_disabled_person_is_out_at_once_and_cannot_come_back(hall: Hall) -> None:
    token, clerk = enter(hall).token, hall.world.staff["clerk"].id
    with hall.session() as session:
        disable(session, clerk, by=hall.actor("administrator"), now=hall.now)
    assert present(hall, token) is None
    guess_right = pytest.raises(WrongPassword)
    with guess_right:
        enter(hall)
    with hall.session() as session:
        enable(session, clerk, by=hall.actor("administrator"), now=hall.now)
    assert enter(hall).token


def test_an_unknown_token_is_nobody(hall: Hall) -> None:
    assert present(hall, "") is None
    assert present(hall, "x\x00\udc80") is None


def test_an_old_hash_is_renewed_at_sign_in(hall: Hall) -> None:
    old = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    with hall.session() as session:
        session.execute(update(Staff).where(Staff.login == "uketsuke").values(password_hash=old))
        session.commit()
    enter(hall)
    with hall.session() as session:
        stored = session.scalars(select(Staff.password_hash).where(Staff.login == "uketsuke")).one()
    assert stored != old
    assert "$argon2id$" in stored
    assert matches(stored, PASSWORD)


def test_a_password_typed_in_full_width_is_the_same(hall: Hall) -> None:
    wide = "".join(chr(ord(char) + 0xFEE0) for char in PASSWORD)
    assert enter(hall, wide).token


def test_an_endless_password_is_wrong(hall: Hall) -> None:
    guess(hall, 1)
    with pytest.raises(WrongPassword):
        enter(hall, PASSWORD + "x" * 100_000)


def test_changing_the_password_ends_other_browsers(hall: Hall) -> None:
    here, there = enter(hall).token, enter(hall).token
    clerk, by = hall.world.staff["clerk"].id, hall.actor("clerk")
    new = "akatonbo-no-uta"
    with hall.session() as session:
        with pytest.raises(WrongPassword):
            change_password(session, clerk, "wrong", new, token=here, by=by, now=hall.now)
        with pytest.raises(WeakPassword):
            change_password(session, clerk, PASSWORD, "short", token=here, by=by, now=hall.now)
        change_password(session, clerk, PASSWORD, new, token=here, by=by, now=hall.now)
    assert (present(hall, here) is None, present(hall, there) is None) == (False, True)
    assert enter(hall, new).token


def test_a_reset_password_ends_every_browser(hall: Hall) -> None:
    token, clerk = enter(hall).token, hall.world.staff["clerk"].id
    with hall.session() as session:
        reset_password(session, clerk, "akatonbo-no-uta", by=hall.actor("administrator"), now=hall.now)
    assert present(hall, token) is None


def test_new_staff_can_sign_in_and_a_login_is_given_once(hall: Hall) -> None:
    with hall.session() as session:
        who = {"department_id": hall.world.childcare, "by": hall.actor("administrator"), "now": hall.now}
        hire(session, "Shinjin", "新人 一郎", "sakura-saku-haru", roles=[Role("clerk", 1)], **who)
        with pytest.raises(LoginTaken):
            hire(session, "shinjin", "別人", "sakura-saku-haru", **who)
    assert enter(hall, "sakura-saku-haru", "shinjin").token


def test_roles_are_replaced_and_take_effect_on_the_next_page(hall: Hall) -> None:
    token, clerk = enter(hall).token, hall.world.staff["clerk"].id
    with hall.session() as session:
        roles = [Role("reviewer", hall.world.childcare), Role("clerk", hall.world.childcare)]
        set_roles(session, clerk, roles, by=hall.actor("administrator"), now=hall.now)
        found = staff_of_token(session, token, now=hall.now)
    assert found is not None
    assert {role.role for role in found.roles} == {"reviewer", "clerk"}


def test_the_last_administrator_stays(hall: Hall) -> None:
    last, by = hall.world.staff["administrator"].id, hall.actor("administrator")
    with hall.session() as session:
        with pytest.raises(LastAdministrator):
            set_roles(session, last, [Role("clerk")], by=by, now=hall.now)
        with pytest.raises(LastAdministrator):
            disable(session, last, by=by, now=hall.now)
