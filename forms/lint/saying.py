"""How advice is said: to staff, whose pages have one language, so that it is in no catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from forms.messages import Message

Said = Iterator[tuple[str, Message]]
"""Pairs of a key (of a question or page, "" for the form) and what is said there."""


def say(text: str, **values: Any) -> Message:
    """Make a message in Japanese alone."""
    return Message(text, tuple(values.items()))
