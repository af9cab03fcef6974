"""The parts that pages are made of keep the house rules, in every state."""

from __future__ import annotations

import pytest
from flask import Flask

from forms.fields import KINDS
from tests.look.style import FORM, blueprint
from tests.page import Browser

PAGES = ("parts", "office", "fields-empty", "fields-filled")
LAYOUTS = ("", "counter", "staff")


@pytest.fixture
def reader(app: Flask) -> Browser:
    app.register_blueprint(blueprint)
    return Browser(app)


@pytest.mark.parametrize("name", PAGES)
def test_every_part_keeps_the_house_rules(reader: Browser, name: str) -> None:
    assert reader.get(f"/style/{name}").title


@pytest.mark.parametrize("layout", LAYOUTS)
def test_questions_keep_the_house_rules_in_every_layout(reader: Browser, layout: str) -> None:
    page = reader.get(f"/style/fields-wrong?in={layout}", status=422)
    assert page.title.startswith("エラー：")


def test_the_style_pages_show_every_kind() -> None:
    assert {field.kind for field in FORM.fields()} == set(KINDS)


def test_every_problem_is_told_twice_and_tied_to_its_input(reader: Browser) -> None:
    page = reader.get("/style/fields-wrong", status=422)
    links = [one.get("href", "")[1:] for one in page.all("a") if one.get("href", "").startswith("#")]
    tied = {word for one in page.tree.iter() for word in (one.get("aria-describedby") or "").split()}
    wrong = [link for link in links if link != "page-main"]
    assert len(wrong) == 18
    assert {f"{input_id}-error" for input_id in wrong} <= tied


def test_the_language_switch_comes_back_to_the_same_page(reader: Browser) -> None:
    page = reader.get("/style/fields-empty?in=counter")
    back = next(one.get("value") for one in page.all("input") if one.get("name") == "back")
    assert back == "/style/fields-empty?in=counter"
