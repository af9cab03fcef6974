"""Batches: who books while another booking is being written waits for that, then goes in with all who wait.

In the opening minute one transaction and one flush to the disk then serve many; at other times nobody waits, and a
batch is one booking.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event, Lock

from sqlalchemy.orm import Session

from domain.booking.requests import BookingRequest
from domain.booking.taking import Given, give
from domain.database import OUTAGES, be_unsure, may_have_written
from domain.history import RESIDENT

MOST = 64
"""Bookings of one transaction: some tens of milliseconds, so that other writers are not kept waiting."""


@dataclass
class Ticket:
    """A request that waits for its answer, or for its turn to write for all who wait."""

    request: BookingRequest
    now: datetime
    answer: Given | Exception | None = None
    is_unsure: bool = False
    """Its answer is trouble, and it may have been written all the same."""
    called: Event = field(default_factory=Event)


class Batches:
    """The queue of one process; residents' bookings only, which have no actor of their own."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self.waiting: deque[Ticket] = deque()
        self.is_writing = False
        self._lock = Lock()

    def book(self, session: Session, request: BookingRequest, *, now: datetime) -> Given:
        """Book a slot, together with whoever else waits; raises a Refusal."""
        session.rollback()  # whoever waits must not keep a connection that whoever writes needs
        ticket = Ticket(request, now)
        if not self._queue(ticket):
            ticket.called.wait()
        if ticket.answer is None:
            self._lead(session, ticket)
        if isinstance(ticket.answer, Given):
            return ticket.answer
        if ticket.is_unsure:
            be_unsure(session)
        raise ticket.answer or RuntimeError("no answer")

    def _queue(self, ticket: Ticket) -> bool:
        """Queue up; say whether nobody writes, so that it is this one's turn."""
        with self._lock:
            self.waiting.append(ticket)
            is_first, self.is_writing = not self.is_writing, True
        return is_first

    def _lead(self, session: Session, ticket: Ticket) -> None:
        """Write until this one is answered, then call the next to lead."""
        try:
            while ticket.answer is None:
                self._write(session)
        finally:
            with self._lock:
                following = self.waiting[0] if self.waiting else None
                self.is_writing = following is not None
            if following is not None:
                following.called.set()

    def _write(self, session: Session) -> None:
        """Book the first of those who wait in one transaction and answer them, whatever happens."""
        with self._lock:
            batch = [self.waiting.popleft() for _ in range(min(self.most, len(self.waiting)))]
        try:
            self._answer_all(session, batch)
        finally:
            _fail(batch, RuntimeError("ended while booking"))
            for ticket in batch:
                ticket.called.set()

    def _answer_all(self, session: Session, batch: list[Ticket]) -> None:
        try:
            _answer(session, batch)
        except OUTAGES as gone:
            _fail(batch, gone, is_unsure=may_have_written(session))
        except Exception as trouble:
            if len(batch) == 1:
                _fail(batch, trouble)
            else:  # what is wrong with one request is to be its own trouble
                for ticket in batch:
                    self._answer_all(session, [ticket])


def _answer(session: Session, batch: list[Ticket]) -> None:
    # All were sent by now: nobody is judged by a moment before the sending, in the minute when booking opens least of all.
    now = max(ticket.now for ticket in batch)
    answers = give(session, [ticket.request for ticket in batch], by=RESIDENT, now=now)
    for ticket, answer in zip(batch, answers, strict=True):
        ticket.answer = answer


def _fail(batch: list[Ticket], trouble: Exception, *, is_unsure: bool = False) -> None:
    for ticket in batch:
        if ticket.answer is None:
            ticket.answer, ticket.is_unsure = trouble, is_unsure
