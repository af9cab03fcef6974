"""Random tokens that a browser keeps; the town keeps only their hash."""

from __future__ import annotations

import hashlib
import secrets


def new_token() -> str:
    """Return 256 random bits as 43 URL-safe characters."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Return SHA-256 of a token (64 hex digits): what is stored and looked up."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
