"""What a case has in a lottery, for staff who are asked about it: numbers, places, tickets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from sqlalchemy.orm import Session

from blueprints.lottery.own_entries import Line, lines_of
from blueprints.lottery.views import Draw
from domain.cases.models import Case
from domain.clock import now_utc
from domain.lottery.queries import entries_of
from domain.lottery.sale.models import Ticket
from domain.lottery.sale.queries import tickets_of


@dataclass(frozen=True)
class Lots:
    """The people of a case in a round; "staff/cases/lots.html" shows it as ``lots``."""

    case: Case
    draw: Draw
    unit: str
    lines: Sequence[Line]
    tickets: Sequence[Ticket]

    @property
    def place(self) -> dict[str, object]:
        """What addresses of the round's pages name."""
        return {"slug": self.case.procedure.slug, "turn": self.draw.number}

    def removal(self, line: Line) -> str:
        """Return where this person is taken out of the list, or passed over once it is frozen."""
        page = "objections" if self.draw.has_record else "exclusions"
        return url_for(f"staff.lottery_{page}.page", receipt=line.entry.receipt, **self.place)

    def of(self, line: Line) -> list[Ticket]:
        """Return the tickets of one person."""
        return [one for one in self.tickets if one.entry_id == line.entry.id]


def lots_of(session: Session, case: Case) -> Lots | None:
    """Return what a case has in a lottery; None where it is of another kind."""
    entries = entries_of(session, case.id) if case.procedure.kind == "lottery" else ()
    if not entries:
        return None
    draw, lines = lines_of(session, entries, now_utc())
    unit = entries[0].round.campaign.unit_text.ja
    return Lots(case, draw, unit, lines, tickets_of(session, case.id))
