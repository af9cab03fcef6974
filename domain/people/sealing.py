"""Sealing what must be read again, but not by somebody who got hold of the database alone."""

from __future__ import annotations

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken


class CannotOpen(Exception):
    """The text was sealed with another server's key, or for another person, or was changed since."""


def seal(text: str, *, key: str, staff_id: int) -> str:
    """Return a text sealed for one member of staff: 140 ASCII characters for one of 32."""
    return _box(key, staff_id).encrypt(text.encode()).decode()


def unseal(sealed: str, *, key: str, staff_id: int) -> str:
    """Return the text; CannotOpen."""
    try:
        return _box(key, staff_id).decrypt(sealed).decode()
    except InvalidToken as error:
        raise CannotOpen from error


def _box(key: str, staff_id: int) -> Fernet:
    """Return a box of the person's own, so that nobody's secret can be put in another's place."""
    own = hmac.digest(key.encode(), f"madoguchi:second-factor:{staff_id}".encode(), hashlib.sha256)
    return Fernet(base64.urlsafe_b64encode(own))
