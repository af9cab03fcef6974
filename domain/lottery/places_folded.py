"""Where people live in one form for comparing: "大津市京町3-1-1", whatever was written around and between.

Prefecture and county, 大字 and 字, building and room are left out; 丁目, 番地, 番, 号 and every hyphen become one.
"""

from __future__ import annotations

import re

from domain.lottery.folding import plain
from forms.widths import DASHES

LONGEST = 400
"""Characters of a key; what is longer is cut."""
MOST_NUMBERS = 3
"""Numbers that say where a house is (丁目, 番, 号); a fourth is a room."""


def address_key(address: str) -> str:
    """Return the town and up to three numbers; of an address without numbers all that is written."""
    written = _without_outer(plain(address))
    numbered = _as_numbers(_WRITTEN.sub(_digits, _BETWEEN.sub("-", written)))
    found = _NUMBERS.search(numbered)
    if found is None:
        return _town(numbered)[:LONGEST]
    numbers = found.group().split("-")[:MOST_NUMBERS]
    return (_town(numbered[: found.start()]) + "-".join(str(int(one)) for one in numbers))[:LONGEST]


def cut(key: str) -> tuple[str, tuple[str, ...]]:
    """Return town and numbers of a key."""
    found = _AT_END.search(key)
    return (key[: found.start()], tuple(found.group().split("-"))) if found else (key, ())


def _without_outer(written: str) -> str:
    """Leave out postal code, prefecture and county."""
    return _COUNTY.sub("", _PREFECTURE.sub("", _POSTAL_CODE.sub("", written).lstrip()).lstrip())


def _as_numbers(written: str) -> str:
    """Join the numbers by hyphens: "3丁目1番1号" becomes "3-1-1号"."""
    return _AFTER_LOT.sub("-", _AFTER_BLOCK.sub("-", written))


def _town(written: str) -> str:
    """Return the town in one form: 霞が関 and 霞ヶ関 are one, and so are 大字上田上 and 上田上."""
    whole = _NO_NUMBER.sub("", _SPACES.sub("", written))
    for found, said in _IN_TOWNS:
        whole = found.sub(said, whole)
    return whole


def _digits(found: re.Match[str]) -> str:
    """Return 二十三 as 23, 一〇五 as 105."""
    total = part = 0
    for sign in found.group():
        if sign in _TENS:
            total, part = total + (part or 1) * _TENS[sign], 0
        else:
            part = part * 10 + _ONES[sign]
    return str(total + part)


_ONES = {sign: value for value, sign in enumerate("〇一二三四五六七八九")} | {"零": 0}
_TENS = {"十": 10, "百": 100, "千": 1000}
_SIGN = f"[{''.join(_ONES)}{''.join(_TENS)}]"
_ANY = f"[0-9{''.join(_ONES)}{''.join(_TENS)}]"
_KANJI = "[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff々]"

_SPACES = re.compile(r"\s+")
_POSTAL_CODE = re.compile(rf"^[\s〒〠]*[0-9]{{3}}\s*[{re.escape(DASHES)}]?\s*[0-9]{{4}}(?![0-9])")
_PREFECTURE = re.compile(r"^(東京都|北海道|(?:京都|大阪)府|[^0-9\s]{2,3}県)")
_COUNTY = re.compile(r"^[^0-9\s市区町村]{1,4}郡(?![山上市])")
_BETWEEN = re.compile(rf"(?<={_ANY})\s*[ノ{re.escape(DASHES)}]\s*(?={_ANY})")
_UNIT = "(?:丁目|番地|番(?![町丁館])|号(?!線))"
_WRITTEN = re.compile(
    rf"{_SIGN}+(?={_UNIT}|-)|(?<=-){_SIGN}+|(?<=丁目){_SIGN}+(?![町条])|(?<=番地){_SIGN}+|(?<=地ノ){_SIGN}+"
)
"""Numbers in kanji where a number is meant; the town 四日市 stays."""
_AFTER_BLOCK = re.compile(r"(?<=[0-9])丁目?\s*(?=[0-9])")
_AFTER_LOT = re.compile(r"(?<=[0-9])(?:番地?ノ?|号)(?=[0-9])|(?<=[0-9])番地?\s+(?=[0-9]+号(?![室棟館]))")
_NUMBERS = re.compile(
    r"(?<![0-9])[0-9]+(?:-[0-9]+)*(?![0-9条線区町通軒室棟階]|番[町丁館]|号[室棟館線]|日市|f\b)"
)
"""The numbers of a house; the 北1条 of a town and the 203号室 behind them are none."""
_AT_END = re.compile(r"[0-9]+(?:-[0-9]+)*$")
_NO_NUMBER = re.compile(r"(無番地|番地なし|番地ナシ).*$")
_IN_TOWNS = (
    (re.compile("大字|(?<!文)字"), ""),
    (re.compile(f"(?<={_KANJI})[ヶヵケガ箇](?={_KANJI})"), "ケ"),
    (re.compile(f"(?<={_KANJI})[ノ之乃](?={_KANJI})"), "ノ"),
    (re.compile(f"(?<={_KANJI})[ツッ](?={_KANJI})"), "ツ"),
)
