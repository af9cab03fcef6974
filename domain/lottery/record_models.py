"""Tables of what is fixed in public: seed, changes after the freeze, awards, and the files of the record."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain.database import Base, Moment
from domain.lottery.models import Entry, Round
from domain.people.models import Staff


class SeedValue(Base):
    """What one source of the seed said; entered once, in the announced order."""

    __tablename__ = "seed_value"
    __table_args__ = (UniqueConstraint("round_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("lottery_round.id"))
    name: Mapped[str] = mapped_column(String(20))
    """Of the source, as announced."""
    value: Mapped[str] = mapped_column(String(200))
    """In the exact encoding that was announced."""
    is_fallback: Mapped[bool] = mapped_column(default=False)
    """Whether it is the value of the announced fallback, because the source gave none."""
    seen_at: Mapped[str] = mapped_column(Text, default="")
    """Where anybody can look it up: a link, the name of a photo."""
    entered_at: Mapped[datetime] = mapped_column(Moment)
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    entered_by: Mapped[Staff | None] = relationship()


class Objection(Base):
    """What somebody said against the frozen list, and what was answered."""

    __tablename__ = "objection"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("lottery_round.id"), index=True)
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), index=True)
    """The entry it is about, and goes with; None where it is about none, or an unknown one."""
    said: Mapped[str] = mapped_column(Text)
    raised_at: Mapped[datetime] = mapped_column(Moment)
    raised_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    """Who wrote it down; None: the applicant, online."""
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    entry: Mapped[Entry | None] = relationship()
    answered_by: Mapped[Staff | None] = relationship(foreign_keys=[answered_by_id])


class Disqualification(Base):
    """That an entry is to be passed over: asked for by one person, confirmed by another."""

    __tablename__ = "disqualification"
    __table_args__ = (CheckConstraint("asked_by_id <> confirmed_by_id", name="four_eyes"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), unique=True)
    reason: Mapped[str] = mapped_column(String(20))
    """A code of ``domain.lottery.rules.REASONS``, which stands in the public record."""
    note: Mapped[str] = mapped_column(Text, default="")
    """For the office only."""
    asked_at: Mapped[datetime] = mapped_column(Moment)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    entry: Mapped[Entry] = relationship()
    asked_by: Mapped[Staff] = relationship(foreign_keys=[asked_by_id])
    confirmed_by: Mapped[Staff | None] = relationship(foreign_keys=[confirmed_by_id])


class StatusChange(Base):
    """One line of status.csv: what became of an entry after the freeze; only ever added to."""

    __tablename__ = "status_change"
    __table_args__ = (UniqueConstraint("round_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("lottery_round.id"))
    position: Mapped[int]
    """Place among the lines of its round, from 1."""
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id", ondelete="SET NULL"), index=True)
    """None once the entry was deleted; the line stays."""
    receipt: Mapped[str] = mapped_column(String(11))
    status: Mapped[str] = mapped_column(String(12))
    """One of ``domain.lottery.record.STATUSES``."""
    at: Mapped[datetime] = mapped_column(Moment)
    """To the second."""
    reason: Mapped[str] = mapped_column(String(20), default="")
    role: Mapped[str] = mapped_column(String(12))
    """Whose decision: "applicant", "staff", "town"."""
    chain: Mapped[str] = mapped_column(String(64))
    """Hash of this line and all before it."""


class Award(Base):
    """Where the draw put an entry, and what it was granted: perhaps nothing."""

    __tablename__ = "award"
    __table_args__ = (
        UniqueConstraint("round_id", "rank"),
        CheckConstraint("granted >= 0", name="nothing_below_zero"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("lottery_round.id"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), unique=True)
    rank: Mapped[int]
    """1 … N."""
    score: Mapped[str] = mapped_column(String(64))
    pools: Mapped[str] = mapped_column(String(200), default="")
    """Names of the pools it was granted from, joined by "+"."""
    granted: Mapped[int]
    """Units; what a runner-up is offered later is not in it."""
    granted_before: Mapped[int]
    """Units that all those ranked before were granted."""
    parts: Mapped[str] = mapped_column(String(60), default="")
    """Units from each of its pools, joined by "+"."""

    entry: Mapped[Entry] = relationship()
    round: Mapped[Round] = relationship()


class RecordFile(Base):
    """One file of a round's public record."""

    __tablename__ = "record_file"
    __table_args__ = (UniqueConstraint("round_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("lottery_round.id"))
    name: Mapped[str] = mapped_column(String(40))
    data: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    written_at: Mapped[datetime] = mapped_column(Moment)
