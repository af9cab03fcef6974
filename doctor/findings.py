"""What the doctor looks at, and what a check says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine

GOOD, NOTE, BAD = "good", "note", "bad"
SIGNS = {GOOD: "○", NOTE: "△", BAD: "×"}


@dataclass(frozen=True)
class Finding:
    """What one check found: good, a note, or bad; said in Japanese and in English."""

    what: str
    state: str
    japanese: str
    english: str

    def __str__(self) -> str:
        return f"{SIGNS[self.state]} {self.japanese}\n   {self.what}: {self.english}"


@dataclass(frozen=True)
class Patient:
    """What is examined: the settings, the database, and this process's own clock."""

    settings: Mapping[str, Any]
    engine: Engine
    now: datetime


Check = Callable[[Patient], Iterator[Finding]]


def first_line(error: Exception) -> str:
    """Return the first line of what an error says."""
    return (str(error) or type(error).__name__).splitlines()[0]
