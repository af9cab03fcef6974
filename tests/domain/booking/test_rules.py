"""The rules of a service as data: ages, closed days, releases, deadlines, limits."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from domain.booking.ages import Ages, enters_school_on, is_preschool, months_old
from domain.booking.days import ClosedDays
from domain.booking.marks import Mark, SlotState, mark_of, places_left
from domain.booking.releases import Deadline, Release
from domain.booking.rules import Party, Rules, RulesError, period_start
from domain.clock import TOKYO, in_tokyo, moment_of


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


def state(**changes: Any) -> SlotState:
    """Return a slot of Friday 15 May, 10:00 to 12:00, with ten places of which six are the web's."""
    usual: dict[str, Any] = {
        "day": day("2026-05-15"),
        "ends_at": tokyo("2026-05-15 12:00"),
        "opens_at": tokyo("2026-05-05 00:00"),
        "closes_at": tokyo("2026-05-15 08:00"),
        "open_capacity": 10,
        "web_quota": 6,
        "taken": 0,
        "web_taken": 0,
        "is_closed": False,
    }
    return SlotState(**{**usual, **changes})


@pytest.mark.parametrize(
    ("changes", "now", "channel", "left"),
    [
        ({}, "2026-05-14 10:00", "web", 6),
        ({}, "2026-05-14 10:00", "phone", 4),
        ({}, "2026-05-15 00:00", "phone", 10),
        ({"web_returns_on_day": False}, "2026-05-15 00:00", "phone", 4),
        ({"web_quota": None}, "2026-05-14 10:00", "phone", 10),
        ({"taken": 4}, "2026-05-14 10:00", "phone", 0),
        ({"taken": 4}, "2026-05-14 10:00", "web", 6),
        ({"taken": 9, "web_taken": 5}, "2026-05-14 10:00", "web", 1),
        ({"taken": 6, "web_taken": 6}, "2026-05-14 10:00", "web", 0),
        ({"taken": 9, "web_taken": 8}, "2026-05-14 10:00", "phone", 1),  # the quota was lowered
        ({"taken": 10, "open_capacity": 5}, "2026-05-15 10:00", "phone", 0),
        ({"web_quota": 20}, "2026-05-14 10:00", "web", 10),
    ],
)
def test_places_left_by_channel(changes: dict[str, Any], now: str, channel: str, left: int) -> None:
    assert places_left(state(**changes), tokyo(now), channel) == left


@pytest.mark.parametrize(
    ("changes", "now", "channel", "mark"),
    [
        ({}, "2026-05-04 23:59", "web", Mark.NOT_YET),
        ({}, "2026-05-05 00:00", "web", Mark.FREE),
        ({"taken": 3, "web_taken": 2}, "2026-05-06 00:00", "web", Mark.FREE),
        ({"taken": 3, "web_taken": 3}, "2026-05-06 00:00", "web", Mark.FEW),
        ({"taken": 6, "web_taken": 6}, "2026-05-06 00:00", "web", Mark.FULL),
        ({"taken": 6, "web_taken": 6}, "2026-05-06 00:00", "phone", Mark.FREE),
        ({}, "2026-05-15 08:00", "web", Mark.OVER),
        ({}, "2026-05-15 08:00", "counter", Mark.FREE),
        ({}, "2026-05-15 12:00", "counter", Mark.OVER),
        ({"is_closed": True}, "2026-05-04 00:00", "web", Mark.CLOSED),
    ],
)
def test_marks(changes: dict[str, Any], now: str, channel: str, mark: Mark) -> None:
    assert mark_of(state(**changes), tokyo(now), channel) is mark


def test_every_mark_has_a_symbol_and_a_word() -> None:
    shown = {f"{mark.symbol} {mark.word}" for mark in Mark}
    assert shown == {"○ 空きあり", "△ 残りわずか", "× 満員", "－ 受付前", "－ 受付終了", "休 休館"}


def test_release_at_midnight_is_tokyos_midnight_wherever_the_server_is() -> None:
    opens = TEN_BEFORE.opens_at(day("2026-05-15"), MONDAYS.is_closed)
    assert opens == datetime(2026, 5, 4, 15, 0, tzinfo=UTC)
    assert in_tokyo(opens).hour == 0
