"""Everything that residents read about a procedure, as plain values, and what is wrong with them."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import astuple, dataclass, fields
from datetime import datetime
from typing import NamedTuple

from domain.procedures.rules import LIFE_EVENTS, is_address
from forms.definition import LANGUAGES, NO_TEXT, Text
from forms.messages import Message, for_staff

TEXTS = {
    "title": "手続きの名前",
    "summary": "概要",
    "who": "対象の方",
    "next_step": "申し込んだあとの流れ",
    "contact": "問い合わせ先",
    "privacy": "個人情報の使いみち",
    "closed_note": "受け付けていないときの案内",
}
"""The texts per language, by what they are called on screen."""
LONGEST = {"title": 100, "summary": 300}
LONGEST_TEXT = 2000
MOST_WORDS, LONGEST_WORD = 50, 40
MOST_RELATED = 10
MOST_MONTHS, MOST_DAYS, LARGEST = 1200, 365, 1_000_000_000
LAYOUTS = ("pages", "one")


@dataclass(frozen=True)
class Details:
    """What a procedure says about itself beside its form; None and "" mean that nothing is said."""

    title: Text
    summary: Text = NO_TEXT
    who: Text = NO_TEXT
    next_step: Text = NO_TEXT
    contact: Text = NO_TEXT
    privacy: Text = NO_TEXT
    closed_note: Text = NO_TEXT
    retention_months: int | None = None
    due_days: int | None = None
    life_events: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    """Slugs of other procedures, in the order in which they are shown."""
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    layout: str = "pages"
    most_cases: int | None = None
    most_sum: int | None = None
    sum_field: str = ""
    elsewhere_url: str = ""

    def changed_from(self, before: Details) -> list[str]:
        """Return the names of what is not as it was."""
        return [one.name for one in fields(self) if getattr(self, one.name) != getattr(before, one.name)]

    def fingerprint(self) -> str:
        """Return what tells these details from all others."""
        return hashlib.sha256(repr(astuple(self)).encode()).hexdigest()


class Fault(NamedTuple):
    """One thing that is wrong: which detail, in words."""

    name: str
    message: Message


def faults(details: Details, *, own: str, slugs: Collection[str], numbers: Collection[str]) -> list[Fault]:
    """Return everything that is wrong with the details of a procedure.

    ``own`` is its slug, ``slugs`` are all that there are, ``numbers`` the keys of its form's questions that can be summed up.
    """
    return [
        *_text_faults(details),
        *_number_faults(details, numbers),
        *_word_faults(details),
        *_related_faults(details, own, slugs),
        *_address_faults(details),
    ]


def _text_faults(details: Details) -> Iterator[Fault]:
    if not details.title.ja:
        yield Fault("title", for_staff("手続きの名前を入れてください。"))
    for name, words in TEXTS.items():
        most, text = LONGEST.get(name, LONGEST_TEXT), getattr(details, name)
        if any(len(getattr(text, code)) > most for code in LANGUAGES):
            yield Fault(
                name, for_staff("{name}は{most}文字までにしてください。", name=Message(words), most=most)
            )
        elif name != "title" and not text.ja and (text.easy or text.en):
            yield Fault(name, for_staff("{name}は、日本語も書いてください。", name=Message(words)))


def _number_faults(details: Details, numbers: Collection[str]) -> Iterator[Fault]:
    if not _is_within(details.retention_months, MOST_MONTHS):
        yield Fault(
            "retention_months", for_staff("保存する月数は1から{most}までの数です。", most=MOST_MONTHS)
        )
    if not _is_within(details.due_days, MOST_DAYS):
        yield Fault("due_days", for_staff("決定までの日数は1から{most}までの数です。", most=MOST_DAYS))
    for name in ("most_cases", "most_sum"):
        if not _is_within(getattr(details, name), LARGEST):
            yield Fault(name, for_staff("上限は1から{most}までの数です。", most=f"{LARGEST:,}"))
    if details.most_sum is not None and details.sum_field not in numbers:
        yield Fault("sum_field", for_staff("合計する質問を、様式の数や人数の質問から選んでください。"))
    if details.opens_at and details.closes_at and details.closes_at <= details.opens_at:
        yield Fault("closes_at", for_staff("受付を終える日時は、始める日時よりあとにしてください。"))
    if details.layout not in LAYOUTS:
        yield Fault("layout", for_staff("画面の分け方を選んでください。"))


def _word_faults(details: Details) -> Iterator[Fault]:
    if not set(details.life_events) <= LIFE_EVENTS.keys():
        yield Fault("life_events", for_staff("できごとは、一覧にあるものから選んでください。"))
    if len(details.synonyms) > MOST_WORDS or any(len(word) > LONGEST_WORD for word in details.synonyms):
        yield Fault(
            "synonyms",
            for_staff(
                "検索の言葉は{most}個まで、1つ{long}文字までにしてください。",
                most=MOST_WORDS,
                long=LONGEST_WORD,
            ),
        )


def _related_faults(details: Details, own: str, slugs: Collection[str]) -> Iterator[Fault]:
    for slug in details.related:
        if slug not in slugs:
            yield Fault("related", for_staff("「{words}」という手続きは見つかりません。", words=slug))
    if own in details.related:
        yield Fault("related", for_staff("この手続き自身は、関係する手続きに選べません。"))
    if len(details.related) > MOST_RELATED:
        yield Fault("related", for_staff("関係する手続きは{most}個までです。", most=MOST_RELATED))
    if len(set(details.related)) < len(details.related):
        yield Fault("related", for_staff("同じ手続きが2回選ばれています。"))


def _address_faults(details: Details) -> Iterator[Fault]:
    if details.elsewhere_url and not is_address(details.elsewhere_url):
        yield Fault(
            "elsewhere_url", for_staff("アドレスは https:// で始まる、ページのアドレス全体を入れてください。")
        )


def _is_within(value: int | None, most: int) -> bool:
    return value is None or 1 <= value <= most
