"""The rules of a room in words."""

from __future__ import annotations

import pytest

from blueprints.booking.rule_words import words_of
from domain.booking.rules import Rules
from domain.booking.views import Size


def sentences(*sizes: Size, **rules: object) -> list[str]:
    return [str(sentence) for _, lines in words_of(Rules.from_json(rules), sizes) for sentence in lines]


def test_a_city_that_opens_ten_days_before_at_midnight() -> None:
    assert "利用する日の10日前の0:00から予約できます" in sentences(
        release={"kind": "days_before", "days": 10, "at": "00:00"}
    )


def test_a_city_that_opens_monthly() -> None:
    assert "前の月の15日の9:00から予約できます" in sentences(
        release={"kind": "monthly", "day": 15, "at": "09:00"}
    )


@pytest.mark.parametrize(
    ("deadline", "words"),
    [
        ({"at_start": True}, "その回が始まる時刻まで予約できます"),
        ({"days_before": 0, "at": "08:00"}, "利用する日の8:00まで予約できます"),
        ({"days_before": 1, "at": "17:00"}, "利用する日の前の日の17:00まで予約できます"),
        ({"days_before": 3, "at": "17:00"}, "利用する日の3日前の17:00まで予約できます"),
    ],
)
def test_until_when_one_can_book(deadline: dict[str, object], words: str) -> None:
    assert words in sentences(closes=deadline)


@pytest.mark.parametrize(
    ("ages", "words"),
    [
        ({"from_months": 18}, "1歳6か月から"),
        ({"to_months": 12, "preschool": False}, "1歳になる前まで"),
        ({"from_months": 6, "to_months": 36}, "6か月から3歳になる前まで"),
        ({"preschool": True}, "小学校に入る前まで"),
        ({"sibling_school_age": True}, "小学生のきょうだいは、小さいお子さんといっしょなら来られます"),
    ],
)
def test_which_children_may_come(ages: dict[str, object], words: str) -> None:
    assert words in sentences(ages=ages)


def test_limits_closed_days_and_approval_are_told() -> None:
    told = sentences(
        limits={"week": 3},
        most_per_party=4,
        closed_days={"weekdays": [0], "if_holiday": "next_day", "yearly": [["12-29", "01-03"]]},
        approval="weekends",
    )
    assert "1家族、1週間（月曜日から）に3回まで" in told
    assert "1回に4人まで（おとなと子どもの合計）" in told
    assert "月曜日（祝日のときは開けて、次の平日を休みます）" in told
    assert "毎年 12月29日から1月3日まで" in told
    assert "土曜日と日曜日の回は、担当課が確認してから予約が決まります。" in told


def test_what_a_city_does_not_restrict_has_no_line() -> None:
    heads = [str(head) for head, _ in words_of(Rules.from_json({"needs_child": False}))]
    assert "回数" not in heads and "休みの日" not in heads and "お子さんの年齢" not in heads


@pytest.mark.parametrize(
    ("unit", "words"),
    [
        ("persons", "1回の定員は75人（おとなと子どもの合計）"),
        ("children", "1回の定員は子ども75人"),
        ("families", "1回の定員は75組"),
    ],
)
def test_how_many_a_session_holds_in_its_own_unit(unit: str, words: str) -> None:
    assert words in sentences(Size(75, 75), unit=unit)


def test_sessions_of_several_sizes_tell_the_smallest_and_the_largest() -> None:
    assert "1回の定員は8〜15組" in sentences(Size(15, 15), Size(8, 8), Size(10, 10), unit="families")


def test_places_kept_for_those_who_just_come_are_told() -> None:
    told = sentences(Size(75, 30), unit="persons")
    assert any(one.startswith("インターネットで予約できるのは1回に30人まで") for one in told)
    assert not any("インターネット" in one for one in sentences(Size(75, 75), unit="persons"))


def test_a_room_without_sessions_has_no_size_yet() -> None:
    assert not any("定員" in one for one in sentences())
