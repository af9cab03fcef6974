"""What is counted of answers, and what is too small to be shown."""

from __future__ import annotations

from decimal import Decimal

import pytest

from domain.statistics.rules import asked, bin_of, bin_order, bin_words, counter, hidden
from forms.definition import Form
from tests.town_papers import FORM


@pytest.mark.parametrize(
    "value, words",
    [("0", "0"), ("1", "1"), ("2", "2"), ("3", "3〜5"), ("5", "3〜5"), ("6", "6〜10"), ("11", "11〜20"),
     ("21", "21〜50"), ("4351200", "2,000,001〜5,000,000"), ("-3", "0未満"), ("2.5", "3〜5")],
)  # fmt: skip
def test_a_number_falls_into_a_bin_that_hangs_on_nothing_else(value: str, words: str) -> None:
    assert bin_words(bin_of(Decimal(value))) == words


def test_a_number_of_a_narrow_range_is_counted_by_itself() -> None:
    assert bin_words(bin_of(Decimal(7), Decimal(1), Decimal(10))) == "7"
    assert bin_words(bin_of(Decimal(7), Decimal(1), Decimal(1000))) == "6〜10"


def test_bins_stand_in_order() -> None:
    names = [bin_of(Decimal(one)) for one in (300, 0, -5, 12, 3)]
    assert [bin_words(one) for one in sorted(names, key=bin_order)] == [
        "0未満",
        "0",
        "3〜5",
        "11〜20",
        "201〜500",
    ]


@pytest.mark.parametrize(
    "counts, unseen",
    [
        ([5, 9, 0], [False, False, False]),
        ([1, 2, 9], [True, True, False]),
        ([2, 4, 9], [True, True, False]),
        ([2, 0, 0], [True, False, False]),
    ],
)
def test_a_small_count_cannot_be_worked_out_from_the_others(counts: list[int], unseen: list[bool]) -> None:
    assert hidden(counts) == unseen


def test_answers_are_counted_by_option_and_never_by_what_was_written() -> None:
    count = counter(Form.from_json(FORM))
    answers = {"reason": {"other": "内緒"}, "means": ["tel", "post"], "born": "2026-04-03", "note": "ひみつ"}
    assert set(count(answers)) == {
        ("reason:bars", ""),
        ("reason:bars", "other"),
        ("means:bars", ""),
        ("means:bars", "tel"),
        ("means:bars", "post"),
        ("born:months", ""),
        ("born:months", "2026-04"),
    }


def test_questions_keep_the_options_of_old_versions() -> None:
    first, second = (
        FORM,
        {**FORM, "pages": [{**FORM["pages"][0], "fields": [dict(FORM["pages"][0]["fields"][4])]}]},
    )
    second["pages"][0]["fields"][0]["settings"] = {"options": [{"value": "lost", "label": "紛失"}]}
    found = asked([Form.from_json(first), Form.from_json(second)])
    reason = next(one for one in found if one.name == "reason:bars")
    assert list(reason.options.values()) == ["出生", "転入", "その他", "紛失"]
