"""The same character in its many forms: full and half width, dashes, composed letters, invisible marks."""

from __future__ import annotations

import re
import unicodedata

DASHES = "-‐‑‒–—―−─━ー－ｰ⁃˗﹣➖"
"""What people type for a hyphen, the long vowel mark included."""

_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_KEPT_FORMS = re.compile("([\uf900-\ufaff\U0002f800-\U0002fa1f]+)")
_ANY_DASH = re.compile(f"[{re.escape(DASHES)}]")
_ANY_SPACE = re.compile(r"\s+")


def one_line(text: str) -> str:
    """Return typed text as one line: composed, single spaces, nothing invisible, no space at the ends."""
    return _ANY_SPACE.sub(_space, composed(_INVISIBLE.sub("", text))).strip()


def many_lines(text: str) -> str:
    """Return typed text with its lines, without spaces at their ends and empty lines around it."""
    lines = composed(_INVISIBLE.sub("", text)).splitlines()
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def composed(text: str) -> str:
    """Return text in NFC, except the compatibility ideographs that NFC would replace.

    The 神 or 福 of a family register is another character than today's; NFC makes them one.
    """
    pieces = _KEPT_FORMS.split(text)
    pieces[::2] = [unicodedata.normalize("NFC", piece) for piece in pieces[::2]]
    return "".join(pieces)


def narrow(text: str) -> str:
    """Return numbers and codes in NFKC with "-" for any dash and without any space."""
    visible = _INVISIBLE.sub("", text)
    return _ANY_SPACE.sub("", _ANY_DASH.sub("-", unicodedata.normalize("NFKC", visible)))


def _space(found: re.Match[str]) -> str:
    return "\u3000" if found.group() == "\u3000" else " "
