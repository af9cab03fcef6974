"""Tables of the duplicates desk: when it was searched, groups that look like one person's, and what was decided on them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain.database import Base, Moment
from domain.lottery.models import Entry, Round
from domain.people.models import Staff

VERDICTS = ("", "kept", "dropped")


class DuplicateSearch(Base):
    """The last search for duplicates in a round; what came or changed later was not looked at."""

    __tablename__ = "duplicate_search"

    round_id: Mapped[int] = mapped_column(ForeignKey("lottery_round.id"), primary_key=True)
    searched_at: Mapped[datetime] = mapped_column(Moment)
    entries: Mapped[int]
    """How many were compared."""
    last_entry_id: Mapped[int]
    """The newest of them."""


class DuplicateGroup(Base):
    """Entries that look like one person's; a person decides. Decided ones stay, as the log of who decided what and why."""

    __tablename__ = "duplicate_group"
    __table_args__ = (
        Index("ix_duplicate_group_round", "round_id", "decided_at", "score"),
        CheckConstraint("decided_at IS NULL OR reason <> ''", name="a_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("lottery_round.id"))
    score: Mapped[int]
    """Points of the two most alike, 0 to 100."""
    found_at: Mapped[datetime] = mapped_column(Moment)
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    """Why it was decided so, in the words of who decided."""

    round: Mapped[Round] = relationship()
    decided_by: Mapped[Staff | None] = relationship()
    members: Mapped[list[DuplicateMember]] = relationship(
        back_populates="group", cascade="all, delete-orphan", order_by="DuplicateMember.entry_id"
    )


class DuplicateMember(Base):
    """One entry of a group; those of earlier rounds have won there and are only compared with."""

    __tablename__ = "duplicate_member"
    __table_args__ = (CheckConstraint(f"verdict IN {VERDICTS!r}", name="known_verdict"),)

    group_id: Mapped[int] = mapped_column(
        ForeignKey("duplicate_group.id", ondelete="CASCADE"), primary_key=True
    )
    entry_id: Mapped[int] = mapped_column(
        ForeignKey("entry.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    verdict: Mapped[str] = mapped_column(String(8), default="")

    group: Mapped[DuplicateGroup] = relationship(back_populates="members")
    entry: Mapped[Entry] = relationship()
