"""Tables and columns for procedures that departments make, and for what goes to and fro on a case."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from domain.procedures.rules import searched
from forms.definition import Text

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")

DEFAULTS = {
    "cases": ("hides_address", "unread"),
    "procedure": (
        "is_opening_set",
        "who",
        "next_step",
        "contact",
        "privacy",
        "closed_note",
        "layout",
        "elsewhere_url",
        "life_events",
        "synonyms",
        "search_text",
        "cases_taken",
        "sum_field",
        "sum_taken",
    ),
}


def upgrade() -> None:
    """Go forward."""
    op.create_table('phrase',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=False),
    sa.Column('use', sa.String(length=8), nullable=False),
    sa.Column('title', sa.String(length=60), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.CheckConstraint("use IN ('message', 'approve', 'reject', 'return')", name=op.f('ck_phrase_known_use')),
    sa.ForeignKeyConstraint(['department_id'], ['department.id'], name=op.f('fk_phrase_department_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_phrase'))
    )
    with op.batch_alter_table('phrase', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_phrase_department_id'), ['department_id'], unique=False)

    op.create_table('case_tally',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('procedure_id', sa.Integer(), nullable=False),
    sa.Column('month', sa.String(length=7), nullable=False),
    sa.Column('channel', sa.String(length=10), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('cases', sa.Integer(), nullable=False),
    sa.Column('answers', DOCUMENT, nullable=False),
    sa.Column('counted_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['procedure_id'], ['procedure.id'], name=op.f('fk_case_tally_procedure_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_tally'))
    )
    with op.batch_alter_table('case_tally', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_case_tally_procedure_id'), ['procedure_id'], unique=False)

    op.create_table('export_choice',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('procedure_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('columns', DOCUMENT, nullable=False),
    sa.ForeignKeyConstraint(['procedure_id'], ['procedure.id'], name=op.f('fk_export_choice_procedure_id')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_export_choice_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_export_choice')),
    sa.UniqueConstraint('staff_id', 'procedure_id', 'name', name=op.f('uq_export_choice_staff_id_procedure_id_name'))
    )
    with op.batch_alter_table('export_choice', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_export_choice_staff_id'), ['staff_id'], unique=False)

    op.create_table('form_draft',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('procedure_id', sa.Integer(), nullable=False),
    sa.Column('definition', DOCUMENT, nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['changed_by_id'], ['staff.id'], name=op.f('fk_form_draft_changed_by_id')),
    sa.ForeignKeyConstraint(['procedure_id'], ['procedure.id'], name=op.f('fk_form_draft_procedure_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_form_draft')),
    sa.UniqueConstraint('procedure_id', name=op.f('uq_form_draft_procedure_id'))
    )
    op.create_table('form_endorsement',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('procedure_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('previewed', 'asked', 'approved')", name=op.f('ck_form_endorsement_known_endorsement')),
    sa.ForeignKeyConstraint(['made_by_id'], ['staff.id'], name=op.f('fk_form_endorsement_made_by_id')),
    sa.ForeignKeyConstraint(['procedure_id'], ['procedure.id'], name=op.f('fk_form_endorsement_procedure_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_form_endorsement')),
    sa.UniqueConstraint('procedure_id', 'kind', 'fingerprint', name=op.f('uq_form_endorsement_procedure_id_kind_fingerprint'))
    )
    with op.batch_alter_table('form_endorsement', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_form_endorsement_procedure_id'), ['procedure_id'], unique=False)

    op.create_table('related_procedure',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('procedure_id', sa.Integer(), nullable=False),
    sa.Column('other_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['other_id'], ['procedure.id'], name=op.f('fk_related_procedure_other_id')),
    sa.ForeignKeyConstraint(['procedure_id'], ['procedure.id'], name=op.f('fk_related_procedure_procedure_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_related_procedure')),
    sa.UniqueConstraint('procedure_id', 'other_id', name=op.f('uq_related_procedure_procedure_id_other_id'))
    )
    with op.batch_alter_table('related_procedure', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_related_procedure_procedure_id'), ['procedure_id'], unique=False)

    op.create_table('sample_case',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('procedure_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('raw', DOCUMENT, nullable=False),
    sa.Column('on_day', sa.String(length=10), nullable=False),
    sa.Column('expects', DOCUMENT, nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['procedure_id'], ['procedure.id'], name=op.f('fk_sample_case_procedure_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sample_case'))
    )
    with op.batch_alter_table('sample_case', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sample_case_procedure_id'), ['procedure_id'], unique=False)

    op.create_table('saved_view',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('query', DOCUMENT, nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_saved_view_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_view')),
    sa.UniqueConstraint('staff_id', 'name', name=op.f('uq_saved_view_staff_id_name'))
    )
    with op.batch_alter_table('saved_view', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_saved_view_staff_id'), ['staff_id'], unique=False)

    op.create_table('form_draft_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('draft_id', sa.Integer(), nullable=False),
    sa.Column('said', sa.String(length=200), nullable=False),
    sa.Column('before', DOCUMENT, nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['draft_id'], ['form_draft.id'], name=op.f('fk_form_draft_step_draft_id')),
    sa.ForeignKeyConstraint(['made_by_id'], ['staff.id'], name=op.f('fk_form_draft_step_made_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_form_draft_step'))
    )
    with op.batch_alter_table('form_draft_step', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_form_draft_step_draft_id'), ['draft_id'], unique=False)

    op.create_table('saved_form',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('procedure_id', sa.Integer(), nullable=False),
    sa.Column('form_version_id', sa.Integer(), nullable=False),
    sa.Column('form_key', sa.String(length=64), nullable=False),
    sa.Column('raw', DOCUMENT, nullable=False),
    sa.Column('page', sa.String(length=40), nullable=False),
    sa.Column('seen', DOCUMENT, nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['form_version_id'], ['form_version.id'], name=op.f('fk_saved_form_form_version_id')),
    sa.ForeignKeyConstraint(['procedure_id'], ['procedure.id'], name=op.f('fk_saved_form_procedure_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_form')),
    sa.UniqueConstraint('form_key', name=op.f('uq_saved_form_form_key')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_saved_form_token_hash'))
    )
    with op.batch_alter_table('saved_form', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_saved_form_procedure_id'), ['procedure_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_saved_form_saved_at'), ['saved_at'], unique=False)

    op.create_table('case_message',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('sender', sa.String(length=8), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=True),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("sender IN ('resident', 'staff')", name=op.f('ck_case_message_known_sender')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_case_message_case_id')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_case_message_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_message')),
    sa.UniqueConstraint('key', name=op.f('uq_case_message_key'))
    )
    with op.batch_alter_table('case_message', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_case_message_case_id'), ['case_id'], unique=False)

    op.create_table('case_note',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_case_note_case_id')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_case_note_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_note'))
    )
    with op.batch_alter_table('case_note', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_case_note_case_id'), ['case_id'], unique=False)

    op.create_table('upload',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=True),
    sa.Column('form_key', sa.String(length=64), nullable=False),
    sa.Column('field', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('media_type', sa.String(length=60), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('stored_as', sa.String(length=64), nullable=False),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('checked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('checked_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_upload_case_id')),
    sa.ForeignKeyConstraint(['checked_by_id'], ['staff.id'], name=op.f('fk_upload_checked_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_upload')),
    sa.UniqueConstraint('stored_as', name=op.f('uq_upload_stored_as')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_upload_token_hash'))
    )
    with op.batch_alter_table('upload', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_upload_case_id'), ['case_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_upload_form_key'), ['form_key'], unique=False)
        batch_op.create_index(batch_op.f('ix_upload_uploaded_at'), ['uploaded_at'], unique=False)

    op.create_table('notice_wording',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('procedure_id', sa.Integer(), nullable=False),
    sa.Column('sender', sa.String(length=100), nullable=False),
    sa.Column('mark', sa.String(length=40), nullable=False),
    sa.Column('approved', sa.Text(), nullable=False),
    sa.Column('rejected', sa.Text(), nullable=False),
    sa.Column('remedy', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['procedure_id'], ['procedure.id'], name=op.f('fk_notice_wording_procedure_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice_wording')),
    sa.UniqueConstraint('procedure_id', name=op.f('uq_notice_wording_procedure_id'))
    )
    op.create_table('retention_release',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('procedure_id', sa.Integer(), nullable=False),
    sa.Column('months', sa.Integer(), nullable=False),
    sa.Column('ended_before', sa.DateTime(timezone=True), nullable=False),
    sa.Column('previewed', sa.Integer(), nullable=False),
    sa.Column('deleted', sa.Integer(), nullable=False),
    sa.Column('released_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('released_by_id', sa.Integer(), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("previewed >= 0 AND deleted >= 0", name=op.f('ck_retention_release_nothing_below_zero')),
    sa.ForeignKeyConstraint(['procedure_id'], ['procedure.id'], name=op.f('fk_retention_release_procedure_id')),
    sa.ForeignKeyConstraint(['released_by_id'], ['staff.id'], name=op.f('fk_retention_release_released_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_retention_release'))
    )
    with op.batch_alter_table('retention_release', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_retention_release_procedure_id'), ['procedure_id'], unique=False)

    with op.batch_alter_table('cases', schema=None) as batch_op:
        batch_op.add_column(sa.Column('assigned_to_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('due_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('hides_address', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('unread', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('dated_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('held', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_cases_assigned_to_id'), ['assigned_to_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_cases_due_on'), ['due_on'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_cases_assigned_to_id'), 'staff', ['assigned_to_id'], ['id'])

    with op.batch_alter_table('department', schema=None) as batch_op:
        batch_op.add_column(sa.Column('usual_values', DOCUMENT, nullable=True))

    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.add_column(sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table('staff', schema=None) as batch_op:
        batch_op.add_column(sa.Column('shortcuts_off_at', sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table('form_version', schema=None) as batch_op:
        batch_op.add_column(sa.Column('published_by_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_form_version_published_by_id'), 'staff', ['published_by_id'], ['id'])

    with op.batch_alter_table('procedure', schema=None) as batch_op:
        batch_op.add_column(sa.Column('is_opening_set', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('who', DOCUMENT, nullable=False, server_default='""'))
        batch_op.add_column(sa.Column('next_step', DOCUMENT, nullable=False, server_default='""'))
        batch_op.add_column(sa.Column('contact', DOCUMENT, nullable=False, server_default='""'))
        batch_op.add_column(sa.Column('privacy', DOCUMENT, nullable=False, server_default='""'))
        batch_op.add_column(sa.Column('closed_note', DOCUMENT, nullable=False, server_default='""'))
        batch_op.add_column(sa.Column('retention_months', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('due_days', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('layout', sa.String(length=8), nullable=False, server_default='pages'))
        batch_op.add_column(sa.Column('elsewhere_url', sa.String(length=500), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('life_events', DOCUMENT, nullable=False, server_default='[]'))
        batch_op.add_column(sa.Column('synonyms', DOCUMENT, nullable=False, server_default='[]'))
        batch_op.add_column(sa.Column('search_text', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('most_cases', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('cases_taken', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('most_sum', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('sum_field', sa.String(length=40), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('sum_taken', sa.Integer(), nullable=False, server_default='0'))
        batch_op.create_check_constraint("known_layout", "layout IN ('pages', 'one')")
        batch_op.create_check_constraint("nothing_below_zero", "cases_taken >= 0 AND sum_taken >= 0")
    op.create_index(
        "ix_history_procedure",
        "history",
        ["noun_id"],
        sqlite_where=sa.text("noun = 'procedure'"),
        postgresql_where=sa.text("noun = 'procedure'"),
    )
    _forget_defaults()
    _make_findable()


def _make_findable() -> None:
    """Write what search looks in, for the procedures that are there."""
    procedure = sa.table(
        "procedure",
        *(sa.column(name, DOCUMENT) for name in ("title", "summary")),
        *(sa.column(name) for name in ("id", "department_id", "search_text")),
    )
    department = sa.table("department", sa.column("id"), sa.column("name"))
    here = procedure.join(department, department.c.id == procedure.c.department_id)
    said = sa.select(procedure.c.id, procedure.c.title, procedure.c.summary, department.c.name).select_from(here)
    for id_, title, summary, name in op.get_bind().execute(said).all():
        found = searched(Text.from_json(title), Text.from_json(summary), (), (), name)
        op.execute(procedure.update().where(procedure.c.id == id_).values(search_text=found))


def _forget_defaults() -> None:
    """Rows that are there have their values; new ones get theirs from the application."""
    for table, columns in DEFAULTS.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            for column in columns:
                batch_op.alter_column(column, server_default=None)


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_history_procedure", table_name="history")
    with op.batch_alter_table('procedure', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_procedure_nothing_below_zero"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_procedure_known_layout"), type_="check")
        batch_op.drop_column('sum_taken')
        batch_op.drop_column('sum_field')
        batch_op.drop_column('most_sum')
        batch_op.drop_column('cases_taken')
        batch_op.drop_column('most_cases')
        batch_op.drop_column('search_text')
        batch_op.drop_column('synonyms')
        batch_op.drop_column('life_events')
        batch_op.drop_column('elsewhere_url')
        batch_op.drop_column('layout')
        batch_op.drop_column('due_days')
        batch_op.drop_column('retention_months')
        batch_op.drop_column('closed_note')
        batch_op.drop_column('privacy')
        batch_op.drop_column('contact')
        batch_op.drop_column('next_step')
        batch_op.drop_column('who')
        batch_op.drop_column('is_opening_set')

    with op.batch_alter_table('form_version', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_form_version_published_by_id'), type_='foreignkey')
        batch_op.drop_column('published_by_id')

    with op.batch_alter_table('staff', schema=None) as batch_op:
        batch_op.drop_column('shortcuts_off_at')

    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.drop_column('undone_at')

    with op.batch_alter_table('department', schema=None) as batch_op:
        batch_op.drop_column('usual_values')

    with op.batch_alter_table('cases', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_cases_assigned_to_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_cases_due_on'))
        batch_op.drop_index(batch_op.f('ix_cases_assigned_to_id'))
        batch_op.drop_column('held')
        batch_op.drop_column('dated_on')
        batch_op.drop_column('unread')
        batch_op.drop_column('hides_address')
        batch_op.drop_column('due_on')
        batch_op.drop_column('assigned_to_id')

    with op.batch_alter_table('retention_release', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_retention_release_procedure_id'))

    op.drop_table('retention_release')
    op.drop_table('notice_wording')
    with op.batch_alter_table('upload', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_upload_uploaded_at'))
        batch_op.drop_index(batch_op.f('ix_upload_form_key'))
        batch_op.drop_index(batch_op.f('ix_upload_case_id'))

    op.drop_table('upload')
    with op.batch_alter_table('case_note', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_case_note_case_id'))

    op.drop_table('case_note')
    with op.batch_alter_table('case_message', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_case_message_case_id'))

    op.drop_table('case_message')
    with op.batch_alter_table('saved_form', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_saved_form_saved_at'))
        batch_op.drop_index(batch_op.f('ix_saved_form_procedure_id'))

    op.drop_table('saved_form')
    with op.batch_alter_table('form_draft_step', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_form_draft_step_draft_id'))

    op.drop_table('form_draft_step')
    with op.batch_alter_table('saved_view', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_saved_view_staff_id'))

    op.drop_table('saved_view')
    with op.batch_alter_table('sample_case', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sample_case_procedure_id'))

    op.drop_table('sample_case')
    with op.batch_alter_table('related_procedure', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_related_procedure_procedure_id'))

    op.drop_table('related_procedure')
    with op.batch_alter_table('form_endorsement', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_form_endorsement_procedure_id'))

    op.drop_table('form_endorsement')
    op.drop_table('form_draft')
    with op.batch_alter_table('export_choice', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_export_choice_staff_id'))

    op.drop_table('export_choice')
    with op.batch_alter_table('case_tally', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_case_tally_procedure_id'))

    op.drop_table('case_tally')
    with op.batch_alter_table('phrase', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_phrase_department_id'))

    op.drop_table('phrase')
