"""How much of a procedure's limits is taken: counted from the cases when a limit is set.

Each case is marked with what it holds, as the gate does (``domain.cases.gate``), so that it gives back exactly that.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Update, func, select, update
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
    _write(session, _marking(None, of_it, Case.state.in_(GIVEN_BACK)))
    taking = (of_it, Case.state.not_in(GIVEN_BACK))
    if procedure.most_sum is None:
        _write(session, _marking(0, *taking))
    else:
        held = session.execute(select(Case.id, Case.held, Case.answers[procedure.sum_field]).where(*taking))
        amounts = ((id_, before, amount_of(answer)) for id_, before, answer in held)
        wrong = [{"id": id_, "held": amount} for id_, before, amount in amounts if amount != before]
        if wrong:
            session.execute(update(Case), wrong)
    counting = select(func.count(), func.sum(Case.held)).where(*taking)
    procedure.cases_taken, total = session.execute(counting).one()
    procedure.sum_taken = int(total or 0)


def _marking(held: int | None, *which: ColumnElement[bool]) -> Update:
    return update(Case).where(*which, Case.held.is_distinct_from(held)).values({"held": held})


def _write(session: Session, change: Update) -> None:
    session.execute(change, execution_options={"synchronize_session": False})
