"""Looking departments and staff up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from domain.people.models import Department, RolePolicy, Staff
from domain.people.rules import Role
from domain.people.sign_ins import roles_of


@dataclass(frozen=True)
class StaffRow:
    """One line of the list of staff."""

    staff_id: int
    login: str
    name: str
    department: str
    department_id: int
    roles: tuple[Role, ...]
    has_second_factor: bool
    disabled_at: datetime | None
    email: str = ""


def departments(session: Session) -> list[Department]:
    """Return every department by name."""
    return list(session.scalars(select(Department).order_by(Department.name, Department.id)))


def staff_list(session: Session) -> list[StaffRow]:
    """Return every member of staff, those who may sign in first."""
    rows = session.scalars(
        select(Staff)
        .options(joinedload(Staff.department), selectinload(Staff.roles))
        .order_by(Staff.disabled_at.is_not(None), Staff.department_id, Staff.login)
    )
    return [_row(staff) for staff in rows]


def staff_row(session: Session, login: str) -> StaffRow | None:
    """Return one member of staff by login, or None."""
    staff = session.scalar(
        select(Staff)
        .where(Staff.login == login)
        .options(joinedload(Staff.department), selectinload(Staff.roles))
    )
    return _row(staff) if staff else None


def policies(session: Session) -> dict[str, bool]:
    """Return role -> whether it demands a second factor; roles that nothing is said of are left out."""
    return {row.role: row.needs_second_factor for row in session.scalars(select(RolePolicy))}


def _row(staff: Staff) -> StaffRow:
    return StaffRow(
        staff_id=staff.id,
        login=staff.login,
        name=staff.name,
        department=staff.department.name,
        department_id=staff.department_id,
        roles=roles_of(staff.roles),
        has_second_factor=staff.totp_secret is not None,
        disabled_at=staff.disabled_at,
        email=staff.email,
    )
