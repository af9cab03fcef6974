"""The error contract on the page: every rule of every kind, drawn with its template."""

from __future__ import annotations

from xml.etree.ElementTree import Element

import html5lib
import pytest
from flask import Flask, render_template_string

from app import create_app
from tests.controls import words_of
from tests.forms.broken_rules import Broken
from tests.forms.test_error_contract import CASES, read_broken
from tests.page import elements

PAGE = """<!doctype html><html lang="ja"><head><title>x</title></head><body>
{% import "macros/forms.html" as forms %}
{{ forms.error_summary(reading.problems) }}{{ forms.fields(reading.questions.values()) }}</body></html>"""

SHORT = [(kind, broken) for kind, broken in CASES if not broken.rule.startswith("far too long")]
EVERY_CASE = pytest.mark.parametrize(
    ("kind", "broken"), SHORT, ids=[f"{kind}: {broken.rule}" for kind, broken in SHORT]
)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """Return one application for all cases: nothing here looks into its database."""
    folder = tmp_path_factory.mktemp("drawing")
    return create_app({"TESTING": True, "SECRET_KEY": "only for tests"}, instance=folder)


def drawn(app: Flask, kind: str, broken: Broken) -> dict[str, Element]:
    """Return the elements of the page by id; "" holds the whole page."""
    with app.test_request_context("/"):
        html = render_template_string(PAGE, reading=read_broken(kind, broken))
    tree = html5lib.HTMLParser(namespaceHTMLElements=False).parse(html)
    return {"": tree} | {one.get("id", ""): one for one in elements(tree) if one.get("id")}


@EVERY_CASE
def test_each_line_of_the_summary_leads_to_an_input_that_says_what_is_wrong(
    app: Flask, kind: str, broken: Broken
) -> None:
    by_id = drawn(app, kind, broken)
    links = list(by_id["page-errors"].iter("a"))
    assert links
    for link in links:
        control = by_id[link.get("href", "")[1:]]
        assert words_of(link) in told(by_id, control), f"{control.get('id')} is not told {words_of(link)!r}"


@EVERY_CASE
def test_what_was_typed_is_still_in_its_inputs(app: Flask, kind: str, broken: Broken) -> None:
    page = drawn(app, kind, broken)[""]
    held = {text for one in elements(page) for text in held_by(one)}
    for typed in broken.typed.values():
        for text in [typed] if isinstance(typed, str) else typed:
            if (
                text
                and "\ud800" not in text
                and kind not in ("choice", "choices", "select", "yes_no", "consent")
            ):
                assert text.replace("\r\n", "\n").strip("\n") in {one.strip("\n") for one in held}


def told(by_id: dict[str, Element], control: Element) -> str:
    """Return the words that describe an input: its own description, and its group's."""
    groups = [one for one in elements(by_id[""]) if one.tag == "fieldset" and control in list(one.iter())]
    ids = [name for one in (control, *groups) for name in one.get("aria-describedby", "").split()]
    return " ".join(words_of(by_id[name]) for name in ids)


def held_by(element: Element) -> list[str]:
    """Return what an input, a text area or a list holds."""
    if element.tag == "textarea":
        return [element.text or ""]
    is_chosen = element.tag == "option" and element.get("selected") is not None
    return [element.get("value", "")] if element.tag == "input" or is_chosen else []
