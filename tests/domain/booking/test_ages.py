"""Ages on a day: who counts as how old, and who is not at school yet."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from domain.booking.ages import Ages, enters_school_on, is_preschool, months_old
from domain.clock import TOKYO


def day(text: str) -> date:
    return date.fromisoformat(text)


def tokyo(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TOKYO)


@pytest.mark.parametrize(
    ("born", "on", "months"),
    [
        ("2024-05-01", "2026-04-30", 23),
        ("2024-05-01", "2026-05-01", 24),
        ("2024-02-29", "2025-02-28", 11),
        ("2024-02-29", "2025-03-01", 12),
        ("2024-02-29", "2028-02-29", 48),
        ("2025-01-31", "2025-02-28", 0),
        ("2025-01-31", "2025-03-01", 1),
        ("2025-12-31", "2026-01-01", 0),
        ("2025-12-31", "2026-01-31", 1),
        ("2026-05-12", "2026-05-12", 0),
        ("2026-05-13", "2026-05-12", -1),
        ("2026-07-01", "2026-05-12", -2),
    ],
)
def test_age_is_counted_in_completed_months(born: str, on: str, months: int) -> None:
    assert months_old(day(born), day(on)) == months


@pytest.mark.parametrize(
    ("born", "entry"),
    [
        ("2019-04-01", "2025-04-01"),
        ("2019-04-02", "2026-04-01"),
        ("2019-12-31", "2026-04-01"),
        ("2020-01-01", "2026-04-01"),
        ("2020-02-29", "2026-04-01"),
        ("2020-03-31", "2026-04-01"),
        ("2020-04-01", "2026-04-01"),
        ("2020-04-02", "2027-04-01"),
    ],
)
def test_who_is_born_up_to_1_april_enters_school_a_year_earlier(born: str, entry: str) -> None:
    assert enters_school_on(day(born)) == day(entry)


@pytest.mark.parametrize(
    ("born", "on", "preschool"),
    [
        ("2020-04-01", "2026-03-31", True),
        ("2020-04-01", "2026-04-01", False),
        ("2020-04-02", "2026-04-01", True),
        ("2020-04-02", "2027-03-31", True),
        ("2020-04-02", "2027-04-01", False),
    ],
)
def test_preschool_ends_on_1_april(born: str, on: str, preschool: bool) -> None:
    assert is_preschool(day(born), day(on)) is preschool


@pytest.mark.parametrize(
    ("ages", "births", "wrong"),
    [
        (Ages(), ["2024-01-01"], ()),
        (Ages(), ["2018-01-01"], (0,)),
        (Ages(), ["2024-01-01", "2018-01-01"], (1,)),
        (Ages(sibling_school_age=True), ["2024-01-01", "2018-01-01"], ()),
        (Ages(sibling_school_age=True), ["2018-01-01"], (0,)),
        (Ages(sibling_school_age=True), ["2018-01-01", "2016-01-01"], (0, 1)),
        (Ages(to_months=18), ["2024-11-13"], ()),
        (Ages(to_months=18), ["2024-11-12"], (0,)),
        (Ages(from_months=18), ["2024-11-12"], ()),
        (Ages(from_months=18), ["2024-11-13"], (0,)),
        (Ages(to_months=12), ["2025-05-13", "2023-01-01"], (1,)),
        (Ages(to_months=12, sibling_school_age=True), ["2025-05-13", "2018-01-01"], ()),
        (Ages(to_months=12, sibling_school_age=True), ["2025-05-13", "2023-01-01"], (1,)),
        (Ages(), ["2025-01-01", "2025-01-01"], ()),
        (Ages(), ["2026-05-13"], (0,)),
        (Ages(preschool=False), ["2015-01-01"], ()),
        (Ages(), [], ()),
    ],
)
def test_which_children_may_not_come(ages: Ages, births: list[str], wrong: tuple[int, ...]) -> None:
    assert ages.misfits([day(born) for born in births], day("2026-05-12")) == wrong
