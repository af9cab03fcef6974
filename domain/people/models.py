"""Tables of people."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain.database import Base, Document, Moment

ROLES = ("clerk", "reviewer", "editor", "manager", "administrator")
"""受付 / 審査 / 様式作成 / 管理者 / システム管理."""


class Department(Base):
    """A unit (課) of the city hall."""

    __tablename__ = "department"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    phone: Mapped[str] = mapped_column(String(20), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    usual_values: Mapped[dict[str, Any] | None] = mapped_column(Document)
    """What it last said for {{city}} and its like in the files of procedures: key -> JSON of a text."""


class Staff(Base):
    """A person who works at the city hall and signs in."""

    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    password_hash: Mapped[str] = mapped_column(String(200))
    totp_secret: Mapped[str | None] = mapped_column(String(200))
    """Of the second factor; sealed (``sealing``), as is the next one."""
    totp_pending: Mapped[str | None] = mapped_column(String(200))
    """A secret that was shown but not yet confirmed with a code."""
    totp_last_step: Mapped[int | None]
    """Number of the 30 s step last accepted, so that no code is used twice."""
    disabled_at: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment)
    shortcuts_off_at: Mapped[datetime | None] = mapped_column(Moment)
    """When they switched the keys of the queue and the case page off (WCAG 2.1.4); None: they are on."""
    email: Mapped[str] = mapped_column(String(254), default="")
    """Where they are told of what waits for them; "": their department is."""

    department: Mapped[Department] = relationship()
    roles: Mapped[list[StaffRole]] = relationship(back_populates="staff", cascade="all, delete-orphan")


class StaffRole(Base):
    """A role that a member of staff has, in one department or (None) in all."""

    __tablename__ = "staff_role"
    __table_args__ = (
        UniqueConstraint("staff_id", "role", "department_id"),
        CheckConstraint(f"role IN {ROLES!r}", name="known_role"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))

    staff: Mapped[Staff] = relationship(back_populates="roles")


class RolePolicy(Base):
    """What the city demands of everyone with a role."""

    __tablename__ = "role_policy"

    role: Mapped[str] = mapped_column(String(20), primary_key=True)
    needs_second_factor: Mapped[bool] = mapped_column(default=False)


class SignIn(Base):
    """One signed-in browser of a member of staff; revoked by a date, not by deleting it."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    last_seen_at: Mapped[datetime] = mapped_column(Moment)
    second_factor_at: Mapped[datetime | None] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
    browser: Mapped[str] = mapped_column(String(200), default="")

    staff: Mapped[Staff] = relationship()


class Attempt(Base):
    """A failed try at a secret (a password, a case's code), counted to slow guessing down."""

    __tablename__ = "attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(120), index=True)
    """What was tried, e.g. "login:yamada", "case:4821…", "address:203.0.113.7"."""
    at: Mapped[datetime] = mapped_column(Moment, index=True)


class Household(Base):
    """A family that asked this town to remember it on one device."""

    __tablename__ = "household"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    answers: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)
    """Meaning (forms.definition.MEANINGS) -> {"kind": …, "data": dumped answer}."""
    created_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime] = mapped_column(Moment)
    forgotten_at: Mapped[datetime | None] = mapped_column(Moment)
