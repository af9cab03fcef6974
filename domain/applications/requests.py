"""What is asked for by an application form, by whichever way it came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from domain.cases.gate import Ask
from domain.cases.intake import Submission
from domain.clock import day_of, moment_of


@dataclass(frozen=True)
class Application:
    """An answered application form; ``dated_on`` in the submission is the day of receipt or postmark of paper."""

    submission: Submission

    def ask(self, amount: int, now: datetime) -> Ask:
        """Return what it asks of the gate: paper was sent at some time of its day, everything else is sent now."""
        day = self.submission.dated_on
        if day is None:
            return Ask(amount, now, now)
        return Ask(amount, moment_of(day, time()), moment_of(day + timedelta(days=1), time()))

    def counts_from(self, now: datetime) -> date:
        """Return the day that the promised time of the decision counts from."""
        return self.submission.dated_on or day_of(now)
