"""Tables of printing: how a procedure's decision notices are worded."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from domain.database import Base


class NoticeWording(Base):
    """How the decision notices of a procedure are worded; "" stands for the usual words (``rules``)."""

    __tablename__ = "notice_wording"

    id: Mapped[int] = mapped_column(primary_key=True)
    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedure.id"), unique=True)
    sender: Mapped[str] = mapped_column(String(100), default="")
    """Who decides, as the notice says it: 青葉野市長 ○○."""
    mark: Mapped[str] = mapped_column(String(40), default="")
    """What stands before 第○号 in the document's number: 青子支."""
    approved: Mapped[str] = mapped_column(Text, default="")
    rejected: Mapped[str] = mapped_column(Text, default="")
    remedy: Mapped[str] = mapped_column(Text, default="")
    """How to object (教示文)."""
