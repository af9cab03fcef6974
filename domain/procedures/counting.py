"""How much of a procedure's limits is taken: counted from the cases when a limit is set.

Each case is marked with what it holds, as the gate does (``domain.cases.gate``), so that it gives back exactly that.
"""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal, InvalidOperation
from typing import Any

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from domain.cases.gate import LARGEST
from domain.cases.models import Case
from domain.procedures.models import Procedure

GIVEN_BACK = ("draft", "rejected", "withdrawn", "expired")
"""States in which a case takes nothing of a limit; in every other it does."""


def lock_cases(session: Session, procedure_id: int) -> None:
    """Lock the cases of a procedure: the gate locks a case first and then its procedure, and so must who counts."""
    session.execute(select(Case.id).where(Case.procedure_id == procedure_id).with_for_update()).close()


def recount(session: Session, procedure: Procedure) -> None:
    """Count what is taken of a procedure's limits; the caller is inside ``writing`` and has locked cases and procedure."""
    of_it = Case.procedure_id == procedure.id
    _mark(session, None, of_it, Case.state.in_(GIVEN_BACK))
    taking = (of_it, Case.state.not_in(GIVEN_BACK))
    answer = Case.answers[procedure.sum_field].as_string() if procedure.most_sum is not None else None
    if answer is None:
        _mark(session, 0, *taking)
    else:
        for text in session.scalars(select(answer).where(*taking).distinct()).all():
            _mark(session, amount(text), *taking, answer.is_(None) if text is None else answer == text)
    counting = select(func.count(), func.sum(Case.held)).where(*taking)
    count, total = session.execute(counting).one()
    procedure.cases_taken, procedure.sum_taken = count, int(total or 0)


def amount(text: str | None) -> int:
    """Return what one stored answer adds to a sum: a number, rounded up; 0 for none, or for something else."""
    try:
        number = min(max(Decimal(text or "0"), Decimal(0)), Decimal(LARGEST))
        return int(number.to_integral_value(ROUND_CEILING))
    except (InvalidOperation, ValueError):
        return 0


def _mark(session: Session, held: int | None, *which: ColumnElement[bool]) -> None:
    values: Any = {"held": held}
    changes = update(Case).where(*which, Case.held.is_distinct_from(held)).values(values)
    session.execute(changes, execution_options={"synchronize_session": False})
