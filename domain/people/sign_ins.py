"""Signing staff in and out: tokens in a table, so that each can be ended at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, joinedload, selectinload

from domain.database import writing
from domain.history import Actor, record
from domain.people.attempts import Limit, charge, forgive, subject
from domain.people.models import RolePolicy, SignIn, Staff, StaffRole
from domain.people.passwords import hashed, is_outdated, matches
from domain.people.refusals import WrongPassword
from domain.people.rules import SIGN_IN_RULES, Role, SignInRules, clean_login, is_login, is_over
from domain.people.tokens import new_token, token_hash

TOUCH = timedelta(minutes=1)
"""How exactly the last use of a sign-in is known; spares a write for every page."""


@dataclass(frozen=True)
class SignedIn:
    """The answer to a right password: the token for the browser, and what is still to do."""

    token: str
    staff_id: int
    needs_code: bool
    """A code of the second factor must follow before anything is shown."""
    needs_enrolment: bool
    """A role demands a second factor that this person has not set up yet."""


@dataclass(frozen=True)
class Present:
    """A member of staff who is signed in, as plain values."""

    sign_in_id: int
    staff_id: int
    login: str
    name: str
    department_id: int
    department: str
    roles: tuple[Role, ...]
    has_second_factor: bool
    needs_code: bool
    needs_enrolment: bool
    has_shortcuts: bool = True

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left to do before work: no code, no enrolment."""
        return not (self.needs_code or self.needs_enrolment)

    @property
    def actor(self) -> Actor:
        """Return who acts, for operations and the history."""
        return Actor("staff", self.name, self.staff_id)


def sign_in(
    session: Session,
    login: str,
    password: str,
    *,
    address: str,
    browser: str,
    now: datetime,
    rules: SignInRules = SIGN_IN_RULES,
) -> SignedIn:
    """Sign a member of staff in; WrongPassword, or TooManyTries with the moment to come back.

    An unknown login takes as long as a wrong password and is answered the same.
    """
    name = clean_login(login)
    limits = _limits(name, address, rules)
    tries = charge(session, limits, now)
    staff = _find(session, name)
    if not matches(staff.password_hash if staff else None, password) or staff is None:
        raise WrongPassword
    signed_in = _open(session, staff.id, password, browser, now)
    forgive(session, tries, [limit.subject for limit in limits[:2]])
    return signed_in


def staff_of_token(
    session: Session, token: str, *, now: datetime, rules: SignInRules = SIGN_IN_RULES
) -> Present | None:
    """Return who is signed in with a token, or None when it is unknown, over, ended or its owner disabled."""
    row = session.scalar(
        select(SignIn)
        .where(SignIn.token_hash == token_hash(token))
        .options(
            joinedload(SignIn.staff).options(joinedload(Staff.department), selectinload(Staff.roles)),
        )
    )
    if row is None or not _is_alive(row, now, rules) or row.staff.disabled_at is not None:
        return None
    present = _present(session, row)
    if now - row.last_seen_at >= TOUCH:
        _touch(session, row.id, now)
    return present


def check_password(
    session: Session,
    staff_id: int,
    password: str,
    *,
    address: str,
    now: datetime,
    rules: SignInRules = SIGN_IN_RULES,
) -> None:
    """Prove again that the person at the screen is who signed in; WrongPassword, TooManyTries."""
    staff = session.get(Staff, staff_id)
    login, stored = (staff.login, staff.password_hash) if staff else ("", None)
    tries = charge(session, _limits(login, address, rules), now)
    if not matches(stored, password):
        raise WrongPassword
    forgive(session, tries)


def sign_out(session: Session, token: str, *, now: datetime) -> None:
    """End one sign-in; nothing happens when it is already over."""
    with writing(session):
        row = session.scalar(select(SignIn).where(SignIn.token_hash == token_hash(token)))
        if row is not None and row.revoked_at is None:
            row.revoked_at = now
            record(session, "sign_out", "staff", row.staff_id, by=_actor(row.staff), now=now)


def end_sign_in(session: Session, staff_id: int, sign_in_id: int, *, by: Actor, now: datetime) -> bool:
    """End one listed sign-in of a person; False when there is no such one."""
    with writing(session):
        row = session.scalar(select(SignIn).where(SignIn.id == sign_in_id, SignIn.staff_id == staff_id))
        found = row is not None and row.revoked_at is None
        if row is not None and found:
            row.revoked_at = now
            record(session, "sign_out", "staff", staff_id, by=by, now=now)
    return found


