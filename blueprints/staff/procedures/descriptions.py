"""Two descriptions of a procedure side by side: mine, as I typed it, and the one that somebody else has saved meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from blueprints.staff.procedures.detail_inputs import NUMBERS, Titles
from blueprints.web.filters import day_time, t
from domain.history import Event
from domain.procedures.details import TEXTS, Details
from domain.procedures.rules import LIFE_EVENTS
from forms.definition import LANGUAGES, Text

LANGUAGE_WORDS = {"ja": "", "easy": "（やさしい日本語）", "en": "（英語）"}
NUMBER_WORDS = {
    "retention_months": "保存する期間（か月）",
    "due_days": "結果が出るまで（日）",
    "most_cases": "件数の上限",
    "most_sum": "合計の上限",
}
LAYOUT_WORDS = {"pages": "1つのまとまりずつ", "one": "すべて1つの画面"}
NOTHING = "—"


@dataclass(frozen=True)
class Meanwhile:
    """What is otherwise in what I typed and in what is there now, and who was there before me."""

    lines: tuple[tuple[str, str, str], ...]
    """(what, mine, theirs)."""
    last: Event | None
    """The last change of the details."""


def meanwhile(
    mine: Details, theirs: Details, titles: Titles, numbers: Mapping[str, Text], last: Event | None
) -> Meanwhile:
    """Return every detail that differs, in the order of the page."""
    said, there = (list(_lines(one, titles, numbers)) for one in (mine, theirs))
    pairs = ((words, text, other) for (words, text), (_, other) in zip(said, there, strict=True))
    lines = ((words, text or NOTHING, other or NOTHING) for words, text, other in pairs if text != other)
    return Meanwhile(tuple(lines), last)


def _lines(details: Details, titles: Titles, numbers: Mapping[str, Text]) -> Iterator[tuple[str, str]]:
    for name, words in TEXTS.items():
        for code in LANGUAGES:
            yield f"{words}{LANGUAGE_WORDS[code]}", getattr(getattr(details, name), code)
    for name in NUMBERS:
        value = getattr(details, name)
        yield NUMBER_WORDS[name], "" if value is None else str(value)
    yield "合計する質問", t(numbers[details.sum_field]) if details.sum_field in numbers else details.sum_field
    yield "できごと", "、".join(t(LIFE_EVENTS[key]) for key in details.life_events if key in LIFE_EVENTS)
    yield "検索の言葉", "、".join(details.synonyms)
    yield "関係する手続き", "、".join(titles.names.get(slug, slug) for slug in details.related)
    yield "受付を始める日時", _moment(details.opens_at)
    yield "受付を終える日時", _moment(details.closes_at)
    yield "質問の見せ方", LAYOUT_WORDS.get(details.layout, details.layout)
    yield "ほかのサイトのアドレス", details.elsewhere_url


def _moment(at: datetime | None) -> str:
    return f"{at.year}年{day_time(at)}" if at else ""
