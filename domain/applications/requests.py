"""What is asked for by an application form, by whichever way it came."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from domain.cases.gate import Ask
from domain.cases.intake import Submission
from domain.cases.models import Case
from domain.clock import day_of, moment_of
from domain.procedures.models import FormVersion
from forms.reading import dump_answers

ENDED = ("withdrawn", "expired")
"""States of a case that its applicant has let go."""


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


def application_of(
    version: FormVersion,
    department_id: int,
    answers: Mapping[str, Any],
    *,
    key: str,
    channel: str = "web",
    language: str = "ja",
    entered_by_id: int | None = None,
    dated_on: date | None = None,
) -> Application:
    """Return the application that the answers to a form version are."""
    return Application(
        Submission(
            procedure_id=version.procedure_id,
            form_version_id=version.id,
            department_id=department_id,
            form=version.form,
            answers=answers,
            key=key,
            channel=channel,
            language=language,
            entered_by_id=entered_by_id,
            dated_on=dated_on,
        )
    )


def is_answer_to(case: Case, application: Application) -> bool:
    """Say whether a case is what an application asks for.

    The key of a page that is sent again finds the case made first: whoever has changed the answers since, or has
    withdrawn that case, is not to be told that all went well.
    """
    wanted = application.submission
    asked = json.loads(json.dumps(dump_answers(wanted.form, wanted.answers)))
    return case.state not in ENDED and case.procedure_id == wanted.procedure_id and case.answers == asked
