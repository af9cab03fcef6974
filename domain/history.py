"""The history: who did what when. Rows are only ever added."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, event, insert, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.database import Base, Document, Moment


@dataclass(frozen=True)
class Actor:
    """Who does something: a resident, a member of staff, or the town itself."""

    kind: str
    name: str = ""
    staff_id: int | None = None

    @property
    def is_staff(self) -> bool:
        """Say whether a signed-in member of staff acts."""
        return self.kind == "staff"


RESIDENT = Actor("resident")
TOWN = Actor("town")
"""The town itself: commands and jobs."""


class Event(Base):
    """One line of history."""

    __tablename__ = "history"
    __table_args__ = (
        # Few lines tell of procedures; an index over all nouns would make every line dearer to write.
        Index(
            "ix_history_procedure",
            "noun_id",
            sqlite_where=text("noun = 'procedure'"),
            postgresql_where=text("noun = 'procedure'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    actor_kind: Mapped[str] = mapped_column(String(16))
    actor_name: Mapped[str] = mapped_column(String(100))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    noun: Mapped[str] = mapped_column(String(32))
    noun_id: Mapped[int | None]
    verb: Mapped[str] = mapped_column(String(32))
    detail: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)


def record(
    session: Session,
    verb: str,
    noun: str,
    noun_id: int | None = None,
    *,
    by: Actor,
    now: datetime,
    case_id: int | None = None,
    **detail: Any,
) -> None:
    """Add one line; the caller is inside ``writing``. ``detail`` is JSON without personal data.

    The lines of a transaction are written together when it ends: one statement, however many cases a batch has.
    """
    line = {
        "at": now,
        "actor_kind": by.kind,
        "actor_name": by.name,
        "staff_id": by.staff_id,
        "case_id": case_id,
        "noun": noun,
        "noun_id": noun_id,
        "verb": verb,
        "detail": detail,
    }
    session.info.setdefault(_LINES, []).append(line)


_LINES = "lines of history"
_TABLE: Any = Event.__table__


@event.listens_for(Session, "before_commit")
def _write(session: Session) -> None:
    lines = session.info.pop(_LINES, None)
    if lines:
        session.execute(insert(_TABLE), lines)


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(_LINES, None)


@event.listens_for(Event, "before_update")
@event.listens_for(Event, "before_delete")
def _refuse(*_: Any) -> None:
    raise RuntimeError("history is only ever added to")
