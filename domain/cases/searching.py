"""Finding a few cases among a million by any piece of a name, a number, a phone: an index over pairs of characters.

Words of two characters are what Japanese names are made of, and indexes over three (pg_trgm, SQLite's trigram) do not find
them. On PostgreSQL the pairs are an array with a GIN index, on SQLite the words of an FTS5 table that triggers keep.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, cast, func, literal_column, select, text
from sqlalchemy.dialects.postgresql import ARRAY, array
from sqlalchemy.types import Text

from domain.cases.models import Case
from domain.cases.rules import pairs_of

POSTGRESQL = ("CREATE INDEX ix_cases_search ON cases USING gin (string_to_array(search_pairs, ' '))",)
SQLITE = (
    """CREATE VIRTUAL TABLE cases_search USING fts5(
        search_pairs, content='cases', content_rowid='id', detail='none', columnsize=0,
        tokenize="unicode61 remove_diacritics 0 tokenchars '@._+^'"
    )""",
    """CREATE TRIGGER cases_search_insert AFTER INSERT ON cases BEGIN
        INSERT INTO cases_search(rowid, search_pairs) VALUES (new.id, new.search_pairs);
    END""",
    """CREATE TRIGGER cases_search_delete AFTER DELETE ON cases BEGIN
        INSERT INTO cases_search(cases_search, rowid, search_pairs) VALUES ('delete', old.id, old.search_pairs);
    END""",
    """CREATE TRIGGER cases_search_update AFTER UPDATE OF search_pairs ON cases BEGIN
        INSERT INTO cases_search(cases_search, rowid, search_pairs) VALUES ('delete', old.id, old.search_pairs);
        INSERT INTO cases_search(rowid, search_pairs) VALUES (new.id, new.search_pairs);
    END""",
)


def make_index(connection: Connection) -> None:
    """Make the index in a new database; what is there already is migrated."""
    for statement in POSTGRESQL if connection.dialect.name == "postgresql" else SQLITE:
        connection.execute(text(statement))


def is_search_index(name: str | None) -> bool:
    """Say whether a table or index of the database is the one made here, which no model has."""
    return (name or "").removeprefix("ix_").startswith("cases_search")


def holds(words: Sequence[str], dialect: str) -> ColumnElement[bool]:
    """Return the condition that a case holds every one of these folded words (``rules.search_words``)."""
    pairs = list(dict.fromkeys(pair for word in words for pair in pairs_of(word)))
    has_pairs = _in_postgresql(pairs) if dialect == "postgresql" else _in_sqlite(pairs)
    whole = (Case.search_text.contains(word, autoescape=True) for word in words if len(word) > 2)
    return and_(has_pairs, *whole)


def _in_postgresql(pairs: list[str]) -> ColumnElement[bool]:
    indexed = func.string_to_array(Case.search_pairs, literal_column("' '"), type_=ARRAY(Text))
    return indexed.contains(cast(array(pairs), ARRAY(Text)))


def _in_sqlite(pairs: list[str]) -> ColumnElement[bool]:
    wanted = " ".join(f'"{pair}"' for pair in pairs)
    found: Any = select(literal_column("rowid")).select_from(text("cases_search"))
    return Case.id.in_(found.where(text("cases_search MATCH :wanted").bindparams(wanted=wanted)))
