"""What proves that a case is one's own: its secret, or the signed link of its mails."""

from __future__ import annotations

import base64
import hashlib
import hmac
import unicodedata
from datetime import datetime, timedelta
from typing import ClassVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.cases.models import Case
from domain.people.attempts import Limit, charge, forgive, subject
from domain.refusals import Refusal
from forms.messages import message

Key = str | bytes
"""The server's key, from its settings."""

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_FORGIVING = str.maketrans("OIL", "011")
WITHIN = timedelta(minutes=15)
TRIES_PER_CASE, TRIES_PER_ADDRESS = 10, 40
"""Wrong tries within ``WITHIN``: 40 bits stand against 10 guesses in a quarter of an hour."""


class WrongSecret(Refusal):
    """No case has this number with this secret; which of them is wrong is not told."""

    status: ClassVar[int] = 422

    def __init__(self) -> None:
        super().__init__(
            message("受付番号または確認コードが違います。"),
            message("受付のメールか控えを見て、もう一度入力してください。"),
        )


class LinkIsOver(Refusal):
    """The signed link was right, but it has had its time; number and secret still open the case."""

    status: ClassVar[int] = 410

    def __init__(self) -> None:
        super().__init__(
            message("このリンクで開ける期間は終わりました。"),
            message("受付番号と確認コードを入力すると、開けます。"),
        )


def secret_of(number: str, key: Key) -> str:
    """Return the secret of a case as it is shown: 8 Crockford base-32 characters, "XXXX-XXXX"."""
    bits = int.from_bytes(_mac("secret", number, key)[:5], "big")
    letters = "".join(CROCKFORD[bits >> shift & 31] for shift in range(35, -5, -5))
    return f"{letters[:4]}-{letters[4:]}"


def is_secret_of(number: str, typed: str, key: Key) -> bool:
    """Say whether what was typed is the secret: O is 0, I and L are 1, any width, case and dash."""
    return hmac.compare_digest(_letters(secret_of(number, key)), _letters(typed))


def link_token(number: str, key: Key) -> str:
    """Return the URL-safe token of a case's signed link (32 characters)."""
    return number + _signature(number, key)


def number_of_token(token: str, key: Key) -> str | None:
    """Return the number that a token was signed for, or None when it was not signed by this key."""
    number, signature = token[:10], token[10:]
    if not (number.isascii() and number.isdigit() and len(number) == 10):
        return None
    is_ours = hmac.compare_digest(_signature(number, key).encode(), signature.encode("utf-8", "replace"))
    return number if is_ours else None


def open_by_secret(
    session: Session, typed_number: str, typed_secret: str, *, key: Key, address: str, now: datetime
) -> Case:
    """Return the case that number and secret belong to; WrongSecret, or TooManyTries."""
    number = _digits(typed_number)
    limits = (
        Limit(subject("case", number), TRIES_PER_CASE, WITHIN),
        Limit(subject("case_address", address), TRIES_PER_ADDRESS, WITHIN),
    )
    tries = charge(session, limits, now)
    if not is_secret_of(number, typed_secret, key):
        raise WrongSecret
    forgive(session, tries)
    case = session.scalar(select(Case).where(Case.number == number))
    if case is None:
        raise WrongSecret
    return case


def _mac(purpose: str, number: str, key: Key) -> bytes:
    secret = key.encode() if isinstance(key, str) else key
    return hmac.digest(secret, f"madoguchi:{purpose}:{number}".encode("utf-8", "replace"), hashlib.sha256)


def _signature(number: str, key: Key) -> str:
    return base64.urlsafe_b64encode(_mac("link", number, key)[:16]).decode().rstrip("=")


def _letters(text: str) -> bytes:
    plain = unicodedata.normalize("NFKC", text[:80]).upper().translate(_FORGIVING)
    return "".join(char for char in plain if char in CROCKFORD).encode()


def _digits(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text[:80])
    return "".join(char for char in plain if char.isascii() and char.isdigit())[:20]
