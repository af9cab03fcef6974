"""Passwords of staff: Argon2id, with its parameters in one place."""

from __future__ import annotations

import unicodedata
from functools import cache

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

HASHER = PasswordHasher(time_cost=2, memory_cost=47_104, parallelism=1, type=Type.ID)
"""46 MiB, two passes: twice OWASP's least; about 0.1 s. Old hashes are renewed at the next sign-in."""

LONGEST = 128
"""Characters of a password that are looked at; a longer one never matches."""


def hashed(password: str) -> str:
    """Return the hash to store."""
    return HASHER.hash(_bytes(password))


def matches(stored: str | None, password: str) -> bool:
    """Say whether a password is right; takes as long where there is no such person (None)."""
    try:
        HASHER.verify(stored or _nobodys(), _bytes(password[:LONGEST]))
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None and len(password) <= LONGEST


def is_outdated(stored: str) -> bool:
    """Say whether a hash was made with other parameters than today's."""
    return HASHER.check_needs_rehash(stored)


@cache
def _nobodys() -> str:
    return hashed("nobody has this password")


def _bytes(password: str) -> bytes:
    # NFKC: a password typed with the Japanese input method on is still the same password.
    return unicodedata.normalize("NFKC", password).encode("utf-8", "replace")
