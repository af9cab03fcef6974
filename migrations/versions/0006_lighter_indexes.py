"""Indexes of what most cases do not have hold only the cases that have it: a booking writes two entries fewer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

COLUMNS = ("assigned_to_id", "due_on")


def upgrade() -> None:
    """Make them anew, with a condition."""
    for column in COLUMNS:
        op.drop_index(f"ix_cases_{column}", "cases")
        only = sa.text(f"{column} IS NOT NULL")
        op.create_index(f"ix_cases_{column}", "cases", [column], sqlite_where=only, postgresql_where=only)


def downgrade() -> None:
    """Make them anew, without one."""
    for column in COLUMNS:
        op.drop_index(f"ix_cases_{column}", "cases")
        op.create_index(f"ix_cases_{column}", "cases", [column])
