"""Limits of a procedure: how many cases it takes, and how large the sum of an answer may get."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from domain.applications.reconciling import ENDED
from domain.cases.gate import amount_in
from domain.cases.models import Case
from domain.database import writing
from domain.history import Actor, record
from domain.procedures.models import Procedure
from domain.refusals import NotFound, Refusal
from forms.messages import message
from forms.reading import load_answers

SUMMED = ("number", "calculated", "children")
"""Kinds of question whose answer can be summed: a number, or how many are listed."""
LARGEST_LIMIT = 1_000_000_000


class NoSuchLimit(Refusal):
    """A limit is below zero or beyond counting, or sums a question that has no number."""

    status: ClassVar[int] = 422

    def __init__(self) -> None:
        super().__init__(
            message("受付の上限を正しく設定できませんでした。"),
            message("上限は0以上の整数で、合計する質問は数や人数の質問から選んでください。"),
        )


def set_limits(
    session: Session,
    procedure_id: int,
    *,
    most_cases: int | None,
    most_sum: int | None = None,
    sum_field: str = "",
    by: Actor,
    now: datetime,
) -> None:
    """Say how much a procedure takes, and count anew what it has taken; NoSuchLimit.

    A limit below what is taken already is no harm: nothing more is taken until enough was given back.
    """
    if not all(most is None or 0 <= most <= LARGEST_LIMIT for most in (most_cases, most_sum)):
        raise NoSuchLimit
    with writing(session):
        procedure = session.scalar(select(Procedure).where(Procedure.id == procedure_id).with_for_update())
        if procedure is None:
            raise NotFound
        _check_field(procedure, most_sum, sum_field)
        procedure.most_cases, procedure.most_sum, procedure.sum_field = most_cases, most_sum, sum_field
        _count_all(session, procedure)
        record(session, "set_limits", "procedure", procedure_id, by=by, now=now)


def _check_field(procedure: Procedure, most_sum: int | None, sum_field: str) -> None:
    form = procedure.live_version.form if procedure.live_version else None
    field = form.field(sum_field) if form else None
    if (most_sum is None) != (not sum_field) or (sum_field and (field is None or field.kind not in SUMMED)):
        raise NoSuchLimit


def _count_all(session: Session, procedure: Procedure) -> None:
    """Count what all cases that go on add up to; the procedure is locked, so that nobody passes its gate meanwhile."""
    going_on = select(Case).where(Case.procedure_id == procedure.id, Case.state.not_in((*ENDED, "draft")))
    held = {
        case.id: amount_in(procedure, load_answers(case.form_version.form, case.answers))
        for case in session.scalars(going_on.options(joinedload(Case.form_version)))
    }
    if held:
        rows = [{"id": case_id, "held": amount} for case_id, amount in held.items()]
        session.execute(update(Case), rows)
    procedure.cases_taken, procedure.sum_taken = len(held), sum(held.values())
