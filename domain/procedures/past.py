"""The history of a procedure: who changed, approved and published what when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.clock import in_tokyo
from domain.history import Event
from domain.people.models import Staff
from domain.procedures.draft_models import Draft, DraftStep

MOST = 200
"""Lines shown at once, the latest first."""


@dataclass(frozen=True)
class Line:
    """One thing that was done to a procedure."""

    at: datetime
    verb: str
    """A verb of the history, or "change" for a step of the draft that there is now."""
    who: str
    """Name of the member of staff, "" for the town itself."""
    detail: dict[str, Any]

    @property
    def year(self) -> int:
        """The year on Tokyo's calendar: a history goes back over several."""
        return in_tokyo(self.at).year


def last_said(session: Session, procedure_id: int, verb: str) -> Event | None:
    """Return when something was done to a procedure last, and by whom; None where it never was."""
    wanted = select(Event).where(Event.noun == "procedure", Event.noun_id == procedure_id, Event.verb == verb)
    return session.scalars(wanted.order_by(Event.id.desc()).limit(1)).first()


def history_of(session: Session, procedure_id: int, most: int = MOST) -> list[Line]:
    """Return what was done to a procedure and to the draft that there is now, the latest first; two queries."""
    events = session.scalars(
        select(Event)
        .where(Event.noun == "procedure", Event.noun_id == procedure_id)
        .order_by(Event.id.desc())
        .limit(most)
    )
    steps = session.execute(
        select(DraftStep, Staff.name)
        .join(Draft, Draft.id == DraftStep.draft_id)
        .join(Staff, Staff.id == DraftStep.made_by_id, isouter=True)
        .where(Draft.procedure_id == procedure_id)
        .order_by(DraftStep.id.desc())
        .limit(most)
    )
    lines = [Line(one.at, one.verb, one.actor_name, one.detail) for one in events]
    lines += [Line(step.made_at, "change", name or "", {"said": step.said}) for step, name in steps]
    return sorted(lines, key=lambda line: line.at, reverse=True)[:most]
