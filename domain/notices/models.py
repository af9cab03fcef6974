"""Tables of notices: the outbox."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from domain.database import Base, Document, Moment


class Mail(Base):
    """A mail to send, or sent; kept with its case."""

    __tablename__ = "mail"
    __table_args__ = (Index("ix_mail_due", "sent_at", "given_up_at", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    kind: Mapped[str] = mapped_column(String(32))
    """receipt, approval, return, rejection, cancellation, move, …"""
    message_id: Mapped[str] = mapped_column(String(120), unique=True)
    """What stands before the @ of the Message-ID (RFC 5322): fixed when written, so that a repeat is
    recognised as one."""
    recipient: Mapped[str] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(8), default="ja")
    facts: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)
    """What the mail tells, frozen as JSON when written; subject and body are made of it before the first try."""
    subject: Mapped[str] = mapped_column(String(200), default="")
    body: Mapped[str] = mapped_column(Text, default="")
    written_at: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime] = mapped_column(Moment)
    """When to try (again)."""
    leased_until: Mapped[datetime | None] = mapped_column(Moment)
    leased_by: Mapped[str] = mapped_column(String(60), default="")
    tries: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(Text, default="")
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    given_up_at: Mapped[datetime | None] = mapped_column(Moment)
