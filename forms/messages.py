"""Sentences for people, kept apart from the language they will be shown in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


def mark(text: str) -> str:
    """Mark a Japanese source text for the catalogues without translating it."""
    return text


@dataclass(frozen=True)
class Message:
    """A Japanese source sentence (the gettext msgid) and the values for its ``{names}``."""

    text: str
    values: tuple[tuple[str, Any], ...] = ()

    def __str__(self) -> str:
        return self.translated(str)

    def translated(self, gettext: Callable[[str], str]) -> str:
        """Return the sentence as ``gettext`` gives it; values that are messages are translated too."""
        values = {
            name: value.translated(gettext) if isinstance(value, Message) else value
            for name, value in self.values
        }
        return gettext(self.text).format(**values)


def message(text: str, **values: Any) -> Message:
    """Make a message; the call marks ``text`` for the catalogues."""
    return Message(text, tuple(values.items()))
