"""Answers are shown in the words that the reader's language has for them."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest

from forms.definition import Field, Text, frozen
from forms.eras import in_era, written
from forms.fields import KINDS
from forms.fields.address import Address
from forms.fields.options import Other
from forms.fields.people import PersonName
from forms.phone_numbers import hyphenated
from tests.forms.broken_rules import FRUIT_OR_OTHER
from tests.forms.corpus.lines import LICENCE, PROOF


def _field(kind: str, **settings: Any) -> Field:
    return Field("q", kind, Text("たずねること"), settings=frozen(settings))


@pytest.mark.parametrize(
    ("kind", "settings", "answer", "shown"),
    [
        ("text", {}, "=1+1", "=1+1"),
        ("number", {"unit": "円"}, Decimal(1000), "1,000円"),
        ("number", {}, Decimal("-0.5"), "-0.5"),
        ("yes_no", {}, False, "いいえ"),
        ("yes_no", {"yes": "利用する", "no": "利用しない"}, True, "利用する"),
        ("choice", FRUIT_OR_OTHER, "apple", "りんご"),
        ("choice", FRUIT_OR_OTHER, Other("柿"), "その他（柿）"),
        ("choice", FRUIT_OR_OTHER, "gone", "gone"),
        ("choices", FRUIT_OR_OTHER, ("apple", Other("柿")), "りんご\nその他（柿）"),
        ("date", {}, date(2024, 4, 1), "令和6年4月1日（2024年）"),
        ("birth_date", {}, date(2019, 5, 1), "令和元年5月1日（2019年）"),
        ("time", {}, time(9, 5), "9:05"),
        ("name", {}, PersonName("髙﨑", "花子"), "髙﨑 花子"),
        ("phone", {}, "09012345678", "090-1234-5678"),
        ("postal_address", {}, Address("106-0032", "港区六本木", "1-2"), "〒106-0032\n港区六本木1-2"),
        ("postal_address", {}, Address("106-0032", "港区", "1", "塔 2F"), "〒106-0032\n港区1\n塔 2F"),
        ("files", {}, (LICENCE, PROOF), "免許証 表.jpg（1.2MB）\n就労証明書.pdf（87KB）"),
        ("consent", {}, True, "同意します"),
        ("calculated", {"unit": "人"}, Decimal(1200), "1,200人"),
        ("calculated", {}, date(2024, 4, 1), "令和6年4月1日（2024年）"),
        ("calculated", {}, True, "はい"),
        ("calculated", {}, time(9, 5), "9:05"),
    ],
)
def test_shown_in_japanese(kind: str, settings: dict[str, Any], answer: Any, shown: str) -> None:
    assert KINDS[kind].show(_field(kind, **settings), answer) == shown


@pytest.mark.parametrize(
    ("kind", "settings", "answer", "shown"),
    [
        ("yes_no", {}, True, "Yes"),
        ("files", {}, (PROOF,), "就労証明書.pdf (87KB)"),
        ("date", {}, date(2024, 4, 1), "1 April 2024"),
        ("number", {"unit": {"ja": "人", "en": "people"}}, Decimal(3), "3 people"),
        ("choice", {"options": [{"value": "a", "label": {"ja": "あ", "en": "A"}}]}, "a", "A"),
        ("choice", FRUIT_OR_OTHER, Other("kaki"), "Other（kaki）"),
        ("consent", {}, True, "I agree"),
    ],
)
def test_shown_in_english(kind: str, settings: dict[str, Any], answer: Any, shown: str) -> None:
    assert KINDS[kind].show(_field(kind, **settings), answer, "en") == shown


def test_plain_japanese_puts_the_western_year_first() -> None:
    assert written(date(2019, 5, 1)).shown_in("easy") == "2019年5月1日（令和元年）"


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(1989, 1, 8), "平成元年1月8日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (date(1926, 12, 25), "昭和元年12月25日"),
        (date(1912, 7, 30), "大正元年7月30日"),
        (date(1867, 1, 1), "1867年1月1日"),
    ],
)
def test_a_day_of_change_belongs_to_the_new_era(day: date, text: str) -> None:
    assert in_era(day) == text


@pytest.mark.parametrize(
    "number",
    [
        "03-1234-5678", "06-6123-4567", "011-211-2111", "017-734-1111", "0172-35-1111", "042-521-1111",
        "0422-51-5131", "0428-22-1111", "04-2998-1111", "04-7167-1111", "045-671-2121", "0466-25-1111",
        "01267-2-3111", "04992-2-1111", "0997-52-1111", "098-866-2333", "0120-123-456", "0570-012-345",
        "0800-123-4567", "050-1234-5678", "070-1234-5678", "020-1234-5678",
    ],
)  # fmt: skip
def test_a_phone_number_is_cut_where_its_area_code_ends(number: str) -> None:
    assert hyphenated(number.replace("-", "")) == number


def test_a_sheet_has_numbers_and_days_that_it_can_count_with() -> None:
    assert KINDS["number"].export(_field("number", unit="円"), Decimal(1000)) == ("1000",)
    assert KINDS["birth_date"].export(_field("birth_date"), date(1980, 4, 1)) == ("1980-04-01",)
    assert KINDS["name"].export(_field("name"), PersonName("髙﨑", "花子")) == ("髙﨑", "花子")
    assert KINDS["choices"].export(_field("choices", **FRUIT_OR_OTHER), ("apple", "pear")) == (
        "りんご、なし",
    )
    assert KINDS["explanation"].export(_field("explanation"), None) == ()


@pytest.mark.parametrize(
    "value", [Decimal("1.50"), date(2024, 4, 1), time(9, 30), "text", True, ("a", "b")], ids=str
)
def test_a_calculated_value_keeps_its_type(value: Any) -> None:
    kind = KINDS["calculated"]
    assert kind.load(kind.dump(value)) == value
    assert type(kind.load(kind.dump(value))) is type(value)


def test_other_is_the_value_other_to_a_condition_and_its_text_to_another_answer() -> None:
    assert Other("柿") == "other"
    assert Other("柿") == Other("柿") != Other("栗")
    assert "other" in (Other("柿"),)
    assert Other("柿") != "apple"
