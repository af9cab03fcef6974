"""Tables of retention: that a manager has released cases for deletion."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain.database import Base, Moment
from domain.people.models import Staff
from domain.procedures.models import Procedure


class Release(Base):
    """One release: the cases of a procedure that had ended before a moment may be deleted, once."""

    __tablename__ = "retention_release"
    __table_args__ = (CheckConstraint("previewed >= 0 AND deleted >= 0", name="nothing_below_zero"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedure.id"), index=True)
    months: Mapped[int]
    """The rule it was released by: so many months after a case has ended."""
    ended_before: Mapped[datetime] = mapped_column(Moment)
    previewed: Mapped[int]
    """How many cases the manager was shown."""
    deleted: Mapped[int] = mapped_column(default=0)
    released_at: Mapped[datetime] = mapped_column(Moment)
    released_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    finished_at: Mapped[datetime | None] = mapped_column(Moment)

    procedure: Mapped[Procedure] = relationship()
    released_by: Mapped[Staff] = relationship()
