"""Tables of what comes after the draw: tickets, what was sold on them, what became free, and whom it was offered."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain.clock import day_of
from domain.database import Base, Document, Moment
from domain.lottery.models import Entry, Round
from domain.people.models import Staff

CLOSINGS = ("", "forfeited", "void")
"""Why nothing is sold on a ticket any more: its time is over, or its entry was disqualified; "" while it is open."""
ANSWERS = ("", "accepted", "declined", "lapsed")
"""What a runner-up said; "" while it is awaited."""
_OF_AWARD = text("offer_id IS NULL")
_OPEN = text("answer = ''")


class Offer(Base):
    """Units that became free, offered to a runner-up until some moment."""

    __tablename__ = "voucher_offer"
    __table_args__ = (
        CheckConstraint("units > 0", name="some_units"),
        CheckConstraint(f"answer IN {ANSWERS!r}", name="known_answer"),
        CheckConstraint("(answer = '') = (answered_at IS NULL)", name="answered_once"),
        Index("uq_voucher_offer_open", "entry_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_voucher_offer_due", "round_id", "answer", "expires_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("lottery_round.id"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), index=True)
    units: Mapped[int]
    shares: Mapped[list[tuple[str, int]]] = mapped_column(Document)
    """[pool, units]: where they came from, and go back to."""
    offered_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    answer: Mapped[str] = mapped_column(String(10), default="")
    answered_at: Mapped[datetime | None] = mapped_column(Moment)

    entry: Mapped[Entry] = relationship()
    round: Mapped[Round] = relationship()

    @property
    def last_day(self) -> date:
        """The last day on which it can be answered: it ends at midnight."""
        return day_of(self.expires_at - timedelta(seconds=1))


class Ticket(Base):
    """The right to buy some units at a counter until some day (引換券)."""

    __tablename__ = "ticket"
    __table_args__ = (
        CheckConstraint("units > 0", name="some_units"),
        CheckConstraint("sold >= 0 AND sold <= units", name="never_more_than_it_says"),
        CheckConstraint(f"closed IN {CLOSINGS!r}", name="known_closing"),
        Index("uq_ticket_award", "entry_id", unique=True, sqlite_where=_OF_AWARD, postgresql_where=_OF_AWARD),
        Index("ix_ticket_due", "round_id", "closed", "valid_until"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("lottery_round.id"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), index=True)
    offer_id: Mapped[int | None] = mapped_column(
        ForeignKey("voucher_offer.id", ondelete="CASCADE"), unique=True
    )
    """The offer that was accepted; None for what was won in the draw: an entry has one such ticket at most."""
    number: Mapped[str] = mapped_column(String(12), unique=True)
    units: Mapped[int]
    sold: Mapped[int] = mapped_column(default=0)
    shares: Mapped[list[tuple[str, int]]] = mapped_column(Document)
    """[pool, units] in the order in which the pools gave them."""
    proxy: Mapped[str] = mapped_column(String(100), default="")
    """Who collects it for the person (代理人); "" for who comes in person."""
    valid_from: Mapped[date]
    valid_until: Mapped[date]
    """The last day."""
    issued_at: Mapped[datetime] = mapped_column(Moment)
    closed: Mapped[str] = mapped_column(String(10), default="")
    closed_at: Mapped[datetime | None] = mapped_column(Moment)

    entry: Mapped[Entry] = relationship()
    offer: Mapped[Offer | None] = relationship()
    round: Mapped[Round] = relationship()

    @property
    def left(self) -> int:
        """Units that can still be bought with it."""
        return 0 if self.closed else self.units - self.sold


class Sale(Base):
    """Units that were sold on a ticket in one go; a reversal is a row of its own that names the sale."""

    __tablename__ = "ticket_sale"
    __table_args__ = (CheckConstraint("units > 0", name="some_units"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id", ondelete="CASCADE"), index=True)
    units: Mapped[int]
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("ticket_sale.id"), unique=True)
    """The sale that this row takes back; a sale is taken back once."""
    key: Mapped[str] = mapped_column(String(64), unique=True)
    """Random, made with the page: what is sent twice is sold once."""
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    ticket: Mapped[Ticket] = relationship()
    by: Mapped[Staff | None] = relationship()
    reverses: Mapped[Sale | None] = relationship(remote_side=[id])


class FreedUnits(Base):
    """How many units of a pool are free to be offered: taken and given back by conditional updates only."""

    __tablename__ = "freed_units"
    __table_args__ = (
        UniqueConstraint("round_id", "pool"),
        CheckConstraint("units >= 0", name="never_more_than_the_stock"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("lottery_round.id"))
    pool: Mapped[str] = mapped_column(String(20))
    units: Mapped[int]
