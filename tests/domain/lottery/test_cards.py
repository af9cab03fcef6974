"""A card as it is keyed: the order of its blanks, days of postmark, addresses in one line."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.lottery.cards.inputs import blanks_of, others_of, postmark_in, split_address
from tests.voucher_town import FORM, SALE

TODAY = date(2026, 11, 24)


def test_the_kana_comes_first_and_the_books_last() -> None:
    names = [blank.name for blank in blanks_of(FORM, SALE.asks)]
    assert names == [
        "kana",
        "name",
        "born",
        "postal_code",
        "area",
        "street",
        "building",
        "phone",
        "units",
    ]


def test_the_rest_of_the_form_is_asked_beside() -> None:
    assert [field.key for field in others_of(FORM, SALE.asks)] == ["pickup", "email", "agreed"]


@pytest.mark.parametrize(
    "typed, expected",
    [
        ("1124", date(2026, 11, 24)),
        ("11/2", date(2026, 11, 2)),
        ("１１．２４", date(2026, 11, 24)),
        ("11月9日", date(2026, 11, 9)),
        ("12/28", date(2025, 12, 28)),
        ("11/25", date(2026, 11, 25)),
        ("11/26", date(2025, 11, 26)),
        ("2026-11-20", date(2026, 11, 20)),
        ("R8.11.20", date(2026, 11, 20)),
        ("20261120", date(2026, 11, 20)),
        ("", None),
        ("1399", None),
        ("2/30", None),
        ("きのう", None),
    ],
)
def test_a_postmark_is_the_last_such_day(typed: str, expected: date | None) -> None:
    assert postmark_in(typed, TODAY) == expected


@given(text=st.text(max_size=30))
def test_any_postmark_is_read_or_refused(text: str) -> None:
    found = postmark_in(text, TODAY)
    assert found is None or isinstance(found, date)


@pytest.mark.parametrize(
    "written, expected",
    [
        ("大津市京町3-1-1 ハイツ203", ("大津市京町", "3-1-1", "ハイツ203")),
        ("大津市京町三丁目１番１号　ハイツ", ("大津市京町", "三丁目１番１号", "ハイツ")),
        ("四日市市諏訪町1番5号", ("四日市市諏訪町", "1番5号", "")),
        ("大津市京町", ("大津市京町", "", "")),
    ],
)
def test_an_address_in_one_line_is_cut_before_its_first_number(
    written: str, expected: tuple[str, str, str]
) -> None:
    assert split_address(written) == expected
