"""Numbers as staff type them: in any width, with commas."""

from __future__ import annotations

from forms.widths import narrow


def number_of(text: str) -> int | None:
    """Return the number in what was typed, at most nine digits; None where there is none."""
    plain = narrow(text).replace(",", "").strip()
    return int(plain) if plain.isascii() and plain.isdecimal() and len(plain) <= 9 else None
