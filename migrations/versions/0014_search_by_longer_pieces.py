"""Find cases by pieces of two to four characters, and know on SQLite where they stand."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import chain

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

AT_ONCE = 5000
PIECE = re.compile("(?=([0-9]{2,4}|[a-z]{2,3}|[ァ-ヺ]{2,3}|..))")
TOKENIZED = """columnsize=0, tokenize="unicode61 remove_diacritics 0 tokenchars '@._+^'\""""


def upgrade() -> None:
    """Write the pieces of every case, then make the index; a million cases take some minutes."""
    _drop_index()
    op.execute("ALTER TABLE cases RENAME COLUMN search_pairs TO search_pieces")
    _fill("search_pieces", _pieces)
    if op.get_bind().dialect.name == "postgresql":
        room, short = " || ' #' || (id >> 12)::text", " WITH (gin_pending_list_limit = 512)"
        _index_postgresql(f"search_pieces || ' @@' || department_id::text{room}", short)
    else:
        _index_sqlite("search_pieces", options="")


def downgrade() -> None:
    """Write pairs again, and their index."""
    _drop_index()
    op.execute("ALTER TABLE cases RENAME COLUMN search_pieces TO search_pairs")
    _fill("search_pairs", _pairs)
    if op.get_bind().dialect.name == "postgresql":
        _index_postgresql("search_pairs || ' @@' || department_id::text")
    else:
        _index_sqlite("search_pairs", options="detail='none', ")


def _drop_index() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP INDEX ix_cases_search")
        return
    for deed in ("insert", "delete", "update"):
        op.execute(f"DROP TRIGGER cases_search_{deed}")
    op.execute("DROP TABLE cases_search")


def _fill(column: str, tokens: Callable[[str], str]) -> None:
    bind, last = op.get_bind(), 0
    cases = sa.table("cases", *(sa.column(name) for name in ("id", "search_text", column)))
    filling = (
        sa.update(cases).where(cases.c.id == sa.bindparam("case")).values({column: sa.bindparam("said")})
    )
    following = sa.select(cases.c.id, cases.c.search_text).order_by(cases.c.id).limit(AT_ONCE)
    while rows := bind.execute(following.where(cases.c.id > last)).all():
        bind.execute(filling, [{"case": row.id, "said": tokens(row.search_text)} for row in rows])
        last = rows[-1].id


def _index_postgresql(searched: str, options: str = "") -> None:
    op.execute(f"CREATE INDEX ix_cases_search ON cases USING gin (string_to_array({searched}, ' ')){options}")


def _index_sqlite(column: str, options: str) -> None:
    new, old, there = (f"{row}{column} || ' @@' || {row}department_id" for row in ("new.", "old.", ""))
    adding = f"INSERT INTO cases_search(rowid, {column}) VALUES (new.id, {new});"
    taking = f"INSERT INTO cases_search(cases_search, rowid, {column}) VALUES ('delete', old.id, {old});"
    for statement in (
        f"CREATE VIRTUAL TABLE cases_search USING fts5({column}, content='', {options}{TOKENIZED})",
        f"INSERT INTO cases_search(rowid, {column}) SELECT id, {there} FROM cases",
        # Without this every later case takes half a millisecond more.
        "INSERT INTO cases_search(cases_search) VALUES ('optimize')",
        f"CREATE TRIGGER cases_search_insert AFTER INSERT ON cases BEGIN {adding} END",
        f"CREATE TRIGGER cases_search_delete AFTER DELETE ON cases BEGIN {taking} END",
        f"""CREATE TRIGGER cases_search_update AFTER UPDATE OF {column}, department_id ON cases
            BEGIN {taking} {adding} END""",
    ):
        op.execute(statement)


def _pieces(searched: str) -> str:
    lines = filter(None, searched.split("\n"))
    return " ".join(chain.from_iterable((f"^{line[0]}", *PIECE.findall(line)) for line in lines))


def _pairs(searched: str) -> str:
    lines = searched.split("\n")
    pairs = (line[at : at + 2] for line in lines for at in range(len(line) - 1))
    return " ".join(dict.fromkeys((*(f"^{line[0]}" for line in lines if line), *pairs)))
