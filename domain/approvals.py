"""What an action on many cases at once would do, told row by row before it is done."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from domain.cases.models import Case
from domain.cases.rules import STEPS, NotAllowed, is_allowed
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
    session: Session, seen: Seen, departments: Collection[int] | None, action: str = "approve"
) -> list[Prospect]:
    """Return what would become of each row, in the order given; one query. "assign" is always possible."""
    numbers = [number for number, _ in seen[:MOST]]
    found = session.scalars(select(Case).where(Case.number.in_(numbers)).options(joinedload(Case.procedure)))
    cases = {case.number: case for case in found if departments is None or case.department_id in departments}
    return [_prospect(number, revision, cases.get(number), action) for number, revision in seen[:MOST]]


def _prospect(number: str, revision: int, case: Case | None, action: str) -> Prospect:
    if case is None:
        return Prospect(number, revision, None, NotFound())
    if action == "assign":
        return Prospect(number, revision, case)
    if case.state == STEPS[action].to or not is_allowed(action, case.state, "staff"):
        return Prospect(number, revision, case, NotAllowed(action, case.state))
    return Prospect(number, revision, case, None if case.revision == revision else ChangedMeanwhile())
