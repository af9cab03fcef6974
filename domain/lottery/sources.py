"""Sources of the seed: public events, how their values are written, and how much chance is in each. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

NEEDED_BITS = 64
"""Chance that must come from events which nobody in the city controls."""
DRAND_GENESIS, DRAND_PERIOD = 1692803367, 3
"""Of drand's quicknet: first round, in seconds since 1970, and seconds from one to the next."""
DRAND_CHAIN = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"
"""The hash that names quicknet among drand's chains."""
DICE = 20
OMITTED = "none"
"""What stands for a value of the city's own that was not published before the last source came about."""


@dataclass(frozen=True)
class SourceKind:
    """A kind of event: what its value looks like, exactly."""

    title: str
    """For staff and on the page of the draw."""
    encoding: str
    """How the value is written, in the words that are published in rules.json: ASCII."""
    bits: float
    read: Callable[[str], str | None]
    """From what was typed to the value as it is hashed; None where it cannot be one."""
    is_controlled: bool = False
    """Whether somebody in the city makes it happen."""
    example: str = ""


def kind_of(name: str) -> SourceKind:
    """Return a kind of source; KeyError."""
    return KINDS[name]


def drand_round(at: datetime) -> int:
    """Return the first round of drand's quicknet that is published at a moment or after."""
    return -(-(int(at.timestamp()) - DRAND_GENESIS) // DRAND_PERIOD) + 1


def drand_link(at: datetime) -> str:
    """Return where the world can read the value of that round."""
    return f"https://api.drand.sh/{DRAND_CHAIN}/public/{drand_round(at)}"


def _digits(count: int) -> Callable[[str], str | None]:
    return lambda typed: found if re.fullmatch(rf"[0-9]{{{count}}}", found := _plain(typed)) else None


def _hexadecimal(typed: str) -> str | None:
    found = _plain(typed).lower()
    return found if re.fullmatch(r"[0-9a-f]{64}", found) else None


def _numbers(main: int, bonus: int, most: int) -> Callable[[str], str | None]:
    """Return what reads lottery numbers: the main ones in ascending order, then the bonus numbers, two digits each."""

    def read(typed: str) -> str | None:
        plain = unicodedata.normalize("NFKC", typed)
        if not _LOTTERY_SIGNS.fullmatch(plain):
            return None
        found = [int(one) for one in re.findall(r"\d+", plain)]
        rising = all(a < b for part in (found[:main], found[main:]) for a, b in pairwise(part))
        is_right = len(found) == main + bonus == len(set(found)) and all(1 <= one <= most for one in found)
        written = [f"{one:02}" for one in found]
        return f"{'.'.join(written[:main])}-{'.'.join(written[main:])}" if is_right and rising else None

    return read


def _four_draws(typed: str) -> str | None:
    parts = [part for part in re.split(r"[/／\n]", typed) if part.strip()]
    readers = (_LOTO6, _LOTO7, _digits(4), _digits(4))
    if len(parts) != len(readers):
        return None
    found = [read(part) for read, part in zip(readers, parts, strict=True)]
    return None if None in found else "/".join(map(str, found))


def _plain(typed: str) -> str:
    return re.sub(r"[\s,.・-]", "", unicodedata.normalize("NFKC", typed))


_LOTTERY_SIGNS = re.compile(r"[\d\s.,・()+-]*")
_LOTO6, _LOTO7 = _numbers(6, 1, 43), _numbers(7, 2, 37)

KINDS: Mapping[str, SourceKind] = {
    "dice": SourceKind(
        "公開の場で振る十面体のサイコロ20個",
        "20 ten-sided dice in the order in which they are read, as 20 decimal digits",
        66.4,
        _digits(DICE),
        is_controlled=True,
        example="01234567890123456789",
    ),
    "drand": SourceKind(
        "drand（公開乱数）",
        "randomness of the given round of drand quicknet, as 64 lower-case hexadecimal digits",
        256,
        _hexadecimal,
        example="ab" * 32,
    ),
    "loto6": SourceKind(
        "ロト6の当せん番号",
        "six main numbers in ascending order joined by dots, a hyphen, the bonus number; two digits each",
        27.7,
        _LOTO6,
        example="01.02.03.04.05.06-07",
    ),
    "loto7": SourceKind(
        "ロト7の当せん番号",
        "seven main numbers in ascending order joined by dots, a hyphen, two bonus numbers in ascending order "
        "joined by a dot; two digits each",
        32.0,
        _LOTO7,
        example="01.02.03.04.05.06.07-08.09",
    ),
    "numbers4": SourceKind(
        "ナンバーズ4の当せん番号", "four decimal digits", 13.2, _digits(4), example="0123"
    ),
    "takarakuji": SourceKind(
        "ロト6・ロト7・ナンバーズ4（2回分）の当せん番号",
        "values of Loto 6, Loto 7 and two draws of Numbers 4, joined by slashes: main numbers in ascending order "
        "joined by dots, a hyphen, bonus numbers in ascending order joined by a dot, two digits each; four digits",
        86.1,
        _four_draws,
        example="01.02.03.04.05.06-07/01.02.03.04.05.06.07-08.09/0123/4567",
    ),
    "numbers3": SourceKind("ナンバーズ3の当せん番号", "three decimal digits", 9.9, _digits(3), example="012"),
}
