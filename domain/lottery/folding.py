"""Keys by which people are compared: the same name, kana and phone, however they were written.

Only for comparing; they stand beside what was typed, never in its place. (Addresses: ``domain.lottery.places_folded``.)
"""

from __future__ import annotations

import re
import unicodedata

from domain.lottery.old_forms import PLAIN
from forms.fields.people import is_no_name
from forms.kana import katakana
from forms.messages import for_staff
from forms.phone_numbers import NotAPhone, national_digits
from forms.widths import DASHES

LONGEST_NAME, LONGEST_PHONE = 200, 20
"""Characters of a key; what is longer is cut."""


def name_key(name: str) -> str:
    """Return a name in one form: 髙﨑　花子 and 高崎花子, たなか and タナカ, SMITH John and john smith are the same."""
    words = [word for word in plain(name).split() if not is_no_name(word)]
    if all(word.isascii() for word in words):
        words.sort()
    return _MARKS.sub("", "".join(words)).translate(_SAID)[:LONGEST_NAME]


def kana_key(kana: str) -> str:
    """Return a reading in one form: any width, small or large, a long vowel written in any way; voiced stays voiced."""
    words = (word for word in katakana(kana).split() if not is_no_name(word))
    said = _MARKS_IN_KANA.sub("", "".join(words).casefold()).translate(_SAID)
    return _LONG.sub("ー", said).lstrip("ー")[:LONGEST_NAME]


def phone_key(phone: str) -> str:
    """Return the national digits of a phone number; of what is none, the digits that are there."""
    try:
        return national_digits(_ANY_LABEL, phone)
    except NotAPhone:
        return "".join(filter(str.isdecimal, unicodedata.normalize("NFKC", phone)))[:LONGEST_PHONE]


def is_kana_key(key: str) -> bool:
    """Say whether a name's key is a reading alone: somebody who wrote the name in kana only."""
    return bool(key) and _KANA.fullmatch(key) is not None


def plain(text: str) -> str:
    """Return text in NFKC and lower case, old forms as today's, katakana for hiragana, no variation selectors."""
    old = _SELECTORS.sub("", text).translate(PLAIN)
    return katakana(old).translate(PLAIN).casefold()


_ANY_LABEL = for_staff("電話番号")
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_MARKS = re.compile(rf"[・.,'’{re.escape(DASHES)}]")
_MARKS_IN_KANA = re.compile(rf"[・.,'’{re.escape(DASHES.replace('ー', ''))}]")
_KANA = re.compile("[ァ-ヺー]+")

_SAID = str.maketrans("ァィゥェォッャュョヮヵヶヂヅヲヰヱ", "アイウエオツヤユヨワカケジズオイエ")
"""Kana written small or large, and those that sound alike."""
_ROWS = {
    "アカサタナハマヤラワガザダバパ": "ア",
    "イキシチニヒミリギジビピ": "イ",
    "ウクスツヌフムユルグズブプ": "ウ",
    "エケセテネヘメレゲゼデベペ": "エイ",
    "オコソトノホモヨロゴゾドボポ": "オウ",
}
_LONG = re.compile("|".join(f"(?<=[{row}])[{vowels}ー]" for row, vowels in _ROWS.items()))
"""A vowel that only makes the one before it longer: オオノ, オウノ and オーノ are written for one name."""
