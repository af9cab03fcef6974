"""Tables of the lottery: campaigns, their rounds, and who entered what."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain.cases.models import Case
from domain.database import Base, Document, Moment
from domain.people.models import Staff
from domain.procedures.models import Procedure
from forms.definition import Text as Words

DUPLICATE_RULES = ("first", "last", "online", "none")
"""Which entry of a person stands who has several: the first, the last, the one sent online, none of them."""
STEPS = ("announced", "frozen", "drawn", "published")
STATES = ("received", "valid", "invalid", "withdrawn")
"""An entry is received until the list is frozen; what is valid then is in the pool, for good."""
_STANDS = text("is_sole AND state IN ('received', 'valid')")


class Campaign(Base):
    """A sale of vouchers whose buyers are drawn: what is sold, and what holds in all its rounds."""

    __tablename__ = "campaign"
    __table_args__ = (
        CheckConstraint(f"duplicate_rule IN {DUPLICATE_RULES!r}", name="known_duplicate_rule"),
        CheckConstraint("cap > 0", name="some_units"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedure.id"), unique=True)
    unit: Mapped[Any] = mapped_column(Document)
    """JSON of a Text: what is counted, 冊."""
    price: Mapped[int]
    """What one unit costs, in yen."""
    worth: Mapped[int]
    """What can be bought with it, in yen."""
    cap: Mapped[int]
    """Units that one person can get in all rounds together."""
    duplicate_rule: Mapped[str] = mapped_column(String(8), default="first")
    excludes_earlier_winners: Mapped[bool] = mapped_column(default=False)
    asks: Mapped[dict[str, str]] = mapped_column(Document, default=dict)
    """Which question of the form says what: {"units": key, "born_on": key, "tier": key, "claim": key, …}."""
    created_at: Mapped[datetime] = mapped_column(Moment)

    procedure: Mapped[Procedure] = relationship()

    @property
    def unit_text(self) -> Words:
        """Return the word for what is counted, per language."""
        return Words.from_json(self.unit)


class Round(Base):
    """One draw of a campaign (1次, 2次): its dates, its rules, and what was fixed when."""

    __tablename__ = "lottery_round"
    __table_args__ = (
        UniqueConstraint("campaign_id", "number"),
        CheckConstraint("closes_at > opens_at", name="some_time"),
        CheckConstraint("objection_days >= 0 AND offer_days >= 0", name="no_days_below_zero"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    number: Mapped[int]
    lottery: Mapped[str] = mapped_column(String(40), unique=True)
    """The id under which it is drawn: ASCII, part of the commitment."""
    opens_at: Mapped[datetime] = mapped_column(Moment)
    closes_at: Mapped[datetime] = mapped_column(Moment)
    objection_days: Mapped[int] = mapped_column(default=3)
    """Whole days after the day of the freeze in which anybody may object to the list."""
    draws_at: Mapped[datetime] = mapped_column(Moment)
    """When the draw is announced for; every source of the seed has its own time, too."""
    rules: Mapped[dict[str, Any]] = mapped_column(Document)
    """JSON of ``domain.lottery.terms.Terms``."""
    sale_from: Mapped[date]
    sale_until: Mapped[date]
    """Last day on which what was won can be bought."""
    offer_days: Mapped[int] = mapped_column(default=14)
    """Days that a runner-up has to accept what became free."""
    commitment: Mapped[str] = mapped_column(String(64), default="")
    seed: Mapped[str] = mapped_column(String(64), default="")
    frozen_count: Mapped[int | None]
    """Entries in the frozen list."""
    changes_drawn: Mapped[int | None]
    """Status changes that the draw took into account; later ones move nobody."""
    told_until: Mapped[int] = mapped_column(default=0)
    """Id of the last case that was told its result."""
    created_at: Mapped[datetime] = mapped_column(Moment)
    sale_place: Mapped[Any] = mapped_column(Document, nullable=True)
    """JSON of a Text: where it is sold; None: at the office of the procedure."""

    campaign: Mapped[Campaign] = relationship()

    @property
    def sale_place_text(self) -> Words:
        """Return where it is sold, per language; no words: at the office of the procedure."""
        return Words.from_json(self.sale_place or "")


class RoundStep(Base):
    """One step of a round, taken once: asked for by one person, done by the same or (a freeze) by another."""

    __tablename__ = "round_step"
    __table_args__ = (
        UniqueConstraint("round_id", "kind"),
        CheckConstraint(f"kind IN {STEPS!r}", name="known_kind"),
        CheckConstraint("kind <> 'frozen' OR asked_by_id <> done_by_id", name="four_eyes"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("lottery_round.id"))
    kind: Mapped[str] = mapped_column(String(12))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    """None while it was only asked for, or is going on."""
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    asked_by: Mapped[Staff | None] = relationship(foreign_keys=[asked_by_id])
    done_by: Mapped[Staff | None] = relationship(foreign_keys=[done_by_id])


class Entry(Base):
    """One person in one round; a family that applies in one go is several entries of one case."""

    __tablename__ = "entry"
    __table_args__ = (
        UniqueConstraint("case_id", "position"),
        CheckConstraint(f"state IN {STATES!r}", name="known_state"),
        CheckConstraint("units > 0 AND weight > 0", name="some_units"),
        Index("ix_entry_name", "round_id", "name_key"),
        Index("ix_entry_kana", "round_id", "kana_key"),
        Index("ix_entry_address", "round_id", "address_key"),
        Index("ix_entry_phone", "round_id", "phone_key"),
        Index("ix_entry_person", "person", "round_id"),
        Index(
            "uq_entry_sole", "round_id", "person", unique=True, sqlite_where=_STANDS, postgresql_where=_STANDS
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("lottery_round.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    position: Mapped[int] = mapped_column(default=0)
    """Place in its case, from 0."""
    receipt: Mapped[str] = mapped_column(String(11), unique=True)
    """What it is called in public: random, see ``domain.lottery.receipts``."""
    name: Mapped[str] = mapped_column(String(200))
    kana: Mapped[str] = mapped_column(String(200), default="")
    born_on: Mapped[date | None]
    postal_code: Mapped[str] = mapped_column(String(8), default="")
    address: Mapped[str] = mapped_column(String(400), default="")
    phone: Mapped[str] = mapped_column(String(20), default="")
    tier: Mapped[str] = mapped_column(String(20))
    weight: Mapped[int] = mapped_column(default=1)
    units: Mapped[int]
    """How many are asked for; from the freeze on what the cap over all rounds leaves of that."""
    linked: Mapped[str] = mapped_column(String(20), default="")
    """Label shared by those who win or lose together; "" for who stands alone."""
    state: Mapped[str] = mapped_column(String(10), default="received")
    reason: Mapped[str] = mapped_column(String(20), default="")
    """Why it is invalid: a code of ``domain.lottery.rules.REASONS``."""
    is_sole: Mapped[bool] = mapped_column(default=False)
    """Admitted because its person had no other entry; the database holds that nobody gets in twice so."""
    name_key: Mapped[str] = mapped_column(String(200), default="")
    """Folded for comparing, as the next three (see ``domain.lottery.folding``)."""
    kana_key: Mapped[str] = mapped_column(String(200), default="")
    address_key: Mapped[str] = mapped_column(String(400), default="")
    phone_key: Mapped[str] = mapped_column(String(20), default="")
    person: Mapped[str] = mapped_column(String(40))
    """Who it is in every round of a campaign; the duplicates desk brings entries of one person to one key."""

    round: Mapped[Round] = relationship()
    case: Mapped[Case] = relationship()
