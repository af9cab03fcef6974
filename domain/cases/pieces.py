"""The pieces of words by which an index finds them: up to four digits, three kana or letters, two of anything else.

Japanese names are made of two characters; of digits, kana and letters there are so few that two of them are in every tenth
case, and say nothing.
"""

from __future__ import annotations

import re
from itertools import chain, product

_ALIKE = (
    (4, "0123456789"),
    (3, "abcdefghijklmnopqrstuvwxyz"),
    (3, "".join(map(chr, range(ord("ァ"), ord("ヺ") + 1)))),
)
"""Characters that make longer pieces with their like, and of how many of them a piece is."""
_PIECE = re.compile("(?=(" + "|".join(f"[{alike}]{{2,{most}}}" for most, alike in _ALIKE) + "|..))")


def search_pieces(searched: str) -> str:
    """Return what an index of ``rules.search_text`` holds, in order: how each line begins ("^林"), and the piece from each place on."""
    lines = filter(None, searched.split("\n"))
    return " ".join(chain.from_iterable((f"^{line[0]}", *_PIECE.findall(line)) for line in lines))


def phrases_of(word: str) -> list[tuple[str, ...]]:
    """Return the sequences of pieces, one of which is there side by side exactly where the word is.

    They differ in their last piece, which the index has longer where the word goes on. One character alone is looked for
    where a line begins.
    """
    if len(word) == 1:
        return [(f"^{word}",)]
    *first, last = _without_repeats(word)
    return [(*first, longer) for longer in _as_long_as_may_be(last)]


def _without_repeats(word: str) -> list[str]:
    """Return the pieces of a word but for those at its end that the piece before holds as well."""
    pieces = _PIECE.findall(word)
    while len(pieces) > 1 and len(pieces) - 2 + len(pieces[-2]) == len(word):
        pieces.pop()
    return pieces


def _as_long_as_may_be(piece: str) -> list[str]:
    most, alike = next((one for one in _ALIKE if set(piece) <= set(one[1])), (0, ""))
    more = (product(alike, repeat=count) for count in range(most - len(piece) + 1))
    return [piece + "".join(one) for one in chain.from_iterable(more)] or [piece]
