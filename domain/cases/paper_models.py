"""Tables of what goes to and fro on a case: documents, messages, notes; and of what is not a case yet."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain.cases.models import Case
from domain.database import Base, Document, Moment
from domain.people.models import Staff
from domain.procedures.models import FormVersion, Procedure


class Upload(Base):
    """A file that a resident has sent: of a case, or waiting for the form around it to be sent."""

    __tablename__ = "upload"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 of the random token by which the page that holds it names it."""
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    form_key: Mapped[str] = mapped_column(String(64), index=True)
    """The random key of the page that it was sent with, and so of the case that may get it."""
    field: Mapped[str] = mapped_column(String(40))
    """Key of the question that asks for it; "" for a paper that was added later."""
    name: Mapped[str] = mapped_column(String(200))
    """What the resident's file was called, for people only; never part of a path."""
    media_type: Mapped[str] = mapped_column(String(60))
    size: Mapped[int]
    """Bytes as stored."""
    sha256: Mapped[str] = mapped_column(String(64))
    stored_as: Mapped[str] = mapped_column(String(64), unique=True)
    """Random name in the folder of uploads."""
    uploaded_at: Mapped[datetime] = mapped_column(Moment, index=True)
    checked_at: Mapped[datetime | None] = mapped_column(Moment)
    """When staff have ticked it off as the right paper."""
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    case: Mapped[Case | None] = relationship()
    checked_by: Mapped[Staff | None] = relationship()

    @property
    def is_picture(self) -> bool:
        """Whether it can be looked at as a picture."""
        return self.media_type.startswith("image/")


class CaseMessage(Base):
    """A message between a resident and the office on a case."""

    __tablename__ = "case_message"
    __table_args__ = (CheckConstraint("sender IN ('resident', 'staff')", name="known_sender"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    sender: Mapped[str] = mapped_column(String(8))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    body: Mapped[str] = mapped_column(Text)
    key: Mapped[str | None] = mapped_column(String(64), unique=True)
    """The random key made with the page: a repeat is not a second message."""
    sent_at: Mapped[datetime] = mapped_column(Moment)
    read_at: Mapped[datetime | None] = mapped_column(Moment)

    staff: Mapped[Staff | None] = relationship()


class Note(Base):
    """A note of the office on a case; residents never see it."""

    __tablename__ = "case_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    body: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(Moment)

    staff: Mapped[Staff] = relationship()


class SavedForm(Base):
    """A form that a resident has begun and wants to go on with later; found again by its resume link."""

    __tablename__ = "saved_form"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedure.id"), index=True)
    form_version_id: Mapped[int] = mapped_column(ForeignKey("form_version.id"))
    form_key: Mapped[str] = mapped_column(String(64), unique=True)
    raw: Mapped[dict[str, list[str]]] = mapped_column(Document)
    page: Mapped[str] = mapped_column(String(40), default="")
    seen: Mapped[list[str]] = mapped_column(Document, default=list)
    email: Mapped[str] = mapped_column(String(254), default="")
    saved_at: Mapped[datetime] = mapped_column(Moment, index=True)

    procedure: Mapped[Procedure] = relationship()
    form_version: Mapped[FormVersion] = relationship()


class Tally(Base):
    """How many cases there were: what stays when cases are deleted at the end of their time."""

    __tablename__ = "case_tally"

    id: Mapped[int] = mapped_column(primary_key=True)
    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedure.id"), index=True)
    month: Mapped[str] = mapped_column(String(7))
    """Month of receipt in Tokyo, "YYYY-MM"."""
    channel: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(12))
    cases: Mapped[int]
    answers: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)
    """{question: {option: count}} of questions with options."""
    counted_at: Mapped[datetime] = mapped_column(Moment)
