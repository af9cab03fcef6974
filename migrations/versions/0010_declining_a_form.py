"""Declining to approve a form, with a reason; mail addresses of staff, who are told of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BEFORE = ("previewed", "asked", "approved")
AFTER = (*BEFORE, "declined")
CHECK = "ck_form_endorsement_known_endorsement"


def upgrade() -> None:
    """Add the columns, and let an endorsement be a refusal."""
    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.add_column(sa.Column("email", sa.String(254), nullable=False, server_default=""))
    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.alter_column("email", server_default=None)
    with op.batch_alter_table("form_endorsement", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reason", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("form_endorsement", schema=None) as batch_op:
        batch_op.alter_column("reason", server_default=None)
    _allow(AFTER)


def downgrade() -> None:
    """Forget what was declined, then take the columns away."""
    op.execute("DELETE FROM form_endorsement WHERE kind = 'declined'")
    _allow(BEFORE)
    with op.batch_alter_table("form_endorsement", schema=None) as batch_op:
        batch_op.drop_column("reason")
    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.drop_column("email")


def _allow(kinds: tuple[str, ...]) -> None:
    with op.batch_alter_table("form_endorsement", schema=None) as batch_op:
        batch_op.drop_constraint(op.f(CHECK), type_="check")
        batch_op.create_check_constraint(op.f(CHECK), f"kind IN {kinds!r}")
