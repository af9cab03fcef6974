"""Seal the secrets of second factors with the server's key."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op
from flask import current_app

from domain.people.sealing import seal, unseal

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

STAFF = sa.table(
    "staff",
    sa.column("id", sa.Integer),
    sa.column("totp_secret", sa.String),
    sa.column("totp_pending", sa.String),
)
COLUMNS = ("totp_secret", "totp_pending")


def upgrade() -> None:
    """Make room, then seal what is there."""
    _resize(64, 200)
    _rewrite(seal)


def downgrade() -> None:
    """Open what is sealed, then take the room back."""
    _rewrite(unseal)
    _resize(200, 64)


def _resize(before: int, after: int) -> None:
    with op.batch_alter_table("staff", schema=None) as batch_op:
        for name in COLUMNS:
            batch_op.alter_column(
                name,
                existing_type=sa.String(length=before),
                type_=sa.String(length=after),
                existing_nullable=True,
            )


def _rewrite(change: Callable[..., str]) -> None:
    connection, key = op.get_bind(), current_app.config["SECRET_KEY"]
    for row in connection.execute(sa.select(STAFF)).all():
        found = {name: text for name in COLUMNS if (text := getattr(row, name)) is not None}
        if found:
            values = {name: change(text, key=key, staff_id=row.id) for name, text in found.items()}
            connection.execute(sa.update(STAFF).where(STAFF.c.id == row.id).values(**values))
