"""Tables of booking."""

from __future__ import annotations

import json
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain.booking.ages import Ages
from domain.booking.marks import SlotState
from domain.booking.rules import Party, Rules
from domain.cases.models import Case
from domain.database import Base, Document, Moment
from domain.people.models import Department
from domain.procedures.models import Procedure

HOLDING_STATES = ("held", "confirmed", "checked_in", "left", "no_show")
"""States in which a booking holds its places; pending approval ("held") does too."""
OPEN_STATES = ("held", "confirmed")
"""States in which a booking can still be cancelled or moved."""
STATES = (*HOLDING_STATES, "cancelled_by_user", "cancelled_by_staff", "cancelled_by_closure")
_HOLDS = text(f"state IN {HOLDING_STATES!r}")


class Facility(Base):
    """A place with an address: a children's hall."""

    __tablename__ = "facility"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[Any] = mapped_column(Document)
    """JSON of a ``forms.definition.Text``; so are ``address`` and ``access``."""
    address: Mapped[Any] = mapped_column(Document, default="")
    access: Mapped[Any] = mapped_column(Document, default="")
    phone: Mapped[str] = mapped_column(String(20), default="")
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))

    department: Mapped[Department] = relationship()


class Service(Base):
    """What is booked in a facility, e.g. its playroom, with its rules as data."""

    __tablename__ = "service"

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"), index=True)
    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedure.id"), unique=True)
    name: Mapped[Any] = mapped_column(Document)
    rules: Mapped[dict[str, Any]] = mapped_column(Document)
    """JSON of ``domain.booking.rules.Rules``."""

    facility: Mapped[Facility] = relationship()
    procedure: Mapped[Procedure] = relationship()

    @property
    def rule_set(self) -> Rules:
        """Return the rules as values."""
        return _rules(json.dumps(self.rules))


class SlotPattern(Base):
    """A weekly rule that slots are made from: weekday, start and end in Tokyo time."""

    __tablename__ = "slot_pattern"
    __table_args__ = (CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), index=True)
    weekday: Mapped[int]
    """0 = Monday."""
    starts: Mapped[time]
    ends: Mapped[time]
    open_capacity: Mapped[int]
    hard_capacity: Mapped[int]
    web_quota: Mapped[int | None]
    ages: Mapped[dict[str, Any] | None] = mapped_column(Document)
    """Age rule of this session where it differs from the service's."""
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    """Last day on which the pattern holds."""


