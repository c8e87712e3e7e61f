"""Venues as records with rooms; a year's budget lines, what sessions cost, and what else was spent

Revision: 0029, after 0028
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "venue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("name_key", sa.String(120), nullable=False),
        sa.Column("address", sa.Text(), nullable=False, server_default=""),
        sa.Column("postcode", sa.String(10), nullable=False, server_default=""),
        sa.Column("map_address", sa.String(500), nullable=False, server_default=""),
        sa.Column("access", sa.Text(), nullable=False, server_default=""),
        sa.Column("parking", sa.Text(), nullable=False, server_default=""),
        sa.Column("joining_notes", sa.Text(), nullable=False, server_default=""),
        sa.Column("usual_pence", sa.Integer(), nullable=True),
        sa.Column("is_retired", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("usual_pence >= 0", name=op.f("ck_venue_usual_cost_not_negative")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_venue")),
        sa.UniqueConstraint("name_key", name=op.f("uq_venue_name_key")),
    )
    op.create_table(
        "venue_room",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(70), nullable=False),
        sa.Column("name_key", sa.String(70), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_venue_room_holds_somebody")),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_venue_room_venue_id_venue")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_venue_room")),
        sa.UniqueConstraint("venue_id", "name_key", name=op.f("uq_venue_room_venue_id_name_key")),
    )
    with op.batch_alter_table("training_session") as batch:
        batch.add_column(sa.Column("venue_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("room_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f("fk_training_session_venue_id_venue"), "venue", ["venue_id"], ["id"])
        batch.create_foreign_key(op.f("fk_training_session_room_id_venue_room"), "venue_room", ["room_id"], ["id"])
        batch.create_check_constraint(
            op.f("ck_training_session_room_of_a_venue"), "room_id IS NULL OR venue_id IS NOT NULL"
        )
        batch.create_index(op.f("ix_training_session_venue_id"), ["venue_id"])
        batch.create_index(op.f("ix_training_session_room_id"), ["room_id"])

    op.create_table(
        "budget_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.String(7), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("pence", sa.Integer(), nullable=False),
        sa.Column("covers", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("pence >= 0", name=op.f("ck_budget_line_money_not_negative")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_line")),
        sa.UniqueConstraint("year", "name", name=op.f("uq_budget_line_year_name")),
    )
    op.create_table(
        "spending",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("words", sa.String(200), nullable=False),
        sa.Column("pence", sa.Integer(), nullable=False),
        sa.CheckConstraint("pence > 0", name=op.f("ck_spending_money_of_some")),
        sa.ForeignKeyConstraint(["line_id"], ["budget_line.id"], name=op.f("fk_spending_line_id_budget_line")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spending")),
    )
    op.create_index("ix_spending_line_id", "spending", ["line_id"])
    op.create_table(
        "session_cost",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("pence", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(200), nullable=False, server_default=""),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("pence >= 0", name=op.f("ck_session_cost_money_not_negative")),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["training_session.id"],
            name=op.f("fk_session_cost_session_id_training_session"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_cost")),
        sa.UniqueConstraint("session_id", "kind", name=op.f("uq_session_cost_session_id_kind")),
    )


def downgrade() -> None:
    """What a session's venue is called stays with it, as it was before."""
    op.drop_table("session_cost")
    op.drop_table("spending")
    op.drop_table("budget_line")
    with op.batch_alter_table("training_session") as batch:
        batch.drop_index(op.f("ix_training_session_room_id"))
        batch.drop_index(op.f("ix_training_session_venue_id"))
        batch.drop_constraint(op.f("ck_training_session_room_of_a_venue"), type_="check")
        batch.drop_constraint(op.f("fk_training_session_room_id_venue_room"), type_="foreignkey")
        batch.drop_constraint(op.f("fk_training_session_venue_id_venue"), type_="foreignkey")
        batch.drop_column("room_id")
        batch.drop_column("venue_id")
    op.drop_table("venue_room")
    op.drop_table("venue")