def sign_ins_of(
    session: Session, staff_id: int, *, now: datetime, rules: SignInRules = SIGN_IN_RULES
) -> list[SignIn]:
    """Return the living sign-ins of a person, the last used first."""
    rows = session.scalars(
        select(SignIn)
        .where(SignIn.staff_id == staff_id, SignIn.revoked_at.is_(None))
        .where(SignIn.created_at > now - rules.absolute, SignIn.last_seen_at > now - rules.idle)
        .order_by(SignIn.last_seen_at.desc(), SignIn.id.desc())
    )
    return list(rows)


def end_all(session: Session, staff_id: int, now: datetime, but: str | None = None) -> int:
    """End all sign-ins of a person inside the caller's ``writing``; return how many."""
    ending = update(SignIn).where(SignIn.staff_id == staff_id, SignIn.revoked_at.is_(None))
    if but is not None:
        ending = ending.where(SignIn.token_hash != token_hash(but))
    return len(session.scalars(ending.values(revoked_at=now).returning(SignIn.id)).all())


def must_enrol(session: Session, staff: Staff) -> bool:
    """Say whether one of a person's roles demands a second factor that is not set up."""
    demanding = select(func.count()).where(
        RolePolicy.needs_second_factor, RolePolicy.role.in_([role.role for role in staff.roles])
    )
    return staff.totp_secret is None and bool(session.scalar(demanding))


def roles_of(rows: Iterable[StaffRole]) -> tuple[Role, ...]:
    """Return roles as plain values, in a fixed order."""
    return tuple(sorted((Role(row.role, row.department_id) for row in rows), key=str))


def _limits(login: str, address: str, rules: SignInRules) -> tuple[Limit, ...]:
    return (
        Limit(subject("desk", login, address), rules.tries_per_desk, rules.within),
        Limit(subject("login", login), rules.tries_per_login, rules.within),
        Limit(subject("address", address), rules.tries_per_address, rules.within),
    )


def _find(session: Session, login: str) -> Staff | None:
    if not is_login(login):
        return None
    return session.scalar(select(Staff).where(Staff.login == login, Staff.disabled_at.is_(None)))


def _open(session: Session, staff_id: int, password: str, browser: str, now: datetime) -> SignedIn:
    token = new_token()
    with writing(session):
        staff = session.get(Staff, staff_id, options=[selectinload(Staff.roles)])
        if staff is None or staff.disabled_at is not None:
            raise WrongPassword
        if is_outdated(staff.password_hash):
            staff.password_hash = hashed(password)
        session.add(_sign_in(token, staff_id, browser, now))
        record(session, "sign_in", "staff", staff_id, by=_actor(staff), now=now)
        answer = SignedIn(token, staff_id, staff.totp_secret is not None, must_enrol(session, staff))
    return answer


def _sign_in(token: str, staff_id: int, browser: str, now: datetime) -> SignIn:
    return SignIn(
        token_hash=token_hash(token),
        staff_id=staff_id,
        created_at=now,
        last_seen_at=now,
        browser="".join(filter(str.isprintable, browser))[:200],
    )


def _is_alive(row: SignIn, now: datetime, rules: SignInRules) -> bool:
    return row.revoked_at is None and not is_over(row.created_at, row.last_seen_at, now, rules)


def _present(session: Session, row: SignIn) -> Present:
    staff = row.staff
    return Present(
        sign_in_id=row.id,
        staff_id=staff.id,
        login=staff.login,
        name=staff.name,
        department_id=staff.department_id,
        department=staff.department.name,
        roles=roles_of(staff.roles),
        has_second_factor=staff.totp_secret is not None,
        needs_code=staff.totp_secret is not None and row.second_factor_at is None,
        needs_enrolment=must_enrol(session, staff),
        has_shortcuts=staff.shortcuts_off_at is None,
    )


def _touch(session: Session, sign_in_id: int, now: datetime) -> None:
    with writing(session):
        session.execute(
            update(SignIn).where(SignIn.id == sign_in_id, SignIn.last_seen_at < now).values(last_seen_at=now)
        )


def _actor(staff: Staff) -> Actor:
    return Actor("staff", staff.name, staff.id)
