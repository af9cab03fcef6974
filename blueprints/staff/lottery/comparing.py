"""Entries side by side: what each says, what is the same, and which characters differ."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from domain.clock import day_of
from domain.lottery.duplicates.queries import Card
from domain.lottery.models import Entry
from forms.eras import written
from forms.messages import Message, for_staff
from forms.phone_numbers import hyphenated

VERDICTS = {
    "same": ("＝", for_staff("同じ")),
    "alike": ("≒", for_staff("書き方だけ違う")),
    "differs": ("≠", for_staff("違う")),
    "missing": ("？", for_staff("ない方がある")),
    "none": ("－", for_staff("どれにもない")),
}
"""How the cells of a row compare -> a sign and a word."""
Segment = tuple[str, bool]
"""A piece of text, and whether it differs from the first entry's."""


@dataclass(frozen=True)
class Row:
    """One line of the comparison."""

    label: Message
    cells: tuple[tuple[Segment, ...], ...]
    verdict: str
    """A key of ``VERDICTS``."""

    @property
    def sign(self) -> str:
        """The sign of the verdict."""
        return VERDICTS[self.verdict][0]

    @property
    def said(self) -> Message:
        """The verdict in words."""
        return VERDICTS[self.verdict][1]


def compared(cards: Sequence[Card]) -> list[Row]:
    """Return what is compared of some entries, row by row."""
    return [
        _row(label, [text(one.entry) for one in cards], [key(one) for one in cards])
        for label, text, key in _ROWS
    ]


def arrived(entry: Entry) -> str:
    """Return when an entry was sent: the postmark of a card, or the day on which it came."""
    return written(entry.case.dated_on or day_of(entry.case.received_at)).ja


def _row(label: Message, texts: Sequence[str], keys: Sequence[object]) -> Row:
    cells = tuple(_segments(texts[1 if at == 0 else 0], text) for at, text in enumerate(texts))
    return Row(label, cells, _verdict(texts, keys))


def _verdict(texts: Sequence[str], keys: Sequence[object]) -> str:
    if not any(texts):
        return "none"
    if not all(texts):
        return "missing"
    if len(set(texts)) == 1:
        return "same"
    return "alike" if len(set(keys)) == 1 else "differs"


def _segments(other: str, text: str) -> tuple[Segment, ...]:
    """Cut a text where it differs from another; one that is not there at all differs nowhere."""
    if not other or not text:
        return ((text, False),)
    matcher = SequenceMatcher(None, other, text, autojunk=False)
    pieces = ((text[first:last], kind != "equal") for kind, _, _, first, last in matcher.get_opcodes())
    return tuple(piece for piece in pieces if piece[0])


def _born(entry: Entry) -> str:
    return written(entry.born_on).ja if entry.born_on else ""


def _phone(entry: Entry) -> str:
    return hyphenated(entry.phone) if entry.phone.isascii() and len(entry.phone) >= 10 else entry.phone


_ROWS: tuple[tuple[Message, Callable[[Entry], str], Callable[[Card], object]], ...] = (
    (for_staff("氏名"), lambda one: one.name, lambda card: card.entry.name_key),
    (for_staff("ふりがな"), lambda one: one.kana, lambda card: card.person.reading),
    (for_staff("生年月日"), _born, lambda card: card.person.born),
    (for_staff("郵便番号"), lambda one: one.postal_code, lambda card: card.entry.postal_code),
    (for_staff("住所"), lambda one: one.address, lambda card: (card.person.town, card.person.numbers)),
    (for_staff("電話番号"), _phone, lambda card: card.entry.phone_key),
    (for_staff("メールアドレス"), lambda one: one.case.email, lambda card: card.case.email.casefold()),
)
