"""Catalogues: every sentence of the residents' side has its translations, and the compiled files are up to date."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pytest
from babel.messages.catalog import Catalog

from translations import refresh

LANGUAGES = pytest.mark.parametrize("code", refresh.LANGUAGES)
JAPANESE = re.compile(r"[぀-ヿ㐀-鿿]")
KANA_EXAMPLES = re.compile(r"(for example|or) (ヤマダ|ハナコ|やまだ)\b")
"""Where kana must be typed, the English sentence shows how it looks."""
HOLES = re.compile(r"\{(\w*)\}|%\((\w+)\)s")


@LANGUAGES
def test_every_sentence_is_translated(code: str) -> None:
    kept = refresh.catalogue(code)
    missing = [one.id for one in _template() if one.id and not _is_whole(kept.get(one.id))]
    assert missing == [], "run `make messages` and fill what is empty"


@LANGUAGES
def test_no_translation_is_left_over(code: str) -> None:
    ids = {_key(one.id) for one in _template()}
    assert [one.id for one in refresh.catalogue(code) if one.id and _key(one.id) not in ids] == []


@LANGUAGES
def test_a_compiled_catalogue_equals_its_source(code: str) -> None:
    assert refresh.path_of(code, "mo").read_bytes() == refresh.as_mo(code), "run `make messages`"


@LANGUAGES
def test_translations_have_the_same_holes_to_fill(code: str) -> None:
    wrong = [
        one.id
        for one in refresh.catalogue(code)
        if one.id and any(_holes(one.id) != _holes(s) for s in _all(one.string))
    ]
    assert wrong == []


def test_english_is_english() -> None:
    allowed = {"日本語", "やさしい日本語"}
    wrong = [
        string
        for one in refresh.catalogue("en")
        for string in _all(one.string)
        if one.id and JAPANESE.search(KANA_EXAMPLES.sub("", string)) and string not in allowed
    ]
    assert wrong == []


@cache
def _template() -> Catalog:
    found = refresh.template()
    assert len(found) > 100, "nothing was extracted"
    return found


def _key(sentence: Any) -> str:
    return sentence if isinstance(sentence, str) else sentence[0]


def _all(string: Any) -> list[str]:
    return [one for one in ([string] if isinstance(string, str) else string) if one]


def _is_whole(found: Any) -> bool:
    if found is None or found.fuzzy:
        return False
    return all([found.string] if isinstance(found.string, str) else found.string)


def _holes(sentence: Any) -> set[str]:
    return {name or other for name, other in HOLES.findall(_key(sentence))}
