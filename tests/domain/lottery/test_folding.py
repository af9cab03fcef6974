"""What is written in many ways is compared as one; what is different stays so."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.lottery.folding import is_kana_key, kana_key, name_key, phone_key
from domain.lottery.old_forms import PLAIN
from domain.lottery.places_folded import address_key, cut
from tests.domain.lottery import same_people as corpus

Fold = Callable[[str], str]
FOLDS: list[Fold] = [name_key, kana_key, address_key, phone_key]


def pairs(fold: Fold, found: list[tuple[str, str]]) -> list[tuple[Fold, str, str]]:
    """Return each pair with what folds it."""
    return [(fold, one, other) for one, other in found]


SAME = [
    *pairs(name_key, corpus.SAME_NAMES),
    *pairs(kana_key, corpus.SAME_KANA),
    *pairs(address_key, corpus.SAME_ADDRESSES),
    *pairs(phone_key, corpus.SAME_PHONES),
]
OTHER = [
    *pairs(name_key, corpus.OTHER_NAMES),
    *pairs(kana_key, corpus.OTHER_KANA),
    *pairs(address_key, corpus.OTHER_ADDRESSES),
    *pairs(phone_key, corpus.OTHER_PHONES),
]


@pytest.mark.parametrize("fold, one, other", SAME)
def test_what_is_written_in_two_ways_has_one_key(fold: Fold, one: str, other: str) -> None:
    assert fold(one) == fold(other) != ""


@pytest.mark.parametrize("fold, one, other", OTHER)
def test_what_is_different_has_two_keys(fold: Fold, one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize("fold", FOLDS)
@given(text=st.text(max_size=60))
def test_anything_that_can_be_typed_has_a_key_that_fits_its_column(fold: Fold, text: str) -> None:
    assert len(fold(text)) <= {phone_key: 20, address_key: 400}.get(fold, 200)


@pytest.mark.parametrize("fold", [name_key, kana_key])
@given(text=st.text("髙﨑渡邉ヤまﾀはなコオウーッゃ　 ・Jo", max_size=20))
def test_a_key_is_its_own_key(fold: Fold, text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_no_old_form_is_compared_as_another_old_form() -> None:
    assert [chr(code) for code, plain in PLAIN.items() if ord(plain) in PLAIN] == []


def test_a_name_in_kana_only_is_known_as_a_reading() -> None:
    assert is_kana_key(name_key("やまだ はなこ"))
    assert not is_kana_key(name_key("山田 ハナ")) and not is_kana_key("")


def test_a_key_is_cut_into_town_and_numbers() -> None:
    assert cut(address_key("札幌市中央区北1条西2丁目3-4")) == ("札幌市中央区北1条西", ("2", "3", "4"))
    assert cut("大津市京町") == ("大津市京町", ())
