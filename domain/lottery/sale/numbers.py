"""Numbers of tickets: eleven random digits and a check digit, to be typed on a till, read aloud and scanned. Pure."""

from __future__ import annotations

import secrets
import unicodedata

from domain.cases.numbers import check_digit

DIGITS = 11
"""Random digits: among 190,000 tickets nobody hits one by trying a few."""


def new_ticket_number() -> str:
    """Return a random number with its check digit; the first digit is 1 to 9, so that no spreadsheet shortens it."""
    digits = str(secrets.randbelow(9 * 10 ** (DIGITS - 1)) + 10 ** (DIGITS - 1))
    return digits + str(check_digit(digits))


def is_ticket_number(text: str) -> bool:
    """Say whether twelve digits are a number that could have been given out."""
    is_digits = len(text) == DIGITS + 1 and text.isascii() and text.isdecimal()
    return is_digits and check_digit(text) == 0


def ticket_typed(text: str) -> str | None:
    """Return the number in what somebody typed or scanned, in any width and with any dashes; None if it is none."""
    digits = "".join(sign for sign in unicodedata.normalize("NFKC", text[:80]) if sign.isdecimal())
    return digits if is_ticket_number(digits) else None


def ticket_shown(number: str) -> str:
    """Return a number as people see it: 1234-5678-9012."""
    return f"{number[:4]}-{number[4:8]}-{number[8:]}"
