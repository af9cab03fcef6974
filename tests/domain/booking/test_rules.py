"""The rules of a service as data: ages, closed days, releases, deadlines, limits."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from domain.booking.days import ClosedDays
from domain.booking.releases import Deadline, Release
from domain.booking.rules import Party, Rules, RulesError, period_start
from domain.clock import TOKYO, in_tokyo, moment_of


def day(text: str) -> date:
    return date.fromisoformat(text)


def tokyo(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TOKYO)


MONDAYS = ClosedDays(weekdays=frozenset({0}))
MOVED = ClosedDays(weekdays=frozenset({0}), policy="next_day")
YEAR_END = ClosedDays(yearly=(((12, 29), (1, 3)),))


@pytest.mark.parametrize(
    ("rule", "on", "closed"),
    [
        (MONDAYS, "2026-05-11", True),
        (MONDAYS, "2026-05-12", False),
        (MONDAYS, "2026-05-04", True),  # みどりの日, closed even so
        (MONDAYS, "2026-05-05", False),
        (MOVED, "2026-05-11", True),
        (MOVED, "2026-05-12", False),
        (MOVED, "2026-05-04", False),  # Golden Week: Mon 4, Tue 5 and Wed 6 (振替休日) are holidays
        (MOVED, "2026-05-05", False),
        (MOVED, "2026-05-06", False),
        (MOVED, "2026-05-07", True),
        (MOVED, "2026-05-08", False),
        (MOVED, "2026-07-20", False),  # 海の日, a three-day weekend
        (MOVED, "2026-07-21", True),
        (MOVED, "2026-07-22", False),
        (MOVED, "2026-09-21", False),  # 敬老の日, 国民の休日, 秋分の日
        (MOVED, "2026-09-22", False),
        (MOVED, "2026-09-23", False),
        (MOVED, "2026-09-24", True),
        (MOVED, "2026-09-25", False),
        (MOVED, "2025-11-24", False),  # 振替休日 after a Sunday holiday
        (MOVED, "2025-11-25", True),
        (MOVED, "2025-11-03", False),  # 文化の日 on a Monday
        (MOVED, "2025-11-04", True),
        (YEAR_END, "2026-12-28", False),
        (YEAR_END, "2026-12-29", True),
        (YEAR_END, "2026-12-31", True),
        (YEAR_END, "2027-01-01", True),
        (YEAR_END, "2027-01-03", True),
        (YEAR_END, "2027-01-04", False),
        (ClosedDays(yearly=(((8, 13), (8, 15)),)), "2026-08-14", True),
        (ClosedDays(yearly=(((8, 13), (8, 15)),)), "2026-08-16", False),
        (ClosedDays(yearly=(((2, 29), (2, 29)),)), "2028-02-29", True),
        (ClosedDays(on_holidays=True), "2026-05-05", True),
        (ClosedDays(on_holidays=True), "2026-05-07", False),
        (ClosedDays(on_holidays=True, removed_holidays=frozenset({day("2026-05-05")})), "2026-05-05", False),
        (ClosedDays(on_holidays=True, extra_holidays=frozenset({day("2026-05-12")})), "2026-05-12", True),
        (ClosedDays(frozenset({0, 1}), "next_day"), "2026-07-21", True),
        (ClosedDays(frozenset({0, 1}), "next_day"), "2026-07-22", True),
        (ClosedDays(frozenset({0, 1}), "next_day"), "2026-07-23", False),
    ],
)
def test_closed_days(rule: ClosedDays, on: str, closed: bool) -> None:
    assert rule.is_closed(day(on)) is closed


def test_a_closed_day_says_why() -> None:
    assert str(MONDAYS.reason(day("2026-05-11"))) == "休館日（月曜日）"
    assert str(MOVED.reason(day("2026-05-07"))) == "振替の休館日"
    assert str(YEAR_END.reason(day("2027-01-01"))) == "年末年始などの休館日"


TEN_BEFORE = Release("days_before", time(0, 0), days=10)
ON_15TH = Release("monthly", time(9, 0), day=15, months_ahead=1, next_open_day=True)
ON_31ST = Release("monthly", time(9, 0), day=31)


@pytest.mark.parametrize(
    ("release", "on", "opens"),
    [
        (TEN_BEFORE, "2026-05-15", "2026-05-05 00:00"),
        (TEN_BEFORE, "2026-01-05", "2025-12-26 00:00"),
        (TEN_BEFORE, "2028-03-05", "2028-02-24 00:00"),
        (TEN_BEFORE, "2027-03-05", "2027-02-23 00:00"),
        (Release("days_before", time(9, 0), days=7), "2026-05-12", "2026-05-05 09:00"),
        (Release("days_before", time(9, 0), days=8, next_open_day=True), "2026-05-12", "2026-05-05 09:00"),
        (ON_15TH, "2026-06-01", "2026-05-15 09:00"),
        (ON_15TH, "2026-06-30", "2026-05-15 09:00"),
        (ON_15TH, "2026-07-10", "2026-06-16 09:00"),  # Monday 15 June is closed
        (ON_15TH, "2026-01-20", "2025-12-16 09:00"),
        (ON_31ST, "2026-03-10", "2026-02-28 09:00"),
        (ON_31ST, "2028-03-10", "2028-02-29 09:00"),
        (Release("monthly", time(9, 0), day=1, months_ahead=2), "2026-01-31", "2025-11-01 09:00"),
        (Release("monthly", time(9, 0), day=20, months_ahead=0), "2026-01-31", "2026-01-20 09:00"),
    ],
)
def test_release(release: Release, on: str, opens: str) -> None:
    assert release.opens_at(day(on), MONDAYS.is_closed) == tokyo(opens)


def test_a_release_in_a_closure_of_months_gives_up_looking() -> None:
    assert ON_15TH.opens_at(day("2026-06-01"), lambda _: True) == tokyo("2026-05-15 09:00")


@pytest.mark.parametrize(
    ("rule", "moment"),
    [
        ({"at_start": True}, "2026-05-15 09:30"),
        ({"days_before": 0, "at": "08:00"}, "2026-05-15 08:00"),
        ({"days_before": 1, "at": "17:00"}, "2026-05-14 17:00"),
        ({"days_before": 0, "at": "17:00"}, "2026-05-15 09:30"),
    ],
)
def test_deadline_is_never_after_the_start(rule: dict[str, Any], moment: str) -> None:
    starts = moment_of(day("2026-05-15"), time(9, 30))
    assert Deadline.from_json(rule, "closes").moment(day("2026-05-15"), starts) == tokyo(moment)


@pytest.mark.parametrize(
    ("unit", "adults", "births", "places"),
    [("persons", 2, 1, 3), ("children", 2, 3, 3), ("families", 2, 3, 1), ("children", 1, 0, 0)],
)
def test_places_by_unit(unit: str, adults: int, births: int, places: int) -> None:
    assert Rules(unit=unit).places(Party(adults, (day("2024-01-01"),) * births)) == places


@pytest.mark.parametrize(
    ("per", "on", "first"),
    [
        ("day", "2026-05-12", "2026-05-12"),
        ("week", "2026-05-17", "2026-05-11"),
        ("week", "2026-01-01", "2025-12-29"),
        ("month", "2026-02-28", "2026-02-01"),
    ],
)
def test_period_start(per: str, on: str, first: str) -> None:
    assert period_start(per, day(on)) == day(first)


@pytest.mark.parametrize(
    ("approval", "on", "needed"),
    [
        ("never", "2026-05-16", False),
        ("always", "2026-05-12", True),
        ("weekends", "2026-05-15", False),
        ("weekends", "2026-05-16", True),
        ("weekends", "2026-05-17", True),
    ],
)
def test_approval(approval: str, on: str, needed: bool) -> None:
    assert Rules(approval=approval).needs_approval(day(on)) is needed


CITY = {
    "unit": "children",
    "most_per_party": 5,
    "release": {"kind": "monthly", "day": 15, "months_ahead": 1, "at": "09:00", "if_closed": "next_open_day"},
    "closes": {"days_before": 1, "at": "17:00"},
    "cancel_until": {"at_start": True},
    "web_quota": 30,
    "web_returns_on_day": False,
    "who": ["resident", "homecoming"],
    "needs_child": False,
    "ages": {"from_months": 6, "to_months": 36, "preschool": True, "sibling_school_age": True},
    "limits": {"day": 1, "month": 4},
    "closed_days": {
        "weekdays": [0],
        "if_holiday": "next_day",
        "on_holidays": False,
        "extra_holidays": ["2026-05-12"],
        "removed_holidays": [],
        "yearly": [["12-29", "01-03"]],
    },
    "few_left": 6,
    "approval": "weekends",
}


def test_rules_come_back_from_json_as_they_went() -> None:
    assert Rules.from_json(CITY).to_json() == CITY
    assert Rules.from_json(Rules().to_json()) == Rules()


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"unit": "chairs"}, "unit"),
        ({"colour": "red"}, "rules: unknown colour"),
        ({"most_per_party": 0}, "most_per_party"),
        ({"release": {"kind": "sometimes", "at": "09:00"}}, "release.kind"),
        ({"release": {"kind": "days_before", "days": 3}}, "release.at"),
        ({"release": {"kind": "monthly", "day": 32, "at": "09:00"}}, "release.day"),
        ({"closes": {"days_before": 1, "at": "25:00"}}, "closes.at"),
        ({"closes": {"at_start": True, "at": "09:00"}}, "closes"),
        ({"web_quota": -1}, "web_quota"),
        ({"web_returns_on_day": 1}, "web_returns_on_day"),
        ({"who": ["martian"]}, "who"),
        ({"ages": {"from_months": 12, "to_months": 12}}, "ages.to_months"),
        ({"limits": {"year": 1}}, "limits"),
        ({"limits": {"day": 0}}, "limits.day"),
        ({"closed_days": {"weekdays": [7]}}, "closed_days.weekdays"),
        ({"closed_days": {"yearly": [["12-29"]]}}, "closed_days.yearly"),
        ({"closed_days": {"yearly": [["02-30", "03-01"]]}}, "closed_days.yearly"),
        ({"few_left": True}, "few_left"),
        ({"approval": "maybe"}, "approval"),
        ([], "rules"),
    ],
)
def test_wrong_rules_name_the_place(change: Any, place: str) -> None:
    data = {**CITY, **change} if isinstance(change, dict) else change
    with pytest.raises(RulesError, match=place.replace(".", r"\.")):
        Rules.from_json(data)


def test_release_at_midnight_is_tokyos_midnight_wherever_the_server_is() -> None:
    opens = TEN_BEFORE.opens_at(day("2026-05-15"), MONDAYS.is_closed)
    assert opens == datetime(2026, 5, 4, 15, 0, tzinfo=UTC)
    assert in_tokyo(opens).hour == 0
