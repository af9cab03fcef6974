"""Reading Japan Post's table of postal codes, quirks and all (ken_all.csv, utf_ken_all.csv).

Source of the format: https://www.post.japanpost.jp/zipcode/dl/readme.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

OLD_LENGTH = 15
"""Columns of a record: 2 is the code, 6 the prefecture, 7 the city, 8 the town."""

_REST = re.compile(r"以下に掲載がない場合|.*の次に.*番地.*くる場合.*")
_ROUND = re.compile(r"（[^（）]*）")
_LOTS = re.compile(r"(第?[０-９0-9]+地割.*)$")
_RANGE = re.compile(r"([０-９0-9]+.*)?[、〜].*$")
_STOREY = re.compile(r"（([０-９]+階)）$")


class Place(NamedTuple):
    """One town area of a postal code; the town is "" where the code stands for the rest of a city."""

    code: str
    prefecture: str
    city: str
    town: str


def places(records: Iterable[Sequence[str]]) -> Iterator[Place]:
    """Yield a place for each record; ValueError where a record has another shape."""
    for record in _joined(records):
        yield Place(record[2], record[6], record[7], town_of(record[8]))


def town_of(written: str) -> str:
    """Return the town as it stands in an address, without notes about what the code covers."""
    if _REST.fullmatch(written):
        return ""
    if written.endswith("一円") and written != "一円":  # 一円 is a town of its own in 滋賀県多賀町
        return ""
    return _plain(_with_storey(written))


def _joined(records: Iterable[Sequence[str]]) -> Iterator[list[str]]:
    """Put towns together that the old table cuts into several records: an opened （ that is not closed yet."""
    waiting: list[str] | None = None
    for record in records:
        if len(record) < OLD_LENGTH:
            raise ValueError(f"a record of {OLD_LENGTH} columns is expected: {','.join(record)[:80]}")
        waiting = _longer(waiting, record) if waiting else list(record)
        if waiting[8].count("（") <= waiting[8].count("）"):
            yield waiting
            waiting = None
    if waiting:
        yield waiting


def _longer(waiting: list[str], record: Sequence[str]) -> list[str]:
    if record[2] != waiting[2]:
        raise ValueError(f"{waiting[2]}: a town is not finished: {waiting[8][:40]}")
    return [*waiting[:8], waiting[8] + record[8], *waiting[9:]]


def _with_storey(town: str) -> str:
    """Write the storey of a tall building out: it has a code of its own."""
    return _STOREY.sub(r"\1", town.replace("（高層棟）", "高層棟"))


def _plain(town: str) -> str:
    while (shorter := _ROUND.sub("", town)) != town:
        town = shorter
    return _RANGE.sub("", _LOTS.sub("", town)).strip()
