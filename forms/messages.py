"""Sentences for people, kept apart from the language they will be shown in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from forms.definition import Text


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

    def translated(self, gettext: Callable[[str], str], language: str = "ja") -> str:
        """Return the sentence as ``gettext`` gives it; its values are put into ``language`` too."""
        values = {name: _in_language(value, gettext, language) for name, value in self.values}
        return gettext(self.text).format(**values)


def message(text: str, **values: Any) -> Message:
    """Make a message; the call marks ``text`` for the catalogues."""
    return Message(text, tuple(values.items()))


def for_staff(text: str, **values: Any) -> Message:
    """Make a message that only staff read: their pages have one language, so it is not for the catalogues."""
    return Message(text, tuple(values.items()))


def counted(number: int, noun: str) -> Text:
    """Return a number; in English with its noun, which Japanese sentences say themselves: 1, "1 month"."""
    return Text(str(number), en=f"{number} {noun}" if number == 1 else f"{number} {noun}s")


def _in_language(value: Any, gettext: Callable[[str], str], language: str) -> Any:
    if isinstance(value, Message):
        return value.translated(gettext, language)
    return value.shown_in(language) if isinstance(value, Text) else value
