"""Tables of cases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain.database import Base, Document, Moment
from domain.people.models import Department, Staff
from domain.procedures.models import FormVersion, Procedure

STATES = (
    "draft",
    "received",
    "in_review",
    "returned",
    "approved",
    "rejected",
    "completed",
    "withdrawn",
    "expired",
)
CHANNELS = ("web", "counter", "staff", "phone", "post", "paper")
IS_UNDECIDED = "state IN ('received', 'in_review', 'returned')"
IS_DECIDED = "state IN ('approved', 'rejected', 'completed', 'withdrawn', 'expired')"
IS_NO_WEB = "channel <> 'web'"
IS_UNREAD = "(unread > 0 OR new_papers > 0)"
"""Conditions of indexes; a query must say the same words, or SQLite does not see that the index holds all it asks for."""
_FILTERED = ("id", "state", "department_id", "channel", "assigned_to_id")


def _narrowed(name: str, *order: str, only: str = "", more: Sequence[str] = ()) -> Index:
    """Return an index that holds what the queue is narrowed by, too: no case is read that is not on the page.

    ``only`` makes it one of the few cases that fulfil a condition.
    """
    columns = dict.fromkeys((*order, *_FILTERED, *more))
    return Index(name, *columns, **_only(only)) if only else Index(name, *columns)


def _only(condition: str) -> dict[str, Any]:
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


class Case(Base):
    """One answered form, whatever the kind of its procedure."""

    __tablename__ = "cases"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES!r}", name="known_state"),
        CheckConstraint(f"channel IN {CHANNELS!r}", name="known_channel"),
        _narrowed("ix_cases_received", "received_at"),
        _narrowed("ix_cases_changed", "changed_at"),
        _narrowed("ix_cases_department", "department_id", "received_at", more=("changed_at",)),
        _narrowed("ix_cases_procedure", "procedure_id", "received_at", more=("changed_at",)),
        _narrowed("ix_cases_decided", "state", "received_at", only=IS_DECIDED, more=("changed_at",)),
        _narrowed("ix_cases_channel", "channel", "received_at", only=IS_NO_WEB, more=("changed_at",)),
        _narrowed(
            "ix_cases_waiting",
            "received_at",
            only=IS_UNDECIDED,
            more=("procedure_id", "due_on", "changed_at"),
        ),
        _narrowed("ix_cases_unread", "received_at", only=IS_UNREAD, more=("unread", "new_papers")),
        _narrowed(
            "ix_cases_assigned_to_id", "assigned_to_id", "received_at", only="assigned_to_id IS NOT NULL"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(10), unique=True)
    """Nine random digits and a check digit, without the dashes they are shown with."""
    key: Mapped[str] = mapped_column(String(64), unique=True)
    """The random key made with the page: a repeat of the same submission carries the same."""
    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedure.id"))
    form_version_id: Mapped[int] = mapped_column(ForeignKey("form_version.id"))
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    answers: Mapped[dict[str, Any]] = mapped_column(Document)
    channel: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(12))
    revision: Mapped[int] = mapped_column(default=1)
    """Counts every change of state or answers; a decision names the revision it was made on."""
    applicant_name: Mapped[str] = mapped_column(String(200), default="")
    applicant_kana: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(String(20), default="", index=True)
    email: Mapped[str] = mapped_column(String(254), default="")
    search_text: Mapped[str] = mapped_column(Text, default="")
    """Number, name, kana, phone and mail, folded for search (see ``domain.cases.rules.fold``)."""
    language: Mapped[str] = mapped_column(String(8), default="ja")
    received_at: Mapped[datetime] = mapped_column(Moment)
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    changed_at: Mapped[datetime] = mapped_column(Moment)
    assigned_to_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    due_on: Mapped[date | None]
    """By when the department has promised to decide; None where it has promised nothing."""
    hides_address: Mapped[bool] = mapped_column(default=False)
    """The address must stand on nothing that is printed (DV等支援措置)."""
    unread: Mapped[int] = mapped_column(default=0)
    """Messages of the resident that nobody in the office has read."""
    dated_on: Mapped[date | None]
    """The day of receipt or postmark of what came on paper; None for what came the day it was entered."""
    held: Mapped[int | None]
    """What the case adds to its procedure's sum while it counts; None: it counts as no case (see ``gate``)."""
    search_pieces: Mapped[str] = mapped_column(Text, default="")
    """``search_text`` in pieces of two to four characters, which an index finds (see ``domain.cases.searching``)."""
    new_papers: Mapped[int] = mapped_column(default=0, server_default="0")
    """Papers that the resident has added since somebody in the office has opened the case."""

    procedure: Mapped[Procedure] = relationship()
    form_version: Mapped[FormVersion] = relationship()
    department: Mapped[Department] = relationship()
    entered_by: Mapped[Staff | None] = relationship(foreign_keys=[entered_by_id])
    assigned_to: Mapped[Staff | None] = relationship(foreign_keys=[assigned_to_id])


class FormerAnswers(Base):
    """What a case said before a correction; never changed."""

    __tablename__ = "former_answers"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    revision: Mapped[int]
    """The case's revision that was answered so."""
    answers: Mapped[dict[str, Any]] = mapped_column(Document)
    replaced_at: Mapped[datetime] = mapped_column(Moment)

    case: Mapped[Case] = relationship()


class Return(Base):
    """One return (差戻し): what must be corrected by when; open until corrected or taken back."""

    __tablename__ = "case_return"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    items: Mapped[list[dict[str, str]]] = mapped_column(Document)
    """[{"field": key, "reason": "wrong" | "missing" | "out_of_date", "sentence": "…"}]."""
    sentence: Mapped[str] = mapped_column(Text, default="")
    due_on: Mapped[date]
    returned_at: Mapped[datetime] = mapped_column(Moment)
    returned_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    outcome: Mapped[str | None] = mapped_column(String(12))
    """"corrected", "taken_back", "withdrawn" or "expired"."""

    case: Mapped[Case] = relationship()


class Decision(Base):
    """One decision (承認 or 却下) on a case."""

    __tablename__ = "decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    outcome: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[datetime] = mapped_column(Moment)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    """None: decided by the procedure's rule, without a person."""
    undone_at: Mapped[datetime | None] = mapped_column(Moment)
    """When it was taken back, before anybody was told."""

    case: Mapped[Case] = relationship()
    decided_by: Mapped[Staff | None] = relationship()
