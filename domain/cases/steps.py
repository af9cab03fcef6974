"""Moving a case from state to state: one compare-and-set for every action."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from domain.cases.models import Case, Decision
from domain.cases.rules import BY_KIND, STEPS, NotAllowed, kind_forbids
from domain.history import Actor, record
from domain.refusals import ChangedMeanwhile, NotFound


def find(session: Session, number: str) -> Case:
    """Return the case with this number; NotFound."""
    case = session.scalar(select(Case).where(Case.number == number))
    if case is None:
        raise NotFound
    return case


def take_step(
    session: Session,
    case: Case,
    action: str,
    *,
    revision: int | None = None,
    by: Actor,
    now: datetime,
    values: dict[str, Any] | None = None,
    **detail: Any,
) -> None:
    """Move a case inside the caller's ``writing`` and add the line of history.

    ``revision`` is what the actor saw (None: whatever it is now). NotAllowed where the state forbids it,
    ChangedMeanwhile where somebody was faster. ``values`` are columns of the case to change with it.
    """
    step = STEPS[action]
    if action in BY_KIND and (forbidden := kind_forbids(action, case.procedure.kind)):
        raise forbidden
    before = case.state
    moved = _move(session, case, step.allowed_from(by.kind), step.to, revision, now, values or {})
    session.refresh(case)
    if not moved:
        raise _reason(case, action, by)
    detail = {"from": before, "to": step.to, "revision": case.revision} | detail
    record(session, action, "case", case.id, case_id=case.id, by=by, now=now, **detail)


def decide(session: Session, case: Case, outcome: str, *, by: Actor, now: datetime, reason: str = "") -> None:
    """Add the decision on a case inside the caller's ``writing``."""
    decision = Decision(case_id=case.id, outcome=outcome, reason=reason, decided_at=now)
    decision.decided_by_id = by.staff_id
    session.add(decision)


def _move(
    session: Session,
    case: Case,
    states: Iterable[str],
    to: str,
    revision: int | None,
    now: datetime,
    values: dict[str, Any],
) -> bool:
    moving = update(Case).where(Case.id == case.id, Case.state.in_(sorted(states)))
    if revision is not None:
        moving = moving.where(Case.revision == revision)
    moving = moving.values(state=to, revision=Case.revision + 1, changed_at=now, **values)
    options = {"synchronize_session": False}
    return session.scalar(moving.returning(Case.id), execution_options=options) is not None


def _reason(case: Case, action: str, by: Actor) -> NotAllowed | ChangedMeanwhile:
    allowed = STEPS[action].allowed_from(by.kind)
    return ChangedMeanwhile() if case.state in allowed else NotAllowed(action, case.state)
