"""The gate of a procedure: the conditional UPDATE that lets a case in, and what gives its place back exactly once.

A case holds its place while ``held`` says how much it adds to the sum. Rows are locked in one order: case, procedure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_CEILING, Decimal, InvalidOperation
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from domain.cases.models import Case
from domain.procedures.models import Procedure
from domain.procedures.refusals import Closed, FullNow, MoreThanLeft, NotOpenYet, NotTaking
from forms.reading import load_answers

LARGEST = 1_000_000_000
"""More than any sum of a town; a larger answer counts as this."""


@dataclass(frozen=True)
class Ask:
    """What a case asks of its procedure: to be in time, to be one more, to add so much to the sum."""

    amount: int
    since: datetime
    until: datetime
    """It is in time where the procedure was open at some moment from ``since`` to ``until``: both are now for what
    comes by web; what came on paper was sent at some time of a day."""


def let_in(session: Session, procedure_id: int, ask: Ask) -> bool:
    """Count one case more; False where the procedure does not take it. The caller notes ``held`` on the case."""
    return _add(session, procedure_id, 1, ask.amount, _is_in_time(ask))


def let_go(session: Session, case: Case) -> bool:
    """Give the place of a case back: exactly once, whoever else tries; False where it holds none.

    The caller is inside ``writing`` and has moved the case, so that nobody else changes it.
    """
    held = _held(session, case)
    if held is None or not _mark(session, case, held, None):
        return False
    counts = {"cases_taken": Procedure.cases_taken - 1, "sum_taken": Procedure.sum_taken - held}
    _changed(session, update(Procedure).where(Procedure.id == case.procedure_id).values(**counts))
    return True


def forget(session: Session, procedure_id: int, case_ids: Sequence[int]) -> None:
    """Take the places of cases that are being deleted out of the count and out of the limit: what was used stays used."""
    held = select(func.count(), func.coalesce(func.sum(Case.held), 0)).where(
        Case.id.in_(case_ids), Case.held.is_not(None)
    )
    cases, amount = session.execute(held).one()
    less = {
        "cases_taken": Procedure.cases_taken - cases,
        "most_cases": Procedure.most_cases - cases,
        "sum_taken": Procedure.sum_taken - amount,
        "most_sum": Procedure.most_sum - amount,
    }
    if cases:
        _changed(session, update(Procedure).where(Procedure.id == procedure_id).values(**less))


def hold_again(session: Session, case: Case) -> None:
    """Take the place of a case anew whose end was taken back; FullNow or MoreThanLeft where that was given away.

    For procedures that count only; opening hours do not matter, the case was in time before.
    """
    procedure = _procedure(session, case.procedure_id)
    amount = amount_in(procedure, load_answers(case.form_version.form, case.answers))
    if not _mark(session, case, None, amount):
        return
    if not _add(session, case.procedure_id, 1, amount):
        raise why_not(procedure, amount)


def count_anew(session: Session, case: Case, answers: Mapping[str, Any]) -> None:
    """Count other answers of a case that holds a place; MoreThanLeft where the sum has no room for them."""
    held, procedure = _held(session, case), _procedure(session, case.procedure_id)
    amount = amount_in(procedure, answers)
    if held is None or held == amount or not _mark(session, case, held, amount):
        return
    if not _add(session, case.procedure_id, 0, amount - held):
        raise why_not(procedure, amount - held)


def amount_in(procedure: Procedure, answers: Mapping[str, Any]) -> int:
    """Return what answers (as ``forms.reading`` gives them) add to the sum of a procedure; 0 where nothing is summed."""
    if procedure.most_sum is None or not procedure.sum_field:
        return 0
    return amount_of(answers.get(procedure.sum_field))


def amount_of(answer: Any) -> int:
    """Return what one answer, read or as it is stored, adds to a sum: a number rounded up, how many are listed, or 0."""
    if isinstance(answer, tuple | list):
        return len(answer)
    if answer is None or isinstance(answer, bool):
        return 0
    try:
        number = min(max(Decimal(answer), Decimal(0)), Decimal(LARGEST))
        return int(number.to_integral_value(ROUND_CEILING))
    except (InvalidOperation, TypeError):
        return 0


def why_closed(procedure: Procedure, ask: Ask) -> NotTaking | None:
    """Return why a procedure takes nothing at a time, None where it is open."""
    if procedure.opens_at is not None and procedure.opens_at > ask.until:
        return NotOpenYet(procedure.opens_at)
    if procedure.closes_at is not None and procedure.closes_at <= ask.since:
        return Closed(procedure.closes_at)
    return None


def why_full(procedure: Procedure, amount: int = 1) -> NotTaking | None:
    """Return why a procedure has no room for a case that adds ``amount``, None where it has."""
    if procedure.most_cases is not None and procedure.cases_taken >= procedure.most_cases:
        return FullNow()
    if procedure.most_sum is None or procedure.sum_taken + amount <= procedure.most_sum:
        return None
    left = procedure.most_sum - procedure.sum_taken
    return MoreThanLeft(left, amount) if left > 0 else FullNow()


def why_not(procedure: Procedure, amount: int) -> NotTaking:
    """Return why the gate has just refused; somebody may have given back meanwhile, so there is always an answer."""
    return why_full(procedure, amount) or FullNow()


def _add(session: Session, procedure_id: int, cases: int, amount: int, *further: ColumnElement[bool]) -> bool:
    after, total = Procedure.cases_taken + cases, Procedure.sum_taken + amount
    room = [or_(Procedure.most_sum.is_(None), total <= Procedure.most_sum)] if amount > 0 else []
    if cases:
        room.append(or_(Procedure.most_cases.is_(None), after <= Procedure.most_cases))
    adding = update(Procedure).where(Procedure.id == procedure_id, *room, *further)
    return _changed(session, adding.values(cases_taken=after, sum_taken=total))


def _is_in_time(ask: Ask) -> ColumnElement[bool]:
    begun = or_(Procedure.opens_at.is_(None), Procedure.opens_at <= ask.until)
    return and_(begun, or_(Procedure.closes_at.is_(None), Procedure.closes_at > ask.since))


def _held(session: Session, case: Case) -> int | None:
    return session.scalar(select(Case.held).where(Case.id == case.id))


def _mark(session: Session, case: Case, before: int | None, after: int | None) -> bool:
    """Note what a case holds, by compare-and-set."""
    is_before = Case.held.is_(None) if before is None else Case.held == before
    if not _changed(session, update(Case).where(Case.id == case.id, is_before).values(held=after)):
        return False
    session.refresh(case, ["held"])
    return True


def _procedure(session: Session, procedure_id: int) -> Procedure:
    wanted = select(Procedure).where(Procedure.id == procedure_id)
    return session.scalars(wanted, execution_options={"populate_existing": True}).one()


def _changed(session: Session, statement: Any) -> bool:
    result: Any = session.execute(statement, execution_options={"synchronize_session": False})
    assert isinstance(result, CursorResult)
    return result.rowcount > 0
