"""Kana in any writing, as full-width katakana."""

from __future__ import annotations

import re
import unicodedata

import jaconv

from forms.widths import DASHES, one_line

_SOUND_MARKS = str.maketrans({"゛": "\u3099", "゜": "\u309a"})
_LONG_VOWEL = re.compile(rf"(?<=[ァ-ヺー])[{re.escape(DASHES)}~〜]")
_KANA_ONLY = re.compile(r"[ァ-ヺーヽヾ・ \-]*[ァ-ヺ][ァ-ヺーヽヾ・ \-]*")


def katakana(text: str) -> str:
    """Return hiragana, half-width and decomposed kana as full-width katakana; the rest stays."""
    whole = unicodedata.normalize("NFKC", one_line(text).translate(_SOUND_MARKS))
    return _LONG_VOWEL.sub("ー", jaconv.hira2kata(whole))


def is_katakana(text: str) -> bool:
    """Say whether ``text`` is full-width katakana with at most ー, ・, hyphens and spaces between."""
    return _KANA_ONLY.fullmatch(text) is not None
