"""Table of files with the data of postcards, kept until their lines are taken or nobody wants them any more."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain.database import Base, Document, Moment
from domain.lottery.models import Round
from domain.people.models import Staff


class CardFile(Base):
    """One CSV file of postcards: how far it was read and taken, and what was wrong with which line."""

    __tablename__ = "card_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("lottery_round.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    data: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    """Empty once its lines are taken: it holds names and addresses."""
    lines: Mapped[int]
    """Lines of data, the head left out."""
    checked: Mapped[int] = mapped_column(default=0)
    """Lines that were read so far."""
    problems: Mapped[list[dict[str, Any]]] = mapped_column(Document, default=list)
    """[{"line": 3, "column": "生年月日", "text": "…"}], what is wrong with lines; they are left out."""
    wrong: Mapped[int] = mapped_column(default=0)
    """Lines that cannot be taken."""
    taken: Mapped[int] = mapped_column(default=0)
    """Lines up to which good ones were taken."""
    entered: Mapped[int] = mapped_column(default=0)
    """Cards that were entered."""
    repeated: Mapped[int] = mapped_column(default=0)
    """Cards that had been entered before."""
    uploaded_at: Mapped[datetime] = mapped_column(Moment)
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    finished_at: Mapped[datetime | None] = mapped_column(Moment)

    round: Mapped[Round] = relationship()
    uploaded_by: Mapped[Staff | None] = relationship()
