"""Receipts: what an entry is called in public, ten random characters and one that checks them. Pure."""

from __future__ import annotations

import secrets
import unicodedata

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U."""
RANDOM = 10
"""Random characters: 50 bits, so that neither chance nor guessing finds another's."""
_FORGIVING = str.maketrans("OIL", "011")
_MODULUS = 0b100101
"""x⁵ + x² + 1: x has order 31, so that every wrong character and every swap of two is found."""


def new_receipt() -> str:
    """Return a random receipt."""
    random = secrets.randbits(5 * RANDOM)
    signs = "".join(SIGNS[random >> shift & 31] for shift in range(5 * (RANDOM - 1), -5, -5))
    return signs + SIGNS[check(signs)]


def check(signs: str) -> int:
    """Return the value of the check character: Horner's rule in the field of 32 elements."""
    interim = 0
    for sign in signs:
        interim = (interim ^ SIGNS.index(sign)) << 1
        interim ^= _MODULUS if interim & 32 else 0
    return interim


def is_receipt(text: str) -> bool:
    """Say whether a text is a receipt that could have been given out."""
    is_shaped = len(text) == RANDOM + 1 and set(text) <= set(SIGNS)
    return is_shaped and check(text[:RANDOM]) == SIGNS.index(text[RANDOM])


def typed(text: str) -> str | None:
    """Return the receipt in what somebody typed, in any width and case and with any dashes; None if it is none."""
    plain = unicodedata.normalize("NFKC", text[:80]).upper().translate(_FORGIVING)
    receipt = "".join(sign for sign in plain if sign.isalnum())
    return receipt if is_receipt(receipt) else None


def shown(receipt: str) -> str:
    """Return a receipt as people see it: XXXXX-XXXXX-X."""
    return f"{receipt[:5]}-{receipt[5:10]}-{receipt[10:]}"
