"""The steps of a draft: done ones can be undone, undone ones done again, until a new one is added."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from domain.history import Actor
from domain.procedures.draft_models import Draft, DraftStep

MOST_STEPS = 50
"""Steps that can be undone; older ones are forgotten."""
AGAIN = "again"
"""The name, in ``before`` of an undone step, of what the step had made; no form has one like it."""
IS_UNDONE = DraftStep.before[AGAIN].as_string().is_not(None)


def steps_of(session: Session, draft_id: int, most: int = 5) -> tuple[DraftStep, ...]:
    """Return what was done to a draft and can be undone, the latest first."""
    wanted = select(DraftStep).where(DraftStep.draft_id == draft_id, ~IS_UNDONE).order_by(DraftStep.id.desc())
    return tuple(session.scalars(wanted.limit(most)))


def undone_step(session: Session, draft_id: int) -> DraftStep | None:
    """Return the step that was undone last and can be done again, or None."""
    return session.scalar(
        select(DraftStep).where(*_undone(session, draft_id)).order_by(DraftStep.id).limit(1)
    )


def add_step(
    session: Session, draft_id: int, said: str, before: dict[str, Any], by: Actor, now: datetime
) -> None:
    """Add a step inside the caller's ``writing``: what was undone is gone for good, and so are the oldest."""
    session.execute(delete(DraftStep).where(*_undone(session, draft_id)))
    made = {"said": said[:200], "before": before, "made_at": now, "made_by_id": by.staff_id}
    session.add(DraftStep(draft_id=draft_id, **made))
    session.flush()
    _forget_old(session, draft_id)


def take_back(step: DraftStep, draft: Draft) -> dict[str, Any]:
    """Mark a step as undone and return what stood before it; ``draft`` holds what it had made."""
    before = step.before
    step.before = {AGAIN: draft.definition}
    return before


def put_back(step: DraftStep, draft: Draft) -> dict[str, Any]:
    """Mark an undone step as done and return what it makes; ``draft`` holds what stands before it."""
    after: dict[str, Any] = step.before[AGAIN]
    step.before = draft.definition
    return after


def _undone(session: Session, draft_id: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Return what holds for the undone steps: they come after the last done one, so that no older one is looked into."""
    done = select(DraftStep.id).where(DraftStep.draft_id == draft_id, ~IS_UNDONE)
    last = session.scalar(done.order_by(DraftStep.id.desc()).limit(1))
    return DraftStep.draft_id == draft_id, DraftStep.id > (last or 0)


def _forget_old(session: Session, draft_id: int) -> None:
    kept = select(DraftStep.id).where(DraftStep.draft_id == draft_id).order_by(DraftStep.id.desc())
    oldest = session.scalar(kept.offset(MOST_STEPS - 1).limit(1))
    if oldest is not None:
        session.execute(delete(DraftStep).where(DraftStep.draft_id == draft_id, DraftStep.id < oldest))
