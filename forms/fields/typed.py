"""Taking the text of one part, and saying that it is too long or missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from forms.given import Given, Unreadable
from forms.messages import Message, message
from forms.typed_dates import Label
from forms.widths import one_line


def text_of(given: Given, part: str = "") -> str:
    """Return the first text of a part that is not blank, as one line; "" where nothing was typed."""
    return next(filter(None, map(one_line, given.get(part, ()))), "")


def too_long(label: Label, text: str, most: int) -> Message | None:
    """Return what to say where ``text`` has more than ``most`` characters."""
    if len(text) <= most:
        return None
    return message(
        "{label}は{most}文字までです（いまは{now}文字です）。短くしてください。",
        label=label,
        most=most,
        now=len(text),
    )


def refuse_long(label: Label, part: str, text: str, most: int) -> None:
    """Raise Unreadable where ``text`` has more than ``most`` characters."""
    problem = too_long(label, text, most)
    if problem:
        raise Unreadable((part, problem))


class Collected:
    """Everything found wrong with the parts of one question, raised at once."""

    def __init__(self) -> None:
        self.problems: list[tuple[str, Message]] = []

    def add(self, part: str, problem: Message | None) -> None:
        """Remember a problem, if it is one."""
        if problem:
            self.problems.append((part, problem))

    @contextmanager
    def under(self, prefix: str) -> Iterator[None]:
        """Remember what is raised inside, its parts beginning with ``prefix``."""
        try:
            yield
        except Unreadable as unreadable:
            self.problems.extend((prefix + part, text) for part, text in unreadable.problems)

    def raise_any(self) -> None:
        """Raise Unreadable with all that was remembered; nothing if there is nothing."""
        if self.problems:
            raise Unreadable(*self.problems)


def any_text(given: Given, parts: Iterable[str]) -> bool:
    """Say whether something was typed into one of ``parts``."""
    return any(text_of(given, part) for part in parts)
