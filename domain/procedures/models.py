"""Tables of procedures and the versions of their forms."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain.database import Base, Document, Moment
from domain.people.models import Department
from forms.definition import Form, Text

KINDS = ("booking", "lottery", "application")


class Procedure(Base):
    """Something residents can ask the city for."""

    __tablename__ = "procedure"
    __table_args__ = (CheckConstraint(f"kind IN {KINDS!r}", name="known_kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    title: Mapped[Any] = mapped_column(Document)
    """JSON of a ``forms.definition.Text``."""
    summary: Mapped[Any] = mapped_column(Document, default="")
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"), index=True)
    live_version_id: Mapped[int | None] = mapped_column(ForeignKey("form_version.id", use_alter=True))
    opens_at: Mapped[datetime | None] = mapped_column(Moment)
    closes_at: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment)

    department: Mapped[Department] = relationship()
    live_version: Mapped[FormVersion | None] = relationship(foreign_keys=[live_version_id])

    @property
    def title_text(self) -> Text:
        """Return the title per language."""
        return Text.from_json(self.title)

    @property
    def summary_text(self) -> Text:
        """Return the summary per language."""
        return Text.from_json(self.summary)


MOST_READ = 1000
"""Forms kept read at once: two versions of every procedure of a city."""
_READ: dict[str, Form] = {}


class FormVersion(Base):
    """One published version of a procedure's form; never changed once a case has answered it."""

    __tablename__ = "form_version"
    __table_args__ = (UniqueConstraint("procedure_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedure.id"), index=True)
    number: Mapped[int]
    definition: Mapped[dict[str, Any]] = mapped_column(Document)
    fingerprint: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[datetime] = mapped_column(Moment)

    procedure: Mapped[Procedure] = relationship(foreign_keys=[procedure_id])

    @property
    def form(self) -> Form:
        """Return the definition as a form; read once in each process, since a version never changes."""
        found = _READ.get(self.fingerprint)
        if found is None:
            if len(_READ) >= MOST_READ:
                _READ.clear()
            found = _READ[self.fingerprint] = Form.from_json(self.definition)
        return found
