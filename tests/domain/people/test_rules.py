"""Who may do what."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from domain.people.models import ROLES
from domain.people.rules import (
    MATRIX,
    Role,
    SignInRules,
    clean_login,
    departments_for,
    is_good_password,
    is_login,
    is_over,
    may,
    may_somewhere,
)

START = datetime(2026, 5, 12, 1, 0, tzinfo=UTC)


def test_every_role_of_the_matrix_exists_and_every_role_may_do_something() -> None:
    assert set().union(*MATRIX.values()) == set(ROLES)


def test_a_role_counts_in_its_department_only() -> None:
    roles = [Role("reviewer", 1)]
    assert may(roles, "decide_case", 1)
    assert not may(roles, "decide_case", 2)
    assert not may(roles, "decide_case")


def test_a_role_for_all_departments_counts_everywhere() -> None:
    assert may([Role("manager")], "close_days", 7)
    assert may([Role("manager")], "close_days")


@pytest.mark.parametrize("action", ["see_cases", "enter_case", "decide_case"])
def test_an_administrator_reads_no_case(action: str) -> None:
    assert not may_somewhere([Role("administrator")], action)


def test_an_administrator_of_one_department_keeps_no_system() -> None:
    assert not may_somewhere([Role("administrator", 1)], "manage_staff")
    assert may_somewhere([Role("administrator")], "manage_staff")


def test_a_clerk_decides_nothing_and_manages_nobody() -> None:
    clerk = [Role("clerk", 1)]
    assert not may_somewhere(clerk, "decide_case")
    assert not may_somewhere(clerk, "manage_staff")
    assert may_somewhere(clerk, "book_by_phone")


def test_the_departments_of_an_action_are_those_of_the_roles_that_allow_it() -> None:
    roles = [Role("reviewer", 1), Role("clerk", 2), Role("editor", 3)]
    assert departments_for(roles, "see_cases") == {1, 2}
    assert departments_for(roles, "decide_case") == {1}
    assert departments_for([*roles, Role("clerk")], "see_cases") is None
    assert departments_for([], "see_cases") == frozenset()


def test_an_action_nobody_knows_is_an_error() -> None:
    with pytest.raises(KeyError):
        may([Role("manager")], "fly")


@pytest.mark.parametrize(
    ("unused", "age", "over"), [(59, 59, False), (60, 60, True), (1, 719, False), (1, 720, True)]
)
def test_a_sign_in_is_over_when_unused_or_old(unused: int, age: int, over: bool) -> None:
    rules = SignInRules(idle=timedelta(minutes=60), absolute=timedelta(hours=12))
    now = START + timedelta(minutes=age)
    assert is_over(START, now - timedelta(minutes=unused), now, rules) is over


def test_a_login_typed_in_full_width_is_the_same() -> None:
    assert clean_login(" Ｙａｍａｄａ ") == "yamada"


@pytest.mark.parametrize("login", ["", "山田", "a b", "a\x00b", "a" * 61])
def test_what_cannot_be_a_login_is_none(login: str) -> None:
    assert not is_login(login)


def test_length_makes_a_password_good() -> None:
    assert is_good_password("yuuyake-koyake")
    assert not is_good_password("short")
    assert not is_good_password("aaaaaaaaaaaaaaaa")
