"""The table of jobs: what was asked for, by whom, who runs it, how far it has got, and what came of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from domain.database import Base, Document, Moment
from domain.history import Actor

_UNFINISHED = text("finished_at IS NULL")


class Job(Base):
    """One long step that somebody asked for; the worker takes it by a lease, and whoever comes next where that ends."""

    __tablename__ = "job"
    __table_args__ = (
        # The same step of the same thing does not wait twice. Few rows are unfinished: both indexes are nearly empty.
        Index(
            "uq_job_unfinished",
            "noun",
            "noun_id",
            "kind",
            unique=True,
            sqlite_where=_UNFINISHED,
            postgresql_where=_UNFINISHED,
        ),
        Index("ix_job_due", "leased_until", sqlite_where=_UNFINISHED, postgresql_where=_UNFINISHED),
        Index("ix_job_noun", "noun", "noun_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    """What is to be done: a name that the one who runs it knows."""
    noun: Mapped[str] = mapped_column(String(32))
    """What it is done to, as in the history; and its id."""
    noun_id: Mapped[int]
    asked_at: Mapped[datetime] = mapped_column(Moment)
    actor_kind: Mapped[str] = mapped_column(String(16))
    actor_name: Mapped[str] = mapped_column(String(100))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    leased_by: Mapped[str] = mapped_column(String(60), default="")
    leased_until: Mapped[datetime | None] = mapped_column(Moment)
    tries: Mapped[int] = mapped_column(default=0)
    """How often it was begun; more than once where the process that ran it ended."""
    begun_at: Mapped[datetime | None] = mapped_column(Moment)
    done: Mapped[int] = mapped_column(default=0)
    of: Mapped[int] = mapped_column(default=0)
    """0 where nobody knows how much there is."""
    finished_at: Mapped[datetime | None] = mapped_column(Moment)
    refusal: Mapped[Any] = mapped_column(Document, nullable=True)
    """Why it was not done: {"code", "reason", "next_step"}, in Japanese as staff read it; None where it was done."""
    outcome: Mapped[Any] = mapped_column(Document, nullable=True)
    """What it came to: JSON numbers by name."""

    @property
    def actor(self) -> Actor:
        """Return who asked for it, as it is done in their name."""
        return Actor(self.actor_kind, self.actor_name, self.staff_id)
