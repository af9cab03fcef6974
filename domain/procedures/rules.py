"""How procedures are found and when they are open: plain values in, plain values out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from urllib.parse import urlsplit

from domain.cases.rules import fold, search_words
from domain.procedures.readings import reading
from forms.definition import LANGUAGES, Field, Form, Text
from forms.messages import mark

LIFE_EVENTS: Mapping[str, str] = {
    "birth": mark("妊娠・出産"),
    "childcare": mark("子育て"),
    "school": mark("入園・入学"),
    "moving": mark("引越し"),
    "marriage": mark("結婚・離婚"),
    "work": mark("仕事・失業"),
    "elderly": mark("高齢・介護"),
    "health": mark("病気・障害"),
    "death": mark("死亡・相続"),
    "housing": mark("住まい"),
    "disaster": mark("防災"),
    "tax": mark("税・証明"),
    "community": mark("地域・イベント"),
}
"""What has happened in somebody's life -> its words on screen; a closed list, in the order of a life."""

ALSO_CALLED: Mapping[str, str] = {
    "birth": "妊婦 赤ちゃん 生まれた 産まれた 出生 母子手帳 pregnancy birth baby",
    "childcare": "子ども こども 育児 児童 乳幼児 child parenting",
    "school": "保育園 幼稚園 小学校 中学校 入所 転校 school nursery kindergarten",
    "moving": "引っ越した 転入 転出 転居 住所変更 moving move address",
    "marriage": "婚姻 入籍 離婚 marriage divorce",
    "work": "就職 退職 求職 会社を辞めた 創業 job work unemployment",
    "elderly": "年金 老人 敬老 シニア pension elderly nursing care",
    "health": "障がい 医療 健康 手帳 入院 保険 health illness disability insurance",
    "death": "亡くなった お悔やみ 葬儀 death inheritance",
    "housing": "家 住宅 水道 空き家 ごみ housing home water",
    "disaster": "災害 地震 台風 罹災 避難 disaster earthquake typhoon",
    "tax": "税金 納税 証明書 住民票 戸籍 印鑑 tax certificate",
    "community": "行事 講座 祭り 自治会 図書館 公園 event community library",
}
"""Other words that people search a life event by."""

OPEN, NOT_YET, OVER, FULL = "open", "not_yet", "over", "full"
PAPER_KINDS = frozenset({"files"})
"""Kinds of questions that are answered with a paper: a photo of it, or a file."""

_BETWEEN = re.compile(r"(?<=[一-龥々ァ-ヶー])[のをにではがへと](?=[一-龥々ァ-ヶ])|[、。・,/／]")
"""What parts words in a phrase: a particle between kanji or katakana, or a mark."""
_HALF_TYPED = re.compile(r"(?<=[ぁ-ヿ])[a-zａ-ｚ]{1,2}$")
"""What is still latin on the way to a kana: "ひっk" on the way to "ひっこ"."""
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_SLUG, LONGEST_ADDRESS = 60, 500


def searched(
    title: Text, summary: Text, synonyms: Iterable[str], life_events: Iterable[str], department: str
) -> str:
    """Return what search looks in: folded lines, the title's first, then how those lines are read."""
    events = [word for key in life_events for word in _words_of_event(key)]
    said = [*_in_all(title), *synonyms, *events, department, *_in_all(summary)]
    lines = dict.fromkeys(line for one in said if (line := fold(one)))
    return "\n".join(dict.fromkeys((*lines, *map(reading, lines))))


def wanted(typed: str) -> tuple[tuple[str, ...], ...]:
    """Return, for each word of a search, its folded forms; a procedure is found that holds one form of every word."""
    parted = _BETWEEN.sub(" ", _HALF_TYPED.sub("", typed.strip()))
    return tuple(tuple(dict.fromkeys((word, reading(word)))) for word in search_words(parted))


def opening(opens_at: datetime | None, closes_at: datetime | None, now: datetime, *, is_full: bool) -> str:
    """Return OPEN, NOT_YET, OVER or FULL; open from the opening on, until just before the closing."""
    if closes_at is not None and now >= closes_at:
        return OVER
    if opens_at is not None and now < opens_at:
        return NOT_YET
    return FULL if is_full else OPEN


def is_full(most: int | None, taken: int) -> bool:
    """Say whether a limit is reached; None is no limit."""
    return most is not None and taken >= most


def papers(form: Form) -> tuple[Field, ...]:
    """Return the questions that are answered with a paper: what to have at hand."""
    return tuple(asked for asked in form.fields() if asked.kind in PAPER_KINDS)


def shared_event(own: Iterable[str], others: Iterable[Iterable[str]]) -> str:
    """Return the first life event that a procedure shares with all its related ones, "" for none."""
    theirs = [set(events) for events in others]
    return next((key for key in own if theirs and all(key in events for events in theirs)), "")


def is_slug(text: str) -> bool:
    """Say whether a text can stand in an address as a procedure's name: a-z, 0-9 and single hyphens."""
    return len(text) <= LONGEST_SLUG and _SLUG.fullmatch(text) is not None


def is_address(text: str) -> bool:
    """Say whether a text is the whole https address of a page elsewhere."""
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    is_plain = text.isprintable() and not set(text) & set(' "<>\\') and not parts.username
    return parts.scheme == "https" and "." in host and is_plain and len(text) <= LONGEST_ADDRESS


def _words_of_event(key: str) -> tuple[str, ...]:
    return (*LIFE_EVENTS.get(key, "").split("・"), *ALSO_CALLED.get(key, "").split())


def _in_all(text: Text) -> tuple[str, ...]:
    return tuple(getattr(text, code) for code in LANGUAGES)
