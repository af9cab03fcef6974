"""The second factor: six digits of an authenticator app (TOTP, RFC 6238), each used once.

``key`` is the server's: it seals the secrets that the database keeps.
"""

from __future__ import annotations

import hmac
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyotp
from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from domain.database import writing
from domain.history import Actor, record
from domain.people.attempts import Limit, charge, forgive, subject
from domain.people.models import SignIn, Staff
from domain.people.refusals import NotSignedIn, WrongCode
from domain.people.rules import SIGN_IN_RULES, SignInRules
from domain.people.sealing import CannotOpen, seal, unseal
from domain.people.sign_ins import end_all, staff_of_token
from domain.people.tokens import token_hash
from domain.refusals import NotFound

STEP = timedelta(seconds=30)
DRIFT = 1
"""How many steps a phone's clock may be off, either way."""


@dataclass(frozen=True)
class Enrolment:
    """What the authenticator app needs: the secret to type, or the URI to show as a QR code."""

    secret: str
    uri: str


def start_second_factor(session: Session, staff_id: int, *, town: str, key: str) -> Enrolment:
    """Make a new secret; it counts only once ``confirm_second_factor`` has seen a code of it."""
    with writing(session):
        staff = _staff(session, staff_id)
        secret = pyotp.random_base32()
        staff.totp_pending = seal(secret, key=key, staff_id=staff_id)
        enrolment = _enrolment(secret, staff.login, town)
    return enrolment


def pending_second_factor(session: Session, staff_id: int, *, town: str, key: str) -> Enrolment | None:
    """Return the secret that waits to be confirmed, so that a page can be shown again."""
    staff = session.get(Staff, staff_id)
    secret = _opened(staff.totp_pending, staff_id, key) if staff else None
    return _enrolment(secret, staff.login, town) if staff and secret else None


def confirm_second_factor(
    session: Session, token: str, code: str, *, key: str, now: datetime, rules: SignInRules = SIGN_IN_RULES
) -> None:
    """Take the pending secret into use and end the person's other sign-ins; WrongCode, TooManyTries."""
    staff_id = _signed_in(session, token, now, rules)
    tries = charge(session, _limits(staff_id, rules), now)
    with writing(session):
        staff = _staff(session, staff_id)
        step = _step_of(_opened(staff.totp_pending, staff_id, key), code, now)
        staff.totp_secret, staff.totp_pending, staff.totp_last_step = staff.totp_pending, None, step
        _mark(session, token, now)
        end_all(session, staff_id, now, but=token)
        record(session, "set_second_factor", "staff", staff_id, by=_actor(staff), now=now)
    forgive(session, tries)


def check_code(
    session: Session, token: str, code: str, *, key: str, now: datetime, rules: SignInRules = SIGN_IN_RULES
) -> None:
    """Complete a sign-in with a code; WrongCode (also when it was used before), TooManyTries."""
    staff_id = _signed_in(session, token, now, rules)
    tries = charge(session, _limits(staff_id, rules), now)
    with writing(session):
        staff = _staff(session, staff_id)
        _use(session, staff_id, _step_of(_opened(staff.totp_secret, staff_id, key), code, now))
        _mark(session, token, now)
        record(session, "pass_second_factor", "staff", staff_id, by=_actor(staff), now=now)
    forgive(session, tries)


def unopenable(session: Session, *, key: str) -> list[str]:
    """Return the logins of those whose second factor this key does not open."""
    rows = session.execute(select(Staff.login, Staff.id, Staff.totp_secret).order_by(Staff.login))
    return [login for login, staff_id, sealed in rows if sealed and _opened(sealed, staff_id, key) is None]


def drop_second_factor(session: Session, staff_id: int, *, by: Actor, now: datetime) -> None:
    """Take a lost second factor away (by an administrator) and end the person's sign-ins."""
    with writing(session):
        staff = _staff(session, staff_id)
        staff.totp_secret = staff.totp_pending = staff.totp_last_step = None
        end_all(session, staff_id, now)
        record(session, "drop_second_factor", "staff", staff_id, by=by, now=now)


def _enrolment(secret: str, login: str, town: str) -> Enrolment:
    return Enrolment(secret, pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=town))


def _signed_in(session: Session, token: str, now: datetime, rules: SignInRules) -> int:
    present = staff_of_token(session, token, now=now, rules=rules)
    if present is None:
        raise NotSignedIn
    return present.staff_id


def _limits(staff_id: int, rules: SignInRules) -> tuple[Limit, ...]:
    return (Limit(subject("code", str(staff_id)), rules.tries_per_desk, rules.within),)


def _staff(session: Session, staff_id: int) -> Staff:
    staff = session.get(Staff, staff_id)
    if staff is None:
        raise NotFound
    return staff


def _opened(sealed: str | None, staff_id: int, key: str) -> str | None:
    """Return a secret; None where there is none, or where the server has another key now."""
    try:
        return unseal(sealed, key=key, staff_id=staff_id) if sealed else None
    except CannotOpen:
        return None


def _step_of(secret: str | None, typed: str, now: datetime) -> int:
    """Return the number of the 30 s step that a code belongs to; WrongCode."""
    code = "".join(filter(str.isdigit, unicodedata.normalize("NFKC", typed)))
    current = int(now.timestamp() // STEP.total_seconds())
    for step in range(current - DRIFT, current + DRIFT + 1):
        if secret and hmac.compare_digest(pyotp.TOTP(secret).generate_otp(step).encode(), code.encode()):
            return step
    raise WrongCode


def _use(session: Session, staff_id: int, step: int) -> None:
    """Accept a step only if it is later than the last one: compare-and-set, so that two at once fail."""
    later = or_(Staff.totp_last_step.is_(None), Staff.totp_last_step < step)
    using = update(Staff).where(Staff.id == staff_id, later).values(totp_last_step=step)
    if session.scalar(using.returning(Staff.id)) is None:
        raise WrongCode


def _mark(session: Session, token: str, now: datetime) -> None:
    row = session.scalar(select(SignIn).where(SignIn.token_hash == token_hash(token)))
    if row is None or row.revoked_at is not None:
        raise NotSignedIn
    row.second_factor_at = now


def _actor(staff: Staff) -> Actor:
    return Actor("staff", staff.name, staff.id)
