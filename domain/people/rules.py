"""Who may do what, and how long a sign-in lasts."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

CLERK, REVIEWER, EDITOR, MANAGER, ADMINISTRATOR = "clerk", "reviewer", "editor", "manager", "administrator"

MATRIX: dict[str, frozenset[str]] = {
    "see_cases": frozenset({CLERK, REVIEWER, MANAGER}),
    "enter_case": frozenset({CLERK, REVIEWER, MANAGER}),
    "see_board": frozenset({CLERK, REVIEWER, MANAGER}),
    "check_in": frozenset({CLERK, REVIEWER, MANAGER}),
    "book_by_phone": frozenset({CLERK, REVIEWER, MANAGER}),
    "use_counter": frozenset({CLERK, REVIEWER, MANAGER}),
    "decide_case": frozenset({REVIEWER, MANAGER}),
    "bulk_decide": frozenset({REVIEWER, MANAGER}),
    "see_looks": frozenset({MANAGER}),
    "sell_vouchers": frozenset({CLERK, REVIEWER, MANAGER}),
    "run_sale": frozenset({REVIEWER, MANAGER}),
    "change_capacity": frozenset({MANAGER}),
    "close_days": frozenset({MANAGER}),
    "see_progress": frozenset({REVIEWER, EDITOR, MANAGER, ADMINISTRATOR}),
    "see_statistics": frozenset({CLERK, REVIEWER, EDITOR, MANAGER, ADMINISTRATOR}),
    "see_lottery": frozenset({CLERK, REVIEWER, MANAGER}),
    "confirm_lottery": frozenset({REVIEWER, MANAGER}),
    "manage_lottery": frozenset({MANAGER}),
    "manage_retention": frozenset({MANAGER}),
    "edit_forms": frozenset({EDITOR, MANAGER}),
    "publish": frozenset({MANAGER}),
    "manage_staff": frozenset({ADMINISTRATOR}),
    "see_settings": frozenset({ADMINISTRATOR}),
    "see_outbox": frozenset({ADMINISTRATOR}),
}
"""Action -> the roles that may. An administrator keeps the system and reads no resident's case."""

ACTIONS = tuple(MATRIX)

TOWN_WIDE = frozenset({"manage_staff", "see_settings", "see_outbox"})
"""What is nobody's department: only a role for all of them counts, else one could give oneself the rest."""


class Role(NamedTuple):
    """A role held in one department, or (None) in all."""

    role: str
    department_id: int | None = None


@dataclass(frozen=True)
class SignInRules:
    """How sign-ins end and guessing is slowed down; the counts are wrong tries within ``within``."""

    idle: timedelta = timedelta(minutes=60)
    absolute: timedelta = timedelta(hours=12)
    within: timedelta = timedelta(minutes=15)
    tries_per_desk: int = 5
    """One login from one address: a stranger elsewhere cannot keep its owner out with this count."""
    tries_per_login: int = 20
    tries_per_address: int = 50
    """A whole city hall may sit behind one address."""


SIGN_IN_RULES = SignInRules()


def may(roles: Iterable[Role], action: str, department_id: int | None = None) -> bool:
    """Say whether someone may act in a department; None means the whole city. KeyError: no such action."""
    allowed = MATRIX[action]
    return any(role in allowed and (held_in is None or held_in == department_id) for role, held_in in roles)


def may_somewhere(roles: Iterable[Role], action: str) -> bool:
    """Say whether someone may act in at least one department: whether to show the menu entry."""
    if action in TOWN_WIDE:
        return may(roles, action)
    allowed = MATRIX[action]
    return any(role in allowed for role, _ in roles)


def departments_for(roles: Iterable[Role], action: str) -> frozenset[int] | None:
    """Return the departments in which someone may act; None means all of them."""
    allowed = MATRIX[action]
    places = [held_in for role, held_in in roles if role in allowed]
    return None if None in places else frozenset(place for place in places if place is not None)


def is_over(
    created_at: datetime, last_seen_at: datetime, now: datetime, rules: SignInRules = SIGN_IN_RULES
) -> bool:
    """Say whether a sign-in has ended by itself: unused too long, or too old."""
    return now >= last_seen_at + rules.idle or now >= created_at + rules.absolute


def clean_login(typed: str) -> str:
    """Return a login as it is stored: half-width, lower case, without spaces around it."""
    return unicodedata.normalize("NFKC", typed).strip().lower()


def is_login(login: str) -> bool:
    """Say whether a cleaned login has a shape that could exist: 1 to 60 of a-z 0-9 . _ @ -."""
    return 0 < len(login) <= 60 and all(
        char.isascii() and (char.isalnum() or char in "._@-") for char in login
    )


def is_good_password(password: str) -> bool:
    """Say whether a new password is long enough (12 to 128 characters) and not one character repeated.

    NIST SP 800-63B-4: length counts; no rule about which characters.
    """
    return 12 <= len(password) <= 128 and len(set(password)) >= 5
