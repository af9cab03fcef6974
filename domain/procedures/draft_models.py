"""Tables of forms in the making: the draft beside the live version, its steps, what must be there to publish."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain.database import Base, Document, Moment
from domain.people.models import Staff
from domain.procedures.models import Procedure

ENDORSEMENTS = ("previewed", "asked", "approved", "declined")


class Draft(Base):
    """The form that an editor works on; residents see the live version until it is published."""

    __tablename__ = "form_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedure.id"), unique=True)
    definition: Mapped[dict[str, Any]] = mapped_column(Document)
    revision: Mapped[int] = mapped_column(default=1)
    """Counts every change; a change names the revision it was made on."""
    changed_at: Mapped[datetime] = mapped_column(Moment)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    procedure: Mapped[Procedure] = relationship()
    changed_by: Mapped[Staff | None] = relationship()


class DraftStep(Base):
    """One change of a draft and what stood there before, so that it can be undone."""

    __tablename__ = "form_draft_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("form_draft.id"), index=True)
    said: Mapped[str] = mapped_column(String(200))
    """What was done, in Japanese."""
    before: Mapped[dict[str, Any]] = mapped_column(Document)
    """What stood there before; of a step that was undone, what it had made (see ``draft_steps``)."""
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class Endorsement(Base):
    """That a person has looked at a preview, asked for approval, approved or declined publishing, of exactly this form."""

    __tablename__ = "form_endorsement"
    __table_args__ = (
        CheckConstraint(f"kind IN {ENDORSEMENTS!r}", name="known_endorsement"),
        UniqueConstraint("procedure_id", "kind", "fingerprint"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedure.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    fingerprint: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    """Why it was declined; "" for every other kind."""

    made_by: Mapped[Staff] = relationship()


class SampleCase(Base):
    """Answers that staff have stored with what must come of them; they run at each publication."""

    __tablename__ = "sample_case"

    id: Mapped[int] = mapped_column(primary_key=True)
    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedure.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    raw: Mapped[dict[str, list[str]]] = mapped_column(Document)
    """What is typed: name of an input -> texts."""
    on_day: Mapped[str] = mapped_column(String(10))
    """The day it is typed on, "YYYY-MM-DD": ages hang on it."""
    expects: Mapped[dict[str, Any]] = mapped_column(Document)
    """As ``forms.samples.Expectations.to_json``."""
    changed_at: Mapped[datetime] = mapped_column(Moment)
