"""Find cases by pairs of characters: a column with the pairs and the index over it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

CASES = sa.table("cases", sa.column("id", sa.Integer), sa.column("search_text", sa.Text), sa.column("search_pairs", sa.Text))
AT_ONCE = 5000
POSTGRESQL = ("CREATE INDEX ix_cases_search ON cases USING gin (string_to_array(search_pairs, ' '))",)
SQLITE = (
    "DROP TABLE IF EXISTS cases_search",
    """CREATE VIRTUAL TABLE cases_search USING fts5(
        search_pairs, content='cases', content_rowid='id', detail='none', columnsize=0,
        tokenize="unicode61 remove_diacritics 0 tokenchars '@._+^'"
    )""",
    "INSERT INTO cases_search(cases_search) VALUES ('rebuild')",
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


def upgrade() -> None:
    """Add the column, fill it, then make the index: in this order it is made once."""
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.add_column(sa.Column("search_pairs", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.alter_column("search_pairs", server_default=None)
    _fill()
    for statement in POSTGRESQL if op.get_bind().dialect.name == "postgresql" else SQLITE:
        op.execute(statement)


def downgrade() -> None:
    """Take index and column away."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP INDEX ix_cases_search")
    else:
        for name in ("insert", "delete", "update"):
            op.execute(f"DROP TRIGGER cases_search_{name}")
        op.execute("DROP TABLE cases_search")
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.drop_column("search_pairs")


def _fill() -> None:
    bind, last = op.get_bind(), 0
    filling = sa.update(CASES).where(CASES.c.id == sa.bindparam("case")).values(search_pairs=sa.bindparam("pairs"))
    following = sa.select(CASES.c.id, CASES.c.search_text).order_by(CASES.c.id).limit(AT_ONCE)
    while rows := bind.execute(following.where(CASES.c.id > last)).all():
        bind.execute(filling, [{"case": row.id, "pairs": _pairs(row.search_text)} for row in rows])
        last = rows[-1].id


def _pairs(searched: str) -> str:
    lines = searched.split("\n")
    pairs = (line[at : at + 2] for line in lines for at in range(len(line) - 1))
    return " ".join(dict.fromkeys((*(f"^{line[0]}" for line in lines if line), *pairs)))
