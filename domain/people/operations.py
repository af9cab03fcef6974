"""Keeping departments, staff and what they may do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, selectinload

from domain.database import writing
from domain.history import Actor, record
from domain.people.models import Department, RolePolicy, Staff, StaffRole
from domain.people.passwords import hashed, matches
from domain.people.refusals import LastAdministrator, LoginTaken, NoAddress, WeakPassword, WrongPassword
from domain.people.rules import ADMINISTRATOR, Role, clean_login, is_good_password, is_login
from domain.people.sign_ins import end_all
from domain.procedures.searching import follow_department
from domain.refusals import NotFound
from forms.definition import Field, Text
from forms.fields import KINDS
from forms.fields.kind import Unreadable


def add_department(
    session: Session, slug: str, name: str, *, by: Actor, now: datetime, phone: str = "", email: str = ""
) -> int:
    """Add a department or bring the one with this slug up to date; return its id."""
    with writing(session):
        row = session.scalar(select(Department).where(Department.slug == slug)) or Department(slug=slug)
        row.name, row.phone, row.email = name, phone, email
        session.add(row)
        session.flush()
        follow_department(session, row.id)
        record(session, "add", "department", row.id, by=by, now=now)
        department_id = row.id
    return department_id


def hire(
    session: Session,
    login: str,
    name: str,
    password: str,
    *,
    department_id: int,
    roles: Iterable[Role] = (),
    email: str = "",
    by: Actor,
    now: datetime,
) -> int:
    """Add a member of staff and return the id; LoginTaken, WeakPassword, NoAddress, NotFound (no such department)."""
    stored_login, address = _login(login), _address(email)
    stored_hash = _hashed(password)
    try:
        with writing(session):
            staff = Staff(login=stored_login, name=name, department_id=department_id, created_at=now)
            staff.password_hash, staff.email = stored_hash, address
            staff.roles = _rows(session, roles)
            session.add(staff)
            session.flush()
            record(session, "hire", "staff", staff.id, by=by, now=now, roles=_listed(staff.roles))
            staff_id = staff.id
    except IntegrityError as error:
        if session.scalar(select(Staff.id).where(Staff.login == stored_login)) is None:
            raise
        raise LoginTaken from error
    return staff_id


def set_roles(session: Session, staff_id: int, roles: Iterable[Role], *, by: Actor, now: datetime) -> None:
    """Give a person exactly these roles; LastAdministrator when nobody would be left to do so.

    NotFound where one of the departments does not exist.
    """
    with writing(session):
        staff = _staff(session, staff_id)
        before = _listed(staff.roles)
        with _keeping_an_administrator(session):
            staff.roles.clear()
            session.flush()
            staff.roles.extend(_rows(session, roles))
        after = _listed(staff.roles)
        record(session, "set_roles", "staff", staff_id, by=by, now=now, before=before, after=after)


def set_email(session: Session, staff_id: int, email: str, *, by: Actor, now: datetime) -> None:
    """Say where a person is told of what waits for them ("": their department is); NoAddress."""
    address = _address(email)
    with writing(session):
        staff = _staff(session, staff_id)
        if staff.email != address:
            staff.email = address
            record(session, "set_email", "staff", staff_id, by=by, now=now)


def disable(session: Session, staff_id: int, *, by: Actor, now: datetime) -> None:
    """Let a person sign in no more and end every sign-in; LastAdministrator."""
    with writing(session):
        staff = _staff(session, staff_id)
        if staff.disabled_at is None:
            with _keeping_an_administrator(session):
                staff.disabled_at = now
            end_all(session, staff_id, now)
            record(session, "disable", "staff", staff_id, by=by, now=now)


def enable(session: Session, staff_id: int, *, by: Actor, now: datetime) -> None:
    """Let a disabled person sign in again."""
    with writing(session):
        staff = _staff(session, staff_id)
        if staff.disabled_at is not None:
            staff.disabled_at = None
            record(session, "enable", "staff", staff_id, by=by, now=now)


def change_password(
    session: Session, staff_id: int, old: str, new: str, *, token: str, by: Actor, now: datetime
) -> None:
    """Change one's own password and end one's other sign-ins; WrongPassword, WeakPassword."""
    if not matches(_staff(session, staff_id).password_hash, old):
        raise WrongPassword
    _store(session, staff_id, _hashed(new), by=by, now=now, but=token)


def reset_password(session: Session, staff_id: int, new: str, *, by: Actor, now: datetime) -> None:
    """Give a person a new password (by an administrator) and end every sign-in; WeakPassword."""
    _store(session, staff_id, _hashed(new), by=by, now=now, but=None)


def set_policy(session: Session, role: str, *, needs_second_factor: bool, by: Actor, now: datetime) -> None:
    """Demand a second factor of everyone with a role, or stop demanding it."""
    with writing(session):
        session.merge(RolePolicy(role=role, needs_second_factor=needs_second_factor))
        record(session, "set_policy", "role", by=by, now=now, role=role, second_factor=needs_second_factor)


def _login(typed: str) -> str:
    login = clean_login(typed)
    if not is_login(login):
        raise LoginTaken
    return login


def _address(typed: str) -> str:
    try:
        return str(KINDS["email"].read(_EMAIL, {"": [typed]}, {})) if typed.strip() else ""
    except Unreadable as error:
        raise NoAddress from error


_EMAIL = Field("email", "email", Text("メールアドレス"))


def _hashed(password: str) -> str:
    if not is_good_password(password):
        raise WeakPassword
    return hashed(password)


def _staff(session: Session, staff_id: int) -> Staff:
    staff = session.get(Staff, staff_id, options=[selectinload(Staff.roles)])
    if staff is None:
        raise NotFound
    return staff


def _rows(session: Session, roles: Iterable[Role]) -> list[StaffRole]:
    unique = sorted(set(roles), key=str)
    wanted = {one.department_id for one in unique} - {None}
    if wanted - set(session.scalars(select(Department.id))):
        raise NotFound
    return [StaffRole(role=role, department_id=department_id) for role, department_id in unique]


def _listed(rows: Iterable[StaffRole]) -> list[str]:
    return sorted(f"{row.role}@{row.department_id or 'all'}" for row in rows)


@contextmanager
def _keeping_an_administrator(session: Session) -> Iterator[None]:
    """Refuse a change after which nobody can manage staff; a town that has nobody yet may go on."""
    living = (
        select(StaffRole.id)
        .join(Staff, Staff.id == StaffRole.staff_id)
        .where(StaffRole.role == ADMINISTRATOR, StaffRole.department_id.is_(None))
        .where(Staff.disabled_at.is_(None))
        .order_by(StaffRole.id)
        .with_for_update()  # two administrators who disable each other wait here
    )
    before = session.scalars(living).all()
    yield
    session.flush()
    if before and not session.scalars(living).all():
        raise LastAdministrator


def _store(
    session: Session, staff_id: int, password_hash: str, *, by: Actor, now: datetime, but: str | None
) -> None:
    with writing(session):
        _staff(session, staff_id).password_hash = password_hash
        end_all(session, staff_id, now, but)
        record(session, "set_password", "staff", staff_id, by=by, now=now)


def set_shortcuts(session: Session, staff_id: int, are_on: bool, *, now: datetime) -> None:
    """Switch the keys of the queue and the case page on or off for one member of staff."""
    with writing(session):
        session.get_one(Staff, staff_id).shortcuts_off_at = None if are_on else now
