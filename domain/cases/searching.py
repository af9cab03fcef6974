"""Finding a few cases among a million by any piece of a name, a number, a phone: an index over pieces of two to four characters.

Indexes over three characters (pg_trgm, SQLite's trigram) do not find the names of two that Japanese names are made of. On
PostgreSQL the pieces are an array with a GIN index; on SQLite they are the words of an FTS5 table that triggers keep, which
knows their order, so that no case is read to see whether its pieces make the word. With them goes the department of the
case ("@@12"), so that a department's own are found without reading those of others.

A search goes from the newest case to older ones, and ends when it has found or read enough: nobody reads 10,000 names.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    func,
    literal,
    literal_column,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session
from sqlalchemy.types import Text

from domain.cases.models import Case
from domain.cases.pieces import phrases_of
from domain.database import dialect_of

MOST_FOUND = 500
"""Cases that a search finds, to be narrowed further by state, channel, day."""
MOST_ALONE = 200
"""Cases that a search lists that is narrowed by nothing else: four pages, which are read by few."""
MOST_READ = 2_000
"""Cases with all pieces of the words that are looked at to see whether the pieces make the words."""
ROOM_BITS = 12
"""On PostgreSQL 4,096 cases that came in one after the other share a room ("#244"): its index knows no other order."""
FIRST_ROOMS = 2
"""Rooms that are looked through first; what is found there says how many are looked through next."""
MOST_ROOMS = 0.6
"""The share of all rooms from which on it is quicker to look through all."""

_ROW = "{row}.search_pieces || ' @@' || {row}.department_id"
_NEW, _OLD = _ROW.format(row="new"), _ROW.format(row="old")
_ADD = f"INSERT INTO cases_search(rowid, search_pieces) VALUES (new.id, {_NEW});"
_TAKE = f"INSERT INTO cases_search(cases_search, rowid, search_pieces) VALUES ('delete', old.id, {_OLD});"
_INDEXED = (
    "string_to_array(search_pieces || ' @@' || department_id::text "
    f"|| ' #' || (id >> {ROOM_BITS})::text, ' ')"
)
# What came in lately is a list that every search reads whole: a short one.
POSTGRESQL = (
    f"CREATE INDEX ix_cases_search ON cases USING gin ({_INDEXED}) WITH (gin_pending_list_limit = 512)",
)
SQLITE = (
    """CREATE VIRTUAL TABLE cases_search USING fts5(
        search_pieces, content='', columnsize=0, tokenize="unicode61 remove_diacritics 0 tokenchars '@._+^'"
    )""",
    f"CREATE TRIGGER cases_search_insert AFTER INSERT ON cases BEGIN {_ADD} END",
    f"CREATE TRIGGER cases_search_delete AFTER DELETE ON cases BEGIN {_TAKE} END",
    f"""CREATE TRIGGER cases_search_update AFTER UPDATE OF search_pieces, department_id ON cases
        BEGIN {_TAKE} {_ADD} END""",
)


@dataclass(frozen=True)
class Found:
    """What a search has found."""

    ids: tuple[int, ...]
    """The newest first."""
    is_cut: bool
    """It was ended before it came to the oldest cases."""


@dataclass(frozen=True)
class _Wanted:
    words: Sequence[str]
    places: Sequence[int] | None
    """Departments, one of which it must be of; None: any."""
    most: int

    def phrases(self) -> list[list[tuple[str, ...]]]:
        """Return for each word the sequences of pieces of which one is there where the word is."""
        return [phrases_of(word) for word in dict.fromkeys(self.words)]

    def pieces(self) -> list[list[str]]:
        """Return the pieces of which one of each list is there, wherever, where the words are, and the departments."""
        found = [
            list(dict.fromkeys(column)) for phrases in self.phrases() for column in zip(*phrases, strict=True)
        ]
        return found if self.places is None else [*found, [f"@@{place}" for place in self.places]]


def make_index(connection: Connection) -> None:
    """Make the index in a new database; what is there already is migrated."""
    for statement in POSTGRESQL if connection.dialect.name == "postgresql" else SQLITE:
        connection.execute(text(statement))


def is_search_index(name: str | None) -> bool:
    """Say whether a table or index of the database is the one made here, which no model has."""
    return (name or "").removeprefix("ix_").startswith("cases_search")


def newest(
    session: Session,
    words: Sequence[str],
    departments: Collection[int] | None = None,
    most: int = MOST_FOUND,
) -> Found:
    """Return the newest cases of some departments (None: all) that hold every one of these folded words."""
    if departments is not None and not departments:
        return Found((), is_cut=False)
    wanted = _Wanted(words, None if departments is None else sorted(departments), most)
    look = _in_postgresql if dialect_of(session) == "postgresql" else _in_sqlite
    ids, is_whole = look(session, wanted)
    return Found(tuple(ids[:most]), is_cut=len(ids) > most or not is_whole)


def _in_sqlite(session: Session, wanted: _Wanted) -> tuple[list[int], bool]:
    """Return ids, one more than wanted where there are more, and whether all that may be meant were looked at."""
    pieces, words = _any_order(wanted), _side_by_side(wanted)
    found: list[int] = []
    for enough in (min(wanted.most + 1, MOST_READ), MOST_READ):
        last = session.scalar(_LAST, {"wanted": pieces, "enough": enough}) if pieces != words else None
        limits = {"wanted": words, "last": last or 0, "most": wanted.most + 1}
        found = list(session.scalars(_FOUND, limits))
        if last is None or len(found) > wanted.most:
            return found, last is None
    return found, False


def _any_order(wanted: _Wanted) -> str:
    """Return the query of FTS5 for what has the pieces, without looking where they are."""
    return " AND ".join(_any(f'"{piece}"' for piece in pieces) for pieces in wanted.pieces())


def _side_by_side(wanted: _Wanted) -> str:
    """Return the query of FTS5 for what has the words."""
    said = [
        _any(" + ".join(f'"{piece}"' for piece in one) for one in phrases) for phrases in wanted.phrases()
    ]
    if wanted.places is not None:
        said.append(_any(f'"@@{place}"' for place in wanted.places))
    return " AND ".join(said)


def _any(said: Iterable[str]) -> str:
    return f"({' OR '.join(said)})"


def _in_postgresql(session: Session, wanted: _Wanted) -> tuple[list[int], bool]:
    """Return the same, from one lot of rooms after the other."""
    last, _ = session.execute(select(func.max(Case.id), _MANY_READS_AT_ONCE)).one()
    rooms = before = ((last or 0) >> ROOM_BITS) + 1
    found: list[int] = []
    left, count = MOST_READ, FIRST_ROOMS
    while before > 0 and len(found) <= wanted.most:
        after = max(before - count, 0)
        rows = session.execute(_in_rooms(wanted, after, before).limit(left + 1)).all()
        found += [case_id for case_id, is_whole in rows[:left] if is_whole]
        if len(rows) > left:
            return found, False
        left, before = left - len(rows), after
        needed = _still_needed(len(found), wanted.most, MOST_READ - left, left)
        count = _rooms_for(needed, MOST_READ - left, rooms - before, before)
    return found, True


def _in_rooms(wanted: _Wanted, after: int, before: int) -> Any:
    """Return the query of the cases with the wanted pieces in some rooms, the newest first, and whether they hold the words."""
    # Ids in a sum are looked up in no other index.
    at: Any = Case.id + 0
    pieces = wanted.pieces()
    is_there = [_TOKENS.overlap(_texts(among)) for among in pieces if len(among) > 1]
    if alone := [among[0] for among in pieces if len(among) == 1]:
        is_there.append(_TOKENS.contains(_texts(alone)))
    if after > 0:
        is_there.append(_TOKENS.overlap(_texts([f"#{room}" for room in range(after, before)])))
    else:
        is_there.append(at < before << ROOM_BITS)
    return select(Case.id, and_(*map(_holds, wanted.words))).where(*is_there).order_by(at.desc())


def _still_needed(found: int, most: int, read: int, left: int) -> int:
    """Return how many cases are to be read until there are enough, most likely."""
    return min(left, (most + 1 - found) * read * 5 // (found * 4) if found else left)


def _rooms_for(needed: int, read: int, seen: int, there: int) -> int:
    """Return how many of the rooms that are still there to look through, to read so many cases."""
    count = seen * needed // read + 1 if read else there
    return there if count > there * MOST_ROOMS else count


def _holds(word: str) -> ColumnElement[bool]:
    if len(word) > 1:
        return Case.search_text.contains(word, autoescape=True)
    return (literal("\n") + Case.search_text).contains(f"\n{word}", autoescape=True)


def _texts(values: Sequence[str]) -> ColumnElement[Any]:
    return bindparam(None, list(values), type_=ARRAY(Text), unique=True)


_MANY_READS_AT_ONCE: Any = literal_column(
    """set_config('effective_io_concurrency', CASE current_setting('effective_io_concurrency')
        WHEN '1' THEN '32' ELSE current_setting('effective_io_concurrency') END, true)"""
)
"""PostgreSQL asks a disk for one page after the other unless it is told otherwise; what a town has set itself stays."""
_TOKENS: Any = literal_column(_INDEXED, type_=ARRAY(Text))
_LAST = text(
    "SELECT rowid FROM cases_search WHERE cases_search MATCH :wanted ORDER BY rowid DESC LIMIT 1 OFFSET :enough"
)
_FOUND = text(
    "SELECT rowid FROM cases_search WHERE cases_search MATCH :wanted AND rowid > :last ORDER BY rowid DESC LIMIT :most"
)
