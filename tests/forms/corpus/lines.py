"""The shape of the corpus of forgiving input.

A line is (typed, expected): typed is one text, or a text per part; expected is the answer, or ``Says``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from forms.fields.files import SentFile

TODAY = date(2026, 4, 15)
LICENCE = SentFile("licence-token", "免許証 表.jpg", "image/jpeg", 1_258_291)
PROOF = SentFile("proof-token", "就労証明書.pdf", "application/pdf", 90_000)
FACTS: dict[str, Any] = {
    "today": TODAY,
    "day_of_use": date(2026, 5, 1),
    "files": {one.token: one for one in (LICENCE, PROOF)},
}

Typed = str | Mapping[str, str | Sequence[str]]
NOTHING = None
"""Nothing is answered, and nothing is wrong with it where the question is not required."""


TEN_KILOBYTES = "あ" * 3_500


@dataclass(frozen=True)
class Says:
    """A refusal whose message has this fragment."""

    fragment: str


@dataclass(frozen=True)
class Lines:
    """Typed lines for one kind with one set of settings."""

    kind: str
    settings: Mapping[str, Any]
    lines: Sequence[tuple[Typed, Any]]
