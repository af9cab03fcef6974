"""Tables of the duplicates desk, and of files with the data of postcards."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    op.create_table('card_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('data', sa.LargeBinary(), nullable=False),
    sa.Column('lines', sa.Integer(), nullable=False),
    sa.Column('checked', sa.Integer(), nullable=False),
    sa.Column('problems', DOCUMENT, nullable=False),
    sa.Column('wrong', sa.Integer(), nullable=False),
    sa.Column('taken', sa.Integer(), nullable=False),
    sa.Column('entered', sa.Integer(), nullable=False),
    sa.Column('repeated', sa.Integer(), nullable=False),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('uploaded_by_id', sa.Integer(), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['round_id'], ['lottery_round.id'], name=op.f('fk_card_file_round_id')),
    sa.ForeignKeyConstraint(['uploaded_by_id'], ['staff.id'], name=op.f('fk_card_file_uploaded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_card_file'))
    )
    with op.batch_alter_table('card_file', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_card_file_round_id'), ['round_id'], unique=False)

    op.create_table('duplicate_group',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('score', sa.Integer(), nullable=False),
    sa.Column('found_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.CheckConstraint("decided_at IS NULL OR reason <> ''", name=op.f('ck_duplicate_group_a_reason')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['staff.id'], name=op.f('fk_duplicate_group_decided_by_id')),
    sa.ForeignKeyConstraint(['round_id'], ['lottery_round.id'], name=op.f('fk_duplicate_group_round_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_duplicate_group'))
    )
    with op.batch_alter_table('duplicate_group', schema=None) as batch_op:
        batch_op.create_index('ix_duplicate_group_round', ['round_id', 'decided_at', 'score'], unique=False)

    op.create_table('duplicate_search',
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('searched_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('entries', sa.Integer(), nullable=False),
    sa.Column('last_entry_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['round_id'], ['lottery_round.id'], name=op.f('fk_duplicate_search_round_id')),
    sa.PrimaryKeyConstraint('round_id', name=op.f('pk_duplicate_search'))
    )
    op.create_table('duplicate_member',
    sa.Column('group_id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('verdict', sa.String(length=8), nullable=False),
    sa.CheckConstraint("verdict IN ('', 'kept', 'dropped')", name=op.f('ck_duplicate_member_known_verdict')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_duplicate_member_entry_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['group_id'], ['duplicate_group.id'], name=op.f('fk_duplicate_member_group_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('group_id', 'entry_id', name=op.f('pk_duplicate_member'))
    )
    with op.batch_alter_table('duplicate_member', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_duplicate_member_entry_id'), ['entry_id'], unique=False)


def downgrade() -> None:
    """Take them away."""
    with op.batch_alter_table('duplicate_member', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_duplicate_member_entry_id'))

    op.drop_table('duplicate_member')
    op.drop_table('duplicate_search')
    with op.batch_alter_table('duplicate_group', schema=None) as batch_op:
        batch_op.drop_index('ix_duplicate_group_round')

    op.drop_table('duplicate_group')
    with op.batch_alter_table('card_file', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_card_file_round_id'))

    op.drop_table('card_file')
