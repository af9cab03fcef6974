"""How much of a procedure's limits is taken: counted from the cases when a limit is set."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal, InvalidOperation

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.cases.models import Case
from domain.procedures.models import Procedure

GIVEN_BACK = ("draft", "rejected", "withdrawn", "expired")
"""States in which a case takes nothing of a limit; in every other it does."""

LARGEST = 1_000_000_000
"""More than any sum of a town; a larger answer counts as this."""


def recount(session: Session, procedure: Procedure) -> None:
    """Count what is taken of the limits that a procedure has; the caller is inside ``writing`` and has locked it."""
    taking = (Case.procedure_id == procedure.id, Case.state.not_in(GIVEN_BACK))
    procedure.cases_taken = session.scalar(select(func.count()).select_from(Case).where(*taking)) or 0
    if procedure.most_sum is None:
        return
    answer = Case.answers[procedure.sum_field].as_string()
    rows = session.execute(select(answer, func.count()).where(*taking).group_by(answer))
    procedure.sum_taken = sum(amount(text) * count for text, count in rows)


def amount(text: str | None) -> int:
    """Return what one stored answer adds to a sum: a number, rounded up; 0 for none, or for something else."""
    try:
        number = min(max(Decimal(text or "0"), Decimal(0)), Decimal(LARGEST))
        return int(number.to_integral_value(ROUND_CEILING))
    except (InvalidOperation, ValueError):
        return 0
