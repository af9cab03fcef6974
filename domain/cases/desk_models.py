"""Tables of the reviewer's desk: saved views, phrases, columns of an export."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from domain.database import Base, Document

USES = ("message", "approve", "reject", "return")


class SavedView(Base):
    """A queue as one member of staff wants to find it again."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("staff_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    query: Mapped[dict[str, Any]] = mapped_column(Document)
    """Names and values of the queue's address."""
    position: Mapped[int] = mapped_column(default=0)


class Phrase(Base):
    """A text that a department writes again and again: of messages, reasons, returns."""

    __tablename__ = "phrase"
    __table_args__ = (CheckConstraint(f"use IN {USES!r}", name="known_use"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"), index=True)
    use: Mapped[str] = mapped_column(String(8))
    title: Mapped[str] = mapped_column(String(60))
    body: Mapped[str] = mapped_column(Text)


class ExportChoice(Base):
    """Which columns a member of staff exports of a procedure, saved under a name."""

    __tablename__ = "export_choice"
    __table_args__ = (UniqueConstraint("staff_id", "procedure_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedure.id"))
    name: Mapped[str] = mapped_column(String(60))
    columns: Mapped[list[str]] = mapped_column(Document)
