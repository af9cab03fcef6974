"""Two entries side by side: what makes them look like one person's, and what never does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.lottery.duplicates.likeness import (
    ALIKE,
    BEARABLE,
    POINTS,
    REASONS,
    compare,
    is_birth_slip,
    is_one_slip,
)
from tests.domain.lottery.crowd import Typed

HANA = Typed("山田 花子", "ヤマダ ハナコ", date(1980, 4, 1), "滋賀県大津市京町3丁目1番1号", "090-1234-5678")
ELSEWHERE = {"address": "草津市野路1-1", "phone": "077-111-2222"}


def score(one: Typed, other: Typed) -> int:
    """Return the points of two entries; those of the other way round are the same."""
    here, there = compare(one.person(1), other.person(2)), compare(other.person(2), one.person(1))
    assert here == there
    return here.score


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"name": "ヤマダ　ハナコ"},
        {"name": "山田 華子"},
        {"kana": ""},
        {"kana": "ヤマタ ハナコ"},
        {"kana": "", "born_on": None, "phone": ""},
        {"born_on": None},
        {"born_on": date(1980, 4, 7)},
        {"born_on": date(1980, 1, 4)},
        {"born_on": date(2005, 4, 1)},
        {"born_on": date(1951, 12, 31)},
        {"address": "京町3-1-1 京町ハイツ203", "phone": ""},
        {"address": "大津市京町3-1", "born_on": None},
        ELSEWHERE,
        {"address": "", "phone": ""},
        {"name": "やまだはなこ", **ELSEWHERE},
    ],
)
def test_the_same_person_written_again_is_shown(change: dict[str, object]) -> None:
    assert score(HANA, replace(HANA, **change)) >= ALIKE  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change",
    [
        {"name": "山田 一郎", "kana": "ヤマダ イチロウ", "born_on": date(1978, 1, 2)},
        {"name": "山田 一郎", "kana": "ヤマダ イチロウ"},
        {"name": "山田 葵", "kana": "ヤマダ アオイ", "born_on": None},
        {"born_on": date(1951, 12, 31), **ELSEWHERE},
        {"born_on": date(1980, 4, 7), **ELSEWHERE},
        {"born_on": None, **ELSEWHERE},
        {"name": "山田 華子", **ELSEWHERE},
        {"name": "佐藤 美咲", "kana": "サトウ ミサキ", **ELSEWHERE},
    ],
)
def test_others_are_not_shown(change: dict[str, object]) -> None:
    assert score(HANA, replace(HANA, **change)) < ALIKE  # type: ignore[arg-type]


def test_a_family_that_shares_all_but_names_shares_nothing_that_counts() -> None:
    assert score(HANA, replace(HANA, name="山田 一郎", kana="ヤマダ イチロウ")) == 0


def test_twins_are_shown_with_a_warning_that_they_may_be_two() -> None:
    yuki, yuta = (replace(HANA, name=f"山田 {one}", kana=f"ヤマダ {kana}") for one, kana in TWINS)
    found = compare(yuki.person(1), yuta.person(2))
    assert found.is_candidate and found.reasons[0] == "kana_near"


TWINS = (("優希", "ユウキ"), ("優太", "ユウタ"))


def test_every_reason_has_points_and_words() -> None:
    assert POINTS.keys() == REASONS.keys()
    assert BEARABLE < ALIKE


@pytest.mark.parametrize(
    "one, other, expected",
    [
        ("19800401", "19800407", True),
        ("19800401", "19800104", True),
        ("19550601", "19800601", True),
        ("19800401", "20050401", True),
        ("19800401", "19810402", False),
        ("19800401", "19790401", False),
        ("19800401", "19800401", False),
        ("19800401", "19900401", True),
    ],
)
def test_a_birth_date_misread_is_told_from_another(one: str, other: str, expected: bool) -> None:
    assert is_birth_slip(one, other) is is_birth_slip(other, one) is expected


@pytest.mark.parametrize(
    "one, other, expected",
    [("ユキ", "ユウキ", True), ("ユウキ", "ユウタ", True), ("ユウキ", "ユウキ", False), ("ユキ", "ユウタ", False),
     ("", "ユ", True), ("アユキ", "ユキ", True), ("ユウキ", "タウユ", False)],
)  # fmt: skip
def test_one_slip_is_one_character(one: str, other: str, expected: bool) -> None:
    assert is_one_slip(one, other) is is_one_slip(other, one) is expected
