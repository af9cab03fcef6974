"""What a kind of job is: what is checked when it is asked for, what runs, and how one knows that it is there already."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from domain.history import Actor

Progress = Callable[[int, int], None]
"""Told (done, of) now and then while something long goes on."""


def no_progress(done: int, of: int) -> None:
    """Tell nobody."""


class Check(Protocol):
    """Raise a Refusal where the job cannot be done as things are; inside ``writing``."""

    def __call__(self, session: Session, noun_id: int, /, *, by: Actor, now: datetime) -> object:
        """Check."""


class Run(Protocol):
    """Do the job, in as many transactions as it takes, and return what it came to as JSON; raises a Refusal."""

    def __call__(
        self, session: Session, noun_id: int, /, *, by: Actor, now: datetime, progress: Progress
    ) -> dict[str, int]:
        """Do it; what was cut short is gone on with by doing it again."""


@dataclass(frozen=True)
class Kind:
    """One kind of job."""

    check: Check
    run: Run
    is_there: Callable[[Session, int], bool]
    """Say whether what it brings about is there by now: then a refusal says only that somebody was faster."""


Kinds = Mapping[str, Kind]
