"""Reconciling: what procedures say is taken, against the cases that hold it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from domain.cases.models import Case
from domain.database import writing
from domain.history import TOWN, record
from domain.procedures.models import Procedure
from domain.reconciling import Difference, see_one_moment

ENDED = ("rejected", "withdrawn", "expired")
"""States in which a case must not hold a place."""


def reconcile(session: Session, *, repair: bool = False, now: datetime | None = None) -> list[Difference]:
    """Return what does not agree, as one transaction sees it; empty when all is well.

    Kinds: cases_taken, sum_taken, ended_but_held. ``repair`` (needs ``now``) also writes the counts that the cases
    add up to; cases are only listed.
    """
    if not repair:
        see_one_moment(session)
        return [*_counts(session), *_ended(session)]
    if now is None:
        raise ValueError("a repair needs the moment")
    with writing(session):
        found = [*_counts(session), *_ended(session)]
        for row in session.execute(_counted()).all():
            right = update(Procedure).where(Procedure.id == row.id)
            session.execute(right.values(cases_taken=row.cases, sum_taken=row.total))
        if found:
            record(session, "repair", "procedure", by=TOWN, now=now, differences=len(found))
    return found


def _counts(session: Session) -> Iterator[Difference]:
    for row in session.execute(_counted()):
        if row.cases_taken != row.cases:
            yield Difference("cases_taken", f"procedure {row.slug}", row.cases_taken, row.cases)
        if row.sum_taken != row.total:
            yield Difference("sum_taken", f"procedure {row.slug}", row.sum_taken, row.total)


def _counted() -> Select[int, str, int, int, int, int | None]:
    """Return the procedures whose counts are wrong, with what their cases add up to."""
    cases, total = func.count(Case.held), func.coalesce(func.sum(Case.held), 0)
    written = (Procedure.id, Procedure.slug, Procedure.cases_taken, Procedure.sum_taken)
    counted = select(*written, cases.label("cases"), total.label("total"))
    counted = counted.outerjoin(Case, Case.procedure_id == Procedure.id).group_by(*written)
    wrong = (Procedure.cases_taken != cases) | (Procedure.sum_taken != total)
    return counted.having(wrong).order_by(Procedure.id)


def _ended(session: Session) -> Iterator[Difference]:
    numbers = select(Case.number).where(Case.state.in_(ENDED), Case.held.is_not(None)).order_by(Case.id)
    for number in session.scalars(numbers):
        yield Difference("ended_but_held", f"case {number}", 1, 0)
