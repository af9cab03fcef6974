"""Numbers that staff type into fixed inputs, in any width."""

from __future__ import annotations

import re

from forms.shapes import LARGEST
from forms.widths import narrow

_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,6})?")


def number_in(typed: str) -> int | float | None:
    """Return the number that was typed as a definition keeps it, None for anything else."""
    plain = narrow(typed).replace(",", "").removesuffix("歳").removesuffix("か月").removesuffix("人")
    if not _NUMBER.fullmatch(plain) or abs(float(plain)) > LARGEST:
        return None
    found = float(plain)
    return int(found) if found.is_integer() else found


def whole_in(typed: str) -> int | None:
    """Return the whole number from 0 on that was typed, None for anything else."""
    found = number_in(typed)
    return found if isinstance(found, int) and found >= 0 else None
