"""Tables of places."""

from __future__ import annotations

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from domain.database import Base


class PostalCode(Base):
    """One town area of Japan Post's table; a code may have several."""

    __tablename__ = "postal_code"
    __table_args__ = (UniqueConstraint("code", "prefecture", "city", "town"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(7), index=True)
    prefecture: Mapped[str] = mapped_column(String(10))
    city: Mapped[str] = mapped_column(String(60))
    town: Mapped[str] = mapped_column(String(100))
