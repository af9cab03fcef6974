"""Tables of procedures and the versions of their forms."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy import Text as TextColumn
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain.database import Base, Document, Moment
from domain.people.models import Department
from forms.definition import Form, Text

KINDS = ("booking", "lottery", "application")
LAYOUTS = ("pages", "one")


class Procedure(Base):
    """Something residents can ask the city for."""

    __tablename__ = "procedure"
    __table_args__ = (
        CheckConstraint(f"kind IN {KINDS!r}", name="known_kind"),
        CheckConstraint(f"layout IN {LAYOUTS!r}", name="known_layout"),
        CheckConstraint("cases_taken >= 0 AND sum_taken >= 0", name="nothing_below_zero"),
    )

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

    is_opening_set: Mapped[bool] = mapped_column(default=False)
    """Whether somebody has decided from when until when it takes cases; "always" is a decision too."""
    who: Mapped[Any] = mapped_column(Document, default="")
    """JSON of a ``Text``, as the next four: who may apply, what happens next, whom to ask."""
    next_step: Mapped[Any] = mapped_column(Document, default="")
    contact: Mapped[Any] = mapped_column(Document, default="")
    privacy: Mapped[Any] = mapped_column(Document, default="")
    """What personal data is used for."""
    closed_note: Mapped[Any] = mapped_column(Document, default="")
    """What the closed page says besides why it is closed: what else one can do."""
    retention_months: Mapped[int | None]
    """How long a case is kept after it has ended; None: nobody has decided yet, nothing is deleted."""
    due_days: Mapped[int | None]
    """Days from receipt to decision that the department has promised (標準処理期間)."""
    layout: Mapped[str] = mapped_column(String(8), default="pages")
    """"pages": one group of questions a page; "one": all on one page."""
    elsewhere_url: Mapped[str] = mapped_column(String(500), default="")
    """Where a procedure lives that this town only links to (ぴったりサービス); "" for one that is answered here."""
    life_events: Mapped[list[str]] = mapped_column(Document, default=list)
    """Keys of ``domain.procedures.rules.LIFE_EVENTS``."""
    synonyms: Mapped[list[str]] = mapped_column(Document, default=list)
    """Other words that residents search by, set by staff."""
    search_text: Mapped[str] = mapped_column(TextColumn, default="")
    """Title, summary, synonyms, life events and department, folded for search."""
    most_cases: Mapped[int | None]
    """How many cases are taken; None without limit."""
    cases_taken: Mapped[int] = mapped_column(default=0)
    most_sum: Mapped[int | None]
    """How large the sum of the answers to ``sum_field`` may get; None without limit."""
    sum_field: Mapped[str] = mapped_column(String(40), default="")
    sum_taken: Mapped[int] = mapped_column(default=0)

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
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

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


class Related(Base):
    """Another procedure that often follows: "you moved: 3 more"."""

    __tablename__ = "related_procedure"
    __table_args__ = (UniqueConstraint("procedure_id", "other_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedure.id"), index=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("procedure.id"))
    position: Mapped[int] = mapped_column(default=0)

    other: Mapped[Procedure] = relationship(foreign_keys=[other_id])
