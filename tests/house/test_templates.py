"""Templates: parts have one root and a page, questions have a drawing, nothing is written into the page."""

from __future__ import annotations

import re
from pathlib import Path

import html5lib
import pytest

from blueprints.web.show import part_id
from config import ROOT
from forms.fields import KINDS
from tests.house.source import shown, templates

PARTS = [file for file in templates() if file.name.startswith("_")]
JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}", re.S)
SYMBOLS = {"休"}
"""Signs like ○ and ×, hidden from screen readers and followed by a word."""
VALUE = re.compile(r"\{\{.*?\}\}", re.S)


@pytest.mark.parametrize("part", PARTS, ids=shown)
def test_a_part_has_one_root_whose_id_is_its_name(part: Path) -> None:
    bare = VALUE.sub("value", JINJA.sub("", part.read_text())).strip()
    roots = [
        one for one in html5lib.parseFragment(bare, namespaceHTMLElements=False) if isinstance(one.tag, str)
    ]
    assert [root.get("id") for root in roots] == [part_id(shown(part))]


@pytest.mark.parametrize("part", PARTS, ids=shown)
def test_a_part_is_included_by_a_page(part: Path) -> None:
    name = shown(part).removeprefix("templates/")
    includes = re.compile(rf"""\{{%-?\s*include\s+["']{re.escape(name)}["']""")
    assert any(includes.search(file.read_text()) for file in templates() if file != part)


def test_every_kind_of_question_is_drawn() -> None:
    drawn = {file.stem for file in (ROOT / "templates" / "fields").glob("*.html")}
    assert drawn == set(KINDS)


@pytest.mark.parametrize("file", templates(), ids=shown)
def test_nothing_is_written_into_a_template_that_the_policy_forbids(file: Path) -> None:
    source = JINJA.sub("", file.read_text())
    found = re.findall(
        r"<style|<script(?![^>]*\ssrc=)|\son[a-z]+=|\sstyle=|hx-on|javascript:|\"js:|\|\s*safe\b", source
    )
    assert found == []


@pytest.mark.parametrize("file", templates(), ids=shown)
def test_every_sentence_of_a_template_can_be_translated(file: Path) -> None:
    if "staff" in file.parts:
        return  # staff's pages have one language
    bare = VALUE.sub("", re.sub(r"\{%-?\s*trans.*?endtrans\s*-?%\}", "", file.read_text(), flags=re.S))
    left = re.findall(r"[぀-ヿ㐀-鿿]+", JINJA.sub("", bare))
    assert set(left) <= SYMBOLS
