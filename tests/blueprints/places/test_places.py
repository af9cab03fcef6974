"""Filling an address from its postal code."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from blueprints.web.places import fill_address
from domain.places.models import PostalCode
from forms.definition import Form

FORM = Form.from_json(
    {
        "schema": 1,
        "title": "t",
        "pages": [
            {
                "key": "p",
                "title": "p",
                "fields": [{"key": "home", "kind": "postal_address", "label": "住所"}],
            }
        ],
    }
)


@pytest.fixture
def town(app: Flask, records: Session) -> Iterator[None]:
    rows = (("1060032", "六本木"), ("1000000", "丸の内"), ("1000000", "大手町"))
    for code, area in rows:
        city = "港区" if code == "1060032" else "千代田区"
        records.add(PostalCode(code=code, prefecture="東京都", city=city, town=area))
    records.commit()
    with app.test_request_context():
        yield


def test_a_code_in_any_width_brings_its_area(town: None) -> None:
    raw, said = fill_address(FORM, {"home-postal_code": ("〒１０６－００３２",)}, "home")
    assert raw["home-area"] == ("東京都港区六本木",) and said is None


def test_several_areas_bring_what_they_share(town: None) -> None:
    raw, _ = fill_address(FORM, {"home-postal_code": ("100-0000",)}, "home")
    assert raw["home-area"] == ("東京都千代田区",)


def test_what_was_typed_is_never_overwritten(town: None) -> None:
    typed = {"home-postal_code": ("1060032",), "home-area": ("東京都港区麻布",)}
    raw, _ = fill_address(FORM, typed, "home")
    assert raw["home-area"] == ("東京都港区麻布",)


@pytest.mark.parametrize(
    ("code", "words"), [("12", "7けたの数字"), ("", "7けたの数字"), ("9999999", "見つかりませんでした")]
)
def test_a_code_that_gives_nothing_is_said(town: None, code: str, words: str) -> None:
    raw, said = fill_address(FORM, {"home-postal_code": (code,)}, "home")
    assert words in str(said) and "home-area" not in raw


def test_a_question_that_is_no_address_is_left_alone(town: None) -> None:
    assert fill_address(FORM, {}, "nothing") == ({}, None)
