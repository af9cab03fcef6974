"""Receipt numbers: nine random digits and a check digit, easy to read aloud."""

from __future__ import annotations

import secrets

DIGITS = 9
"""Random digits; a number has one more, for the check."""

_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)
"""Damm's quasigroup (2004): finds every wrong digit and every swap of neighbours."""


def new_number() -> str:
    """Return a random number with its check digit; the first digit is 1 to 9, so it is no phone number."""
    digits = str(secrets.randbelow(9 * 10 ** (DIGITS - 1)) + 10 ** (DIGITS - 1))
    return digits + str(check_digit(digits))


def check_digit(digits: str) -> int:
    """Return the Damm check digit of some digits."""
    interim = 0
    for digit in digits:
        interim = _DAMM[interim][int(digit)]
    return interim


def shown(number: str) -> str:
    """Return a number as people see it: 1234-5678-90."""
    return f"{number[:4]}-{number[4:8]}-{number[8:]}"
