"""Tables of voucher lotteries: campaigns, rounds, entries, and what is fixed in public."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    op.create_table('campaign',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('procedure_id', sa.Integer(), nullable=False),
    sa.Column('unit', DOCUMENT, nullable=False),
    sa.Column('price', sa.Integer(), nullable=False),
    sa.Column('worth', sa.Integer(), nullable=False),
    sa.Column('cap', sa.Integer(), nullable=False),
    sa.Column('duplicate_rule', sa.String(length=8), nullable=False),
    sa.Column('excludes_earlier_winners', sa.Boolean(), nullable=False),
    sa.Column('asks', DOCUMENT, nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("duplicate_rule IN ('first', 'last', 'online', 'none')", name=op.f('ck_campaign_known_duplicate_rule')),
    sa.CheckConstraint('cap > 0', name=op.f('ck_campaign_some_units')),
    sa.ForeignKeyConstraint(['procedure_id'], ['procedure.id'], name=op.f('fk_campaign_procedure_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_campaign')),
    sa.UniqueConstraint('procedure_id', name=op.f('uq_campaign_procedure_id'))
    )
    op.create_table('lottery_round',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('campaign_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('lottery', sa.String(length=40), nullable=False),
    sa.Column('opens_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('objection_days', sa.Integer(), nullable=False),
    sa.Column('draws_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('rules', DOCUMENT, nullable=False),
    sa.Column('sale_from', sa.Date(), nullable=False),
    sa.Column('sale_until', sa.Date(), nullable=False),
    sa.Column('offer_days', sa.Integer(), nullable=False),
    sa.Column('commitment', sa.String(length=64), nullable=False),
    sa.Column('seed', sa.String(length=64), nullable=False),
    sa.Column('frozen_count', sa.Integer(), nullable=True),
    sa.Column('changes_drawn', sa.Integer(), nullable=True),
    sa.Column('told_until', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('closes_at > opens_at', name=op.f('ck_lottery_round_some_time')),
    sa.CheckConstraint('objection_days >= 0 AND offer_days >= 0', name=op.f('ck_lottery_round_no_days_below_zero')),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_lottery_round_campaign_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lottery_round')),
    sa.UniqueConstraint('campaign_id', 'number', name=op.f('uq_lottery_round_campaign_id_number')),
    sa.UniqueConstraint('lottery', name=op.f('uq_lottery_round_lottery'))
    )
    op.create_table('entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('receipt', sa.String(length=11), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('kana', sa.String(length=200), nullable=False),
    sa.Column('born_on', sa.Date(), nullable=True),
    sa.Column('postal_code', sa.String(length=8), nullable=False),
    sa.Column('address', sa.String(length=400), nullable=False),
    sa.Column('phone', sa.String(length=20), nullable=False),
    sa.Column('tier', sa.String(length=20), nullable=False),
    sa.Column('weight', sa.Integer(), nullable=False),
    sa.Column('units', sa.Integer(), nullable=False),
    sa.Column('linked', sa.String(length=20), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('reason', sa.String(length=20), nullable=False),
    sa.Column('is_sole', sa.Boolean(), nullable=False),
    sa.Column('name_key', sa.String(length=200), nullable=False),
    sa.Column('kana_key', sa.String(length=200), nullable=False),
    sa.Column('address_key', sa.String(length=400), nullable=False),
    sa.Column('phone_key', sa.String(length=20), nullable=False),
    sa.Column('person', sa.String(length=40), nullable=False),
    sa.CheckConstraint("state IN ('received', 'valid', 'invalid', 'withdrawn')", name=op.f('ck_entry_known_state')),
    sa.CheckConstraint('units > 0 AND weight > 0', name=op.f('ck_entry_some_units')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_entry_case_id')),
    sa.ForeignKeyConstraint(['round_id'], ['lottery_round.id'], name=op.f('fk_entry_round_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_entry')),
    sa.UniqueConstraint('case_id', 'position', name=op.f('uq_entry_case_id_position')),
    sa.UniqueConstraint('receipt', name=op.f('uq_entry_receipt'))
    )
    with op.batch_alter_table('entry', schema=None) as batch_op:
        batch_op.create_index('ix_entry_address', ['round_id', 'address_key'], unique=False)
        batch_op.create_index('ix_entry_kana', ['round_id', 'kana_key'], unique=False)
        batch_op.create_index('ix_entry_name', ['round_id', 'name_key'], unique=False)
        batch_op.create_index('ix_entry_person', ['person', 'round_id'], unique=False)
        batch_op.create_index('ix_entry_phone', ['round_id', 'phone_key'], unique=False)
        batch_op.create_index('uq_entry_sole', ['round_id', 'person'], unique=True, sqlite_where=sa.text("is_sole AND state IN ('received', 'valid')"), postgresql_where=sa.text("is_sole AND state IN ('received', 'valid')"))

    op.create_table('record_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('data', sa.LargeBinary(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['round_id'], ['lottery_round.id'], name=op.f('fk_record_file_round_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_record_file')),
    sa.UniqueConstraint('round_id', 'name', name=op.f('uq_record_file_round_id_name'))
    )
    op.create_table('round_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('asked_by_id', sa.Integer(), nullable=True),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('done_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("kind <> 'frozen' OR asked_by_id <> done_by_id", name=op.f('ck_round_step_four_eyes')),
    sa.CheckConstraint("kind IN ('announced', 'frozen', 'drawn', 'published')", name=op.f('ck_round_step_known_kind')),
    sa.ForeignKeyConstraint(['asked_by_id'], ['staff.id'], name=op.f('fk_round_step_asked_by_id')),
    sa.ForeignKeyConstraint(['done_by_id'], ['staff.id'], name=op.f('fk_round_step_done_by_id')),
    sa.ForeignKeyConstraint(['round_id'], ['lottery_round.id'], name=op.f('fk_round_step_round_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_round_step')),
    sa.UniqueConstraint('round_id', 'kind', name=op.f('uq_round_step_round_id_kind'))
    )
    op.create_table('seed_value',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=20), nullable=False),
    sa.Column('value', sa.String(length=200), nullable=False),
    sa.Column('is_fallback', sa.Boolean(), nullable=False),
    sa.Column('seen_at', sa.Text(), nullable=False),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('entered_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['entered_by_id'], ['staff.id'], name=op.f('fk_seed_value_entered_by_id')),
    sa.ForeignKeyConstraint(['round_id'], ['lottery_round.id'], name=op.f('fk_seed_value_round_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_seed_value')),
    sa.UniqueConstraint('round_id', 'name', name=op.f('uq_seed_value_round_id_name'))
    )
    op.create_table('award',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=False),
    sa.Column('score', sa.String(length=64), nullable=False),
    sa.Column('pools', sa.String(length=200), nullable=False),
    sa.Column('granted', sa.Integer(), nullable=False),
    sa.Column('granted_before', sa.Integer(), nullable=False),
    sa.CheckConstraint('granted >= 0', name=op.f('ck_award_nothing_below_zero')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_award_entry_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['round_id'], ['lottery_round.id'], name=op.f('fk_award_round_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_award')),
    sa.UniqueConstraint('entry_id', name=op.f('uq_award_entry_id')),
    sa.UniqueConstraint('round_id', 'rank', name=op.f('uq_award_round_id_rank'))
    )
    op.create_table('disqualification',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=20), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('asked_by_id', sa.Integer(), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('confirmed_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('asked_by_id <> confirmed_by_id', name=op.f('ck_disqualification_four_eyes')),
    sa.ForeignKeyConstraint(['asked_by_id'], ['staff.id'], name=op.f('fk_disqualification_asked_by_id')),
    sa.ForeignKeyConstraint(['confirmed_by_id'], ['staff.id'], name=op.f('fk_disqualification_confirmed_by_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_disqualification_entry_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_disqualification')),
    sa.UniqueConstraint('entry_id', name=op.f('uq_disqualification_entry_id'))
    )
    op.create_table('objection',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=True),
    sa.Column('said', sa.Text(), nullable=False),
    sa.Column('raised_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('raised_by_id', sa.Integer(), nullable=True),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['answered_by_id'], ['staff.id'], name=op.f('fk_objection_answered_by_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_objection_entry_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['raised_by_id'], ['staff.id'], name=op.f('fk_objection_raised_by_id')),
    sa.ForeignKeyConstraint(['round_id'], ['lottery_round.id'], name=op.f('fk_objection_round_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_objection'))
    )
    with op.batch_alter_table('objection', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_objection_entry_id'), ['entry_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_objection_round_id'), ['round_id'], unique=False)

    op.create_table('status_change',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=True),
    sa.Column('receipt', sa.String(length=11), nullable=False),
    sa.Column('status', sa.String(length=12), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reason', sa.String(length=20), nullable=False),
    sa.Column('role', sa.String(length=12), nullable=False),
    sa.Column('chain', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_status_change_entry_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['round_id'], ['lottery_round.id'], name=op.f('fk_status_change_round_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_status_change')),
    sa.UniqueConstraint('round_id', 'position', name=op.f('uq_status_change_round_id_position'))
    )
    with op.batch_alter_table('status_change', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_status_change_entry_id'), ['entry_id'], unique=False)



def downgrade() -> None:
    """Take them away."""
    with op.batch_alter_table('status_change', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_status_change_entry_id'))

    op.drop_table('status_change')
    with op.batch_alter_table('objection', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_objection_round_id'))
        batch_op.drop_index(batch_op.f('ix_objection_entry_id'))

    op.drop_table('objection')
    op.drop_table('disqualification')
    op.drop_table('award')
    op.drop_table('seed_value')
    op.drop_table('round_step')
    op.drop_table('record_file')
    with op.batch_alter_table('entry', schema=None) as batch_op:
        batch_op.drop_index('uq_entry_sole', sqlite_where=sa.text("is_sole AND state IN ('received', 'valid')"), postgresql_where=sa.text("is_sole AND state IN ('received', 'valid')"))
        batch_op.drop_index('ix_entry_phone')
        batch_op.drop_index('ix_entry_person')
        batch_op.drop_index('ix_entry_name')
        batch_op.drop_index('ix_entry_kana')
        batch_op.drop_index('ix_entry_address')

    op.drop_table('entry')
    op.drop_table('lottery_round')
    op.drop_table('campaign')
