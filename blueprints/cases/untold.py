"""How long a decision can be taken back here, and what its applicant hears until then."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy.orm import Session

from domain.cases import untold
from domain.cases.models import Case
from domain.cases.queries import case_page
from domain.cases.rules import NotAllowed
from domain.cases.untold import STATE, Told, as_told
from domain.refusals import NotFound


def undo_time() -> timedelta:
    """Return how long a decision can be taken back here."""
    return timedelta(minutes=current_app.config["UNDO_MINUTES"])


def is_untold(session: Session, case: Case, now: datetime) -> bool:
    """Say whether a decision can still be taken back, so that its applicant is not to know of it."""
    return untold.is_untold(session, case, within=undo_time(), now=now)


def told_page(session: Session, number: str, now: datetime) -> Told:
    """Return a case with all that its applicant may know of it; NotFound."""
    page = case_page(session, number)
    if page is None:
        raise NotFound
    return as_told(page, within=undo_time(), now=now)


@contextmanager
def refusing_as_told(session: Session, case: Case, now: datetime) -> Iterator[None]:
    """Let a refusal name the state that the applicant may know."""
    try:
        yield
    except NotAllowed as refusal:
        if not is_untold(session, case, now):
            raise
        raise NotAllowed(refusal.action, STATE) from refusal