class SlotException(Base):
    """One date on which a service runs otherwise: its own slots, or none."""

    __tablename__ = "slot_exception"
    __table_args__ = (UniqueConstraint("service_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    day: Mapped[date]
    slots: Mapped[list[dict[str, Any]]] = mapped_column(Document, default=list)
    """[{"starts": "10:00", "ends": "12:00", "open_capacity": 8, "hard_capacity": 10, …}]; empty = closed."""
    reason: Mapped[str] = mapped_column(String(200), default="")


class Closure(Base):
    """Days on which a facility (or one of its services) is closed, both days included."""

    __tablename__ = "closure"

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"), index=True)
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"))
    first_on: Mapped[date]
    last_on: Mapped[date]
    reason: Mapped[Any] = mapped_column(Document, default="")
    created_at: Mapped[datetime] = mapped_column(Moment)
    lifted_at: Mapped[datetime | None] = mapped_column(Moment)


class Slot(Base):
    """One dated session (回). Counts of places are in the service's unit."""

    __tablename__ = "slot"
    __table_args__ = (
        UniqueConstraint("service_id", "starts_at"),
        CheckConstraint("taken >= 0 AND taken <= hard_capacity", name="taken_in_bounds"),
        CheckConstraint("web_taken >= 0 AND web_taken <= taken", name="web_taken_in_bounds"),
        CheckConstraint("open_capacity >= 0 AND open_capacity <= hard_capacity", name="capacities"),
        Index("ix_slot_calendar", "service_id", "day", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    pattern_id: Mapped[int | None] = mapped_column(ForeignKey("slot_pattern.id"))
    day: Mapped[date]
    starts_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime] = mapped_column(Moment)
    opens_at: Mapped[datetime] = mapped_column(Moment)
    closes_at: Mapped[datetime] = mapped_column(Moment)
    cancel_until: Mapped[datetime] = mapped_column(Moment)
    open_capacity: Mapped[int]
    hard_capacity: Mapped[int]
    web_quota: Mapped[int | None]
    taken: Mapped[int] = mapped_column(default=0)
    web_taken: Mapped[int] = mapped_column(default=0)
    ages: Mapped[dict[str, Any] | None] = mapped_column(Document)
    closed_reason: Mapped[Any | None] = mapped_column(Document)
    """JSON of a Text when this slot does not take place; None when it does."""
    changed_by_staff_at: Mapped[datetime | None] = mapped_column(Moment)
    """Set once staff changed the slot; making slots from patterns leaves it alone from then on."""

    service: Mapped[Service] = relationship()

    def ages_of(self, rules: Rules) -> Ages:
        """Return which children may come: this slot's own rule, or the service's."""
        return rules.ages if self.ages is None else Ages.from_json(self.ages)

    def state_under(self, rules: Rules) -> SlotState:
        """Return what decides the slot's mark."""
        return SlotState(
            day=self.day,
            ends_at=self.ends_at,
            opens_at=self.opens_at,
            closes_at=self.closes_at,
            open_capacity=self.open_capacity,
            web_quota=self.web_quota,
            taken=self.taken,
            web_taken=self.web_taken,
            is_closed=self.closed_reason is not None,
            web_returns_on_day=rules.web_returns_on_day,
            few_left=rules.few_left,
        )


class Booking(Base):
    """A party's places in one slot; belongs to one case."""

    __tablename__ = "booking"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES!r}", name="known_state"),
        CheckConstraint("places > 0", name="some_places"),
        Index(
            "uq_booking_slot_household",
            "slot_id",
            "household",
            unique=True,
            sqlite_where=_HOLDS,
            postgresql_where=_HOLDS,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), unique=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id"), index=True)
    household: Mapped[str] = mapped_column(String(40))
    """What a household is known by for limits: its phone number, digits only."""
    places: Mapped[int]
    """How much of the slot's capacity it holds, in the service's unit."""
    by_web: Mapped[bool]
    """Whether the places count against the web quota."""
    adults: Mapped[int]
    children: Mapped[int]
    ages: Mapped[list[int]] = mapped_column(Document, default=list)
    """Each child's age in months on the day of use."""
    births: Mapped[list[str]] = mapped_column(Document, default=list)
    """Each child's birth date (ISO), so that a move can count the ages of another day."""
    state: Mapped[str] = mapped_column(String(24))
    booked_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    staff_note: Mapped[str] = mapped_column(Text, default="")

    case: Mapped[Case] = relationship()
    slot: Mapped[Slot] = relationship()

    @property
    def holds(self) -> bool:
        """Whether it holds places."""
        return self.state in HOLDING_STATES

    @property
    def party(self) -> Party:
        """Return who comes."""
        return Party(self.adults, tuple(date.fromisoformat(born) for born in self.births))


class Usage(Base):
    """How often a household has booked in a day, week or month; the gate of household limits."""

    __tablename__ = "household_usage"
    __table_args__ = (
        UniqueConstraint("service_id", "household", "per", "period_on"),
        CheckConstraint("used >= 0", name="not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    household: Mapped[str] = mapped_column(String(40))
    per: Mapped[str] = mapped_column(String(8))
    """"day", "week" (from Monday) or "month"."""
    period_on: Mapped[date]
    """First day of the period."""
    used: Mapped[int] = mapped_column(default=0)


@lru_cache(maxsize=1000)
def _rules(text: str) -> Rules:
    """Read rules once in each process: they are asked for on every page, and a city changes them once a year."""
    return Rules.from_json(json.loads(text))
