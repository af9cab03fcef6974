"""Papers that a resident has added and nobody in the office has seen: counted, and found by the index of what is unread."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

INDEX = "ix_cases_unread"
BEFORE, AFTER = "unread > 0", "unread > 0 OR new_papers > 0"


def upgrade() -> None:
    """Add the column in place: a table made anew would lose the triggers of its search index."""
    op.add_column("cases", sa.Column("new_papers", sa.Integer(), nullable=False, server_default="0"))
    _index(AFTER)


def downgrade() -> None:
    """Take the column away."""
    _index(BEFORE)
    op.execute("ALTER TABLE cases DROP COLUMN new_papers")


def _index(condition: str) -> None:
    only = sa.text(condition)
    op.drop_index(INDEX, "cases")
    op.create_index(INDEX, "cases", ["received_at", "id"], sqlite_where=only, postgresql_where=only)
