"""The intake: the one pipe that every kind of procedure admits a case by."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from domain.cases.applicant import applicant_columns
from domain.cases.models import Case
from domain.cases.numbers import new_number
from domain.cases.paper_binding import bind_papers
from domain.history import Actor, record
from domain.procedures.models import FormVersion
from forms.definition import Form
from forms.reading import dump_answers

_NUMBERS = select(Case.number).where(Case.number.in_(bindparam("numbers", expanding=True)))

LET_GO = ("withdrawn", "expired")
"""States of a case that its applicant has let go."""

TRIES = 20
"""Numbers drawn before giving up; with a million cases one in a thousand draws is taken already."""


@dataclass(frozen=True)
class Submission:
    """An answered form on its way to becoming a case; ``answers`` are as ``forms.reading`` gives them."""

    procedure_id: int
    form_version_id: int
    department_id: int
    form: Form
    answers: Mapping[str, Any]
    key: str
    """The random key made with the page; a repeat carries the same."""
    channel: str = "web"
    language: str = "ja"
    entered_by_id: int | None = None
    dated_on: date | None = None
    """The day of receipt or postmark of what came on paper."""
    due_on: date | None = None
    held: int | None = None
    """What it adds to the sum of its procedure, where it has passed that gate."""


def submission_of(
    version: FormVersion,
    answers: Mapping[str, Any],
    *,
    key: str,
    channel: str = "web",
    language: str = "ja",
    entered_by_id: int | None = None,
    dated_on: date | None = None,
) -> Submission:
    """Return the submission that the answers to a form version are."""
    return Submission(
        procedure_id=version.procedure_id,
        form_version_id=version.id,
        department_id=version.procedure.department_id,
        form=version.form,
        answers=answers,
        key=key,
        channel=channel,
        language=language,
        entered_by_id=entered_by_id,
        dated_on=dated_on,
    )


def has_answers(case: Case, submission: Submission) -> bool:
    """Say whether a case was answered as a submission is."""
    return bool(case.answers == json.loads(json.dumps(dump_answers(submission.form, submission.answers))))


def is_answer_to(case: Case, submission: Submission) -> bool:
    """Say whether a case is what a submission asks for.

    The key of a page that is sent again finds the case made first: whoever has changed the answers since, or has
    withdrawn that case, is not to be told that all went well.
    """
    is_alike = case.state not in LET_GO and case.procedure_id == submission.procedure_id
    return is_alike and has_answers(case, submission)


def find_repeat(session: Session, key: str) -> Case | None:
    """Return the case that a submission with this key has already become, or None."""
    return session.scalar(select(Case).where(Case.key == key))


def admit(session: Session, submission: Submission, *, state: str, by: Actor, now: datetime) -> Case:
    """Make a case of a submission; the caller is inside ``writing`` and has looked for a repeat."""
    cases = new_cases(session, [(submission, state)], now=now)
    session.flush()
    note_admitted(session, cases, by=by, now=now)
    return cases[0]


def new_cases(
    session: Session, submissions: Sequence[tuple[Submission, str]], *, now: datetime
) -> list[Case]:
    """Add a case for each (submission, state).

    The caller adds what belongs to them, flushes all in one go, and notes them by ``note_admitted``.
    """
    numbers = _unused_numbers(session, len(submissions))
    pairs = zip(submissions, numbers, strict=True)
    cases = [_case(one, state, number, now) for (one, state), number in pairs]
    session.add_all(cases)
    return cases


def note_admitted(session: Session, cases: Iterable[Case], *, by: Actor, now: datetime) -> None:
    """Bind what was sent with cases to them, and note in the history that they were admitted; PaperGone."""
    for case in cases:
        bind_papers(session, case)
        record(session, "admit", "case", case.id, by=by, now=now, case_id=case.id, channel=case.channel)


def _case(submission: Submission, state: str, number: str, now: datetime) -> Case:
    return Case(
        number=number,
        key=submission.key,
        procedure_id=submission.procedure_id,
        form_version_id=submission.form_version_id,
        department_id=submission.department_id,
        channel=submission.channel,
        language=submission.language,
        entered_by_id=submission.entered_by_id,
        dated_on=submission.dated_on,
        due_on=submission.due_on,
        held=submission.held,
        state=state,
        received_at=now,
        changed_at=now,
        decided_at=now if state == "approved" else None,
        answers=dump_answers(submission.form, submission.answers),
        **applicant_columns(submission.form, number, submission.answers),
    )


def _unused_numbers(session: Session, count: int) -> list[str]:
    """Draw numbers until none is in use; UNIQUE stands behind for the same number drawn at once."""
    numbers: set[str] = set()
    for _ in range(TRIES):
        numbers |= _drawn(count - len(numbers))
        numbers -= _used(session, numbers)
        if len(numbers) == count:
            return list(numbers)
    raise RuntimeError("no receipt number is left")


def _drawn(count: int) -> set[str]:
    return {new_number() for _ in range(count)}


def _used(session: Session, numbers: Iterable[str]) -> set[str]:
    with session.no_autoflush:
        return set(session.scalars(_NUMBERS, {"numbers": list(numbers)}))
