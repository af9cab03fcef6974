"""Looking the outbox up: what waits, what was given up, and for how long."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.notices.models import Mail


def age_of_oldest(session: Session, now: datetime) -> timedelta | None:
    """Return how long the oldest unsent mail has waited since it was written; None where none waits."""
    waiting = select(func.min(Mail.written_at)).where(Mail.sent_at.is_(None), Mail.given_up_at.is_(None))
    written_at = session.scalar(waiting)
    return None if written_at is None else now - written_at


def counts(session: Session) -> dict[str, int]:
    """Return how many mails wait, were sent, and were given up."""
    row = session.execute(
        select(
            func.count(Mail.id).filter(Mail.sent_at.is_(None), Mail.given_up_at.is_(None)),
            func.count(Mail.sent_at),
            func.count(Mail.given_up_at),
        )
    ).one()
    return {"waiting": row[0], "sent": row[1], "given_up": row[2]}
