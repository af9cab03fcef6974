"""Jobs: what takes long is asked for, and run by the worker."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
UNFINISHED = sa.text("finished_at IS NULL")


def upgrade() -> None:
    """Make the table."""
    op.create_table('job',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('noun', sa.String(length=32), nullable=False),
    sa.Column('noun_id', sa.Integer(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor_kind', sa.String(length=16), nullable=False),
    sa.Column('actor_name', sa.String(length=100), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('leased_by', sa.String(length=60), nullable=False),
    sa.Column('leased_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('of', sa.Integer(), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('refusal', DOCUMENT, nullable=True),
    sa.Column('outcome', DOCUMENT, nullable=True),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_job_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_job'))
    )
    only = {"sqlite_where": UNFINISHED, "postgresql_where": UNFINISHED}
    op.create_index('uq_job_unfinished', 'job', ['noun', 'noun_id', 'kind'], unique=True, **only)
    op.create_index('ix_job_due', 'job', ['leased_until'], unique=False, **only)
    op.create_index('ix_job_noun', 'job', ['noun', 'noun_id'], unique=False)


def downgrade() -> None:
    """Take it away."""
    op.drop_index('ix_job_noun', 'job')
    op.drop_index('ix_job_due', 'job')
    op.drop_index('uq_job_unfinished', 'job')
    op.drop_table('job')
