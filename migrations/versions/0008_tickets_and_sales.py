"""Tables of what comes after the draw: tickets, sales, offers to runners-up, units that became free."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make them; an award says how much each pool gave, a round where it is sold."""
    # Only the rows that are there need the default: nothing was drawn before this.
    op.add_column("award", sa.Column("parts", sa.String(60), nullable=False, server_default=""))
    with op.batch_alter_table("award") as award:
        award.alter_column("parts", existing_type=sa.String(60), server_default=None)
    op.add_column("lottery_round", sa.Column("sale_place", DOCUMENT, nullable=True))
    _make_offers()
    _make_tickets()
    op.create_table(
        "ticket_sale",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("reverses_id", sa.Integer(), nullable=True),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("units > 0", name=op.f("ck_ticket_sale_some_units")),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name=op.f("fk_ticket_sale_ticket_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["reverses_id"], ["ticket_sale.id"], name=op.f("fk_ticket_sale_reverses_id")),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_ticket_sale_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_sale")),
        sa.UniqueConstraint("key", name=op.f("uq_ticket_sale_key")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_ticket_sale_reverses_id")),
    )
    op.create_index("ix_ticket_sale_at", "ticket_sale", ["at"])
    op.create_index("ix_ticket_sale_ticket_id", "ticket_sale", ["ticket_id"])
    op.create_table(
        "freed_units",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("pool", sa.String(20), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.CheckConstraint("units >= 0", name=op.f("ck_freed_units_never_more_than_the_stock")),
        sa.ForeignKeyConstraint(["round_id"], ["lottery_round.id"], name=op.f("fk_freed_units_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_freed_units")),
        sa.UniqueConstraint("round_id", "pool", name=op.f("uq_freed_units_round_id_pool")),
    )


def downgrade() -> None:
    """Take them away."""
    for table in ("freed_units", "ticket_sale", "ticket", "voucher_offer"):
        op.drop_table(table)
    op.drop_column("lottery_round", "sale_place")
    op.drop_column("award", "parts")


def _make_offers() -> None:
    op.create_table(
        "voucher_offer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("shares", DOCUMENT, nullable=False),
        sa.Column("offered_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("answer", sa.String(10), nullable=False),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.CheckConstraint("units > 0", name=op.f("ck_voucher_offer_some_units")),
        sa.CheckConstraint(
            "answer IN ('', 'accepted', 'declined', 'lapsed')", name=op.f("ck_voucher_offer_known_answer")
        ),
        sa.CheckConstraint(
            "(answer = '') = (answered_at IS NULL)", name=op.f("ck_voucher_offer_answered_once")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["lottery_round.id"], name=op.f("fk_voucher_offer_round_id")),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_voucher_offer_entry_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voucher_offer")),
    )
    is_open = sa.text("answer = ''")
    op.create_index(
        "uq_voucher_offer_open",
        "voucher_offer",
        ["entry_id"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    op.create_index("ix_voucher_offer_due", "voucher_offer", ["round_id", "answer", "expires_at"])
    op.create_index("ix_voucher_offer_entry_id", "voucher_offer", ["entry_id"])


def _make_tickets() -> None:
    op.create_table(
        "ticket",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(12), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("sold", sa.Integer(), nullable=False),
        sa.Column("shares", DOCUMENT, nullable=False),
        sa.Column("proxy", sa.String(100), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("issued_at", MOMENT, nullable=False),
        sa.Column("closed", sa.String(10), nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.CheckConstraint("units > 0", name=op.f("ck_ticket_some_units")),
        sa.CheckConstraint("sold >= 0 AND sold <= units", name=op.f("ck_ticket_never_more_than_it_says")),
        sa.CheckConstraint("closed IN ('', 'forfeited', 'void')", name=op.f("ck_ticket_known_closing")),
        sa.ForeignKeyConstraint(["round_id"], ["lottery_round.id"], name=op.f("fk_ticket_round_id")),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_ticket_entry_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["voucher_offer.id"], name=op.f("fk_ticket_offer_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket")),
        sa.UniqueConstraint("number", name=op.f("uq_ticket_number")),
        sa.UniqueConstraint("offer_id", name=op.f("uq_ticket_offer_id")),
    )
    of_award = sa.text("offer_id IS NULL")
    op.create_index(
        "uq_ticket_award",
        "ticket",
        ["entry_id"],
        unique=True,
        sqlite_where=of_award,
        postgresql_where=of_award,
    )
    op.create_index("ix_ticket_due", "ticket", ["round_id", "closed", "valid_until"])
    op.create_index("ix_ticket_entry_id", "ticket", ["entry_id"])
