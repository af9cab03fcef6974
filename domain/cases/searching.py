"""Finding a few cases among a million by any piece of a name, a number, a phone: an index over pairs of characters.

Words of two characters are what Japanese names are made of, and indexes over three (pg_trgm, SQLite's trigram) do not find
them. On PostgreSQL the pairs are an array with a GIN index, on SQLite the words of an FTS5 table that triggers keep. With
them goes the department of the case ("@@12"), so that a department's own are found without reading those of others.

A search goes from the newest case to older ones, and ends when it has found or read enough: nobody reads 10,000 names.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    cast,
    func,
    literal,
    literal_column,
    select,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, array
from sqlalchemy.orm import Session
from sqlalchemy.types import Text

from domain.cases.models import Case
from domain.cases.rules import pairs_of
from domain.database import dialect_of

MOST_FOUND = 500
"""Cases that a search lists."""
MOST_READ = 2_000
"""Cases with all pairs of the words that are read to see whether they hold the words themselves."""
FIRST_WIDTH = 5_000
"""Ids that are looked through first on PostgreSQL; what is found there says how many are looked through next."""
MOST_SCANNED = 60_000
"""Ids that PostgreSQL looks through one by one; with more its index is quicker."""

_ROW = "{row}.search_pairs || ' @@' || {row}.department_id"
_NEW, _OLD = _ROW.format(row="new"), _ROW.format(row="old")
_ADD = f"INSERT INTO cases_search(rowid, search_pairs) VALUES (new.id, {_NEW});"
_TAKE = f"INSERT INTO cases_search(cases_search, rowid, search_pairs) VALUES ('delete', old.id, {_OLD});"
_INDEXED = "string_to_array(search_pairs || ' @@' || department_id::text, ' ')"
POSTGRESQL = (f"CREATE INDEX ix_cases_search ON cases USING gin ({_INDEXED})",)
SQLITE = (
    """CREATE VIRTUAL TABLE cases_search USING fts5(
        search_pairs, content='', detail='none', columnsize=0,
        tokenize="unicode61 remove_diacritics 0 tokenchars '@._+^'"
    )""",
    f"CREATE TRIGGER cases_search_insert AFTER INSERT ON cases BEGIN {_ADD} END",
    f"CREATE TRIGGER cases_search_delete AFTER DELETE ON cases BEGIN {_TAKE} END",
    f"""CREATE TRIGGER cases_search_update AFTER UPDATE OF search_pairs, department_id ON cases
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
    pairs: Sequence[str]
    """What the index must hold."""
    places: Sequence[int] | None
    """Departments, one of which it must be of; None: any."""
    whole: Sequence[str]
    """Words of which the pairs say too little: the case itself is read."""
    most: int


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
    pairs = list(dict.fromkeys(pair for word in words for pair in pairs_of(word)))
    places = None if departments is None else sorted(departments)
    wanted = _Wanted(pairs, places, [word for word in words if len(word) > 2], most)
    look = _in_postgresql if dialect_of(session) == "postgresql" else _in_sqlite
    ids, is_whole = look(session, wanted)
    return Found(tuple(ids[:most]), is_cut=len(ids) > most or not is_whole)


def _in_sqlite(session: Session, wanted: _Wanted) -> tuple[list[int], bool]:
    """Return ids, one more than wanted where there are more, and whether all that may be meant were read."""
    most = MOST_READ if wanted.whole else wanted.most
    read = list(session.scalars(_CANDIDATES, {"wanted": _match(wanted), "most": most + 1}))
    if not wanted.whole:
        return read, True
    candidate: Any = func.json_each(json.dumps(read[:MOST_READ])).table_valued("value", name="candidate")
    ids = select(Case.id).select_from(candidate).join(Case, Case.id == candidate.c.value)
    found = session.scalars(ids.where(_is_whole(wanted)).limit(wanted.most + 1))
    return list(found), len(read) <= MOST_READ


def _match(wanted: _Wanted) -> str:
    parts = [f'"{pair}"' for pair in wanted.pairs]
    if wanted.places is not None:
        places = " OR ".join(f'"@@{place}"' for place in wanted.places)
        parts.append(f"({places})")
    return " AND ".join(parts)


def _in_postgresql(session: Session, wanted: _Wanted) -> tuple[list[int], bool]:
    """Return the same, from ever wider ranges of ids: this index gives what it finds in no order."""
    top = before = (session.scalar(select(func.max(Case.id))) or 0) + 1
    found: list[int] = []
    left = enough = MOST_READ if wanted.whole else wanted.most
    width = FIRST_WIDTH
    while before > 1 and len(found) <= wanted.most:
        after = max(before - width, 1)
        rows = session.execute(_between(wanted, after, before).limit(left + 1)).all()
        found += [case_id for case_id, is_whole in rows[:left] if is_whole]
        if len(rows) > left:
            return found, False
        left, before = left - len(rows), after
        width = _next_width(top - after, enough - left, left, len(found), wanted.most)
    return found, True


def _between(wanted: _Wanted, after: int, before: int) -> Any:
    """Return the query of the cases with the wanted pairs in a range of ids, the newest first, and whether they hold the words."""
    is_there = [Case.id >= _inline(after), Case.id < _inline(before)]
    if before - after > MOST_SCANNED:
        is_there.append(_TOKENS.contains(_texts(wanted.pairs)))
        if wanted.places is not None:
            is_there.append(_TOKENS.overlap(_texts([f"@@{place}" for place in wanted.places])))
    else:
        if wanted.places is not None:
            is_there.append(Case.department_id.in_(wanted.places))
        is_there += [_has_pair(pair) for pair in wanted.pairs]
    return select(Case.id, _is_whole(wanted)).where(*is_there).order_by(Case.id.desc())


def _has_pair(pair: str) -> ColumnElement[bool]:
    if pair[0] != "^":
        return Case.search_text.contains(pair, autoescape=True)
    return (literal("\n") + Case.search_text).contains(f"\n{pair[1]}", autoescape=True)


def _next_width(seen: int, read: int, left: int, found: int, most: int) -> int:
    """Return how many ids to look through next, so that enough is found or read most likely."""
    if not read:
        return seen + sys.maxsize
    to_find = (most + 1 - found) * read // found if found else left
    return max(seen * min(left, to_find * 3 // 2) // read, FIRST_WIDTH)


def _is_whole(wanted: _Wanted) -> ColumnElement[bool]:
    return and_(true(), *(Case.search_text.contains(word, autoescape=True) for word in wanted.whole))


def _texts(values: Sequence[str]) -> ColumnElement[Any]:
    return cast(array(values), ARRAY(Text))


def _inline(value: int) -> Any:
    # The planner must see how wide the range is.
    return bindparam(None, value, literal_execute=True, unique=True)


_TOKENS: Any = literal_column(_INDEXED, type_=ARRAY(Text))
_CANDIDATES = text(
    "SELECT rowid FROM cases_search WHERE cases_search MATCH :wanted ORDER BY rowid DESC LIMIT :most"
)
