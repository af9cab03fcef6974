"""What a lottery needs its cases for: nobody of a list is forgotten before everything about it is over."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, exists

from domain.cases.models import Case
from domain.clock import day_of
from domain.lottery.models import Entry, Round
from domain.lottery.sale.models import Ticket


def is_in_lottery(before: datetime) -> ColumnElement[bool]:
    """Return the condition that a case (of the query around it) has an entry in a round whose sale ends only after a moment.

    Runners-up have tickets that are good for longer.
    """
    mine = Entry.case_id == Case.id, Round.id == Entry.round_id
    has_ticket = exists().where(
        Entry.case_id == Case.id, Ticket.entry_id == Entry.id, Ticket.valid_until >= day_of(before)
    )
    return exists().where(*mine, Round.sale_until >= day_of(before)) | has_ticket
