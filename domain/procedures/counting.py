"""How much of a procedure's limits is taken: counted from the cases when a limit is set.

Each case is marked with what it holds, as the gate does (``domain.cases.gate``), so that it gives back exactly that.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, func, literal, select, update
from sqlalchemy.orm import Session

from domain.cases.gate import amount_of
from domain.cases.models import Case
from domain.procedures.models import Procedure

GIVEN_BACK = ("draft", "rejected", "withdrawn", "expired")
"""States in which a case takes nothing of a limit; in every other it does."""


def lock_cases(session: Session, procedure_id: int) -> None:
    """Lock the cases of a procedure: the gate locks a case first and then its procedure, and so must who counts."""
    wanted = select(Case.id).where(Case.procedure_id == procedure_id).order_by(Case.id)
    session.execute(wanted.with_for_update()).close()


def lock_newer_cases(session: Session, procedure_id: int) -> bool:
    """Lock what came in after ``lock_cases`` as well; False where somebody is changing one of those.

    The caller has locked the procedure, so that no more come in, and must not wait: who changes a case waits for it.
    """
    of_it = Case.procedure_id == procedure_id
    free = session.scalars(select(Case.id).where(of_it).with_for_update(skip_locked=True)).all()
    return len(free) == session.scalar(select(func.count()).where(of_it))


def recount(session: Session, procedure: Procedure) -> None:
    """Count what is taken of a procedure's limits; the caller is inside ``writing`` and has locked cases and procedure."""
    of_it = Case.procedure_id == procedure.id
    giving_back = (of_it, Case.state.in_(GIVEN_BACK), Case.held.is_not(None))
    _write(session, update(Case).where(*giving_back).values(held=None))
    taking = (of_it, Case.state.not_in(GIVEN_BACK))
    summed: ColumnElement[Any] = literal(0)
    if procedure.most_sum is not None:
        summed = Case.answers[procedure.sum_field]
    held = {}
    wrong: list[dict[str, int]] = []
    for id_, before, answer in session.execute(select(Case.id, Case.held, summed).where(*taking)):
        held[id_] = amount_of(answer)
        if held[id_] != before:
            wrong.append({"id": id_, "held": held[id_]})
    if wrong:
        _write(session, update(Case), wrong)
    procedure.cases_taken, procedure.sum_taken = len(held), sum(held.values())


def _write(session: Session, change: Any, rows: list[dict[str, int]] | None = None) -> None:
    options = {} if rows else {"synchronize_session": False}
    session.execute(change, rows, execution_options=options)
