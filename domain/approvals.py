"""What an action on many cases at once would do, told row by row before it is done."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from domain.cases.models import Case
from domain.cases.rules import STEPS, NotAllowed, NotToldYet, is_allowed, kind_forbids
from domain.refusals import ChangedMeanwhile, NotFound, Refusal

MOST = 500
"""Cases that are changed at once."""

Seen = Sequence[tuple[str, int]]
"""(number, revision) of each case as it was on the screen."""


@dataclass(frozen=True)
class Prospect:
    """One row: the case (None where there is none for this person), and why it cannot be done."""

    number: str
    revision: int
    case: Case | None
    refusal: Refusal | None = None

    @property
    def ok(self) -> bool:
        """Whether it would be done."""
        return self.refusal is None


def prospects(
    session: Session,
    seen: Seen,
    departments: Collection[int] | None,
    action: str = "approve",
    *,
    told_until: datetime | None = None,
) -> list[Prospect]:
    """Return what would become of each row, in the order given; one query. "assign" is always possible.

    What was decided after ``told_until`` can still be taken back, so that it cannot be completed yet.
    """
    numbers = [number for number, _ in seen[:MOST]]
    found = session.scalars(select(Case).where(Case.number.in_(numbers)).options(joinedload(Case.procedure)))
    cases = {case.number: case for case in found if departments is None or case.department_id in departments}
    return [
        Prospect(number, revision, case, _objection(case, revision, action, told_until))
        for number, revision in seen[:MOST]
        for case in (cases.get(number),)
    ]


def _objection(case: Case | None, revision: int, action: str, told_until: datetime | None) -> Refusal | None:
    if case is None:
        return NotFound()
    if action == "assign":
        return None
    if forbidden := kind_forbids(action, case.procedure.kind):
        return forbidden
    if case.state == STEPS[action].to or not is_allowed(action, case.state, "staff"):
        return NotAllowed(action, case.state)
    if action == "complete" and told_until and case.decided_at and case.decided_at > told_until:
        return NotToldYet()
    return None if case.revision == revision else ChangedMeanwhile()
