"""Names of the time, the workforce that agencies say they have, and who gets no quarterly mail

Revision: 0033, after 0032
"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

FORMER = (("agency_former_name", "agency", "name"), ("course_former_title", "course", "title"))


def upgrade() -> None:
    for table, of, called in FORMER:
        op.create_table(
            table,
            sa.Column("id", sa.Integer(), nullable=False),
            sa.Column(f"{of}_id", sa.Integer(), nullable=False),
            sa.Column(called, sa.String(200), nullable=False),
            sa.Column("used_from", sa.DateTime(timezone=True), nullable=True),
            sa.Column("used_until", sa.DateTime(timezone=True), nullable=False),
            sa.CheckConstraint("used_from < used_until", name=op.f(f"ck_{table}_used_for_some_time")),
            sa.ForeignKeyConstraint([f"{of}_id"], [f"{of}.id"], name=op.f(f"fk_{table}_{of}_id_{of}")),
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        )
        op.create_index(f"ix_{table}_{of}_id", table, [f"{of}_id"])
    op.create_table(
        "workforce",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.String(7), nullable=False),
        sa.Column("role", sa.String(200), nullable=False, server_default=""),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("people > 0", name=op.f("ck_workforce_of_some_people")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_workforce_agency_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workforce")),
        sa.UniqueConstraint("agency_id", "year", "role", name=op.f("uq_workforce_agency_id_year_role")),
    )
    op.create_index("ix_workforce_year", "workforce", ["year"])
    op.create_table(
        "agency_figures_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subscription_id", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Date(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["subscription_id"],
            ["subscription.id"],
            name=op.f("fk_agency_figures_letter_subscription_id_subscription"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_figures_letter")),
        sa.UniqueConstraint(
            "subscription_id", "quarter", name=op.f("uq_agency_figures_letter_subscription_id_quarter")
        ),
    )
    op.create_table(
        "list_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(500), nullable=False),
        sa.Column("form", sa.String(40), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("rows_in_all", sa.Integer(), nullable=False),
        sa.Column("rows_written", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("working_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("rows_written >= 0", name=op.f("ck_list_file_rows_not_negative")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_file")),
    )
    op.create_index("ix_list_file_asked_at", "list_file", ["asked_at"])
    op.create_table(
        "list_file_piece",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["list_file.id"], name=op.f("fk_list_file_piece_file_id_list_file"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_file_piece")),
        sa.UniqueConstraint("file_id", "number", name=op.f("uq_list_file_piece_file_id_number")),
    )
    op.create_index("ix_training_session_starts_at", "training_session", ["starts_at"])


def downgrade() -> None:
    op.drop_index("ix_training_session_starts_at", "training_session")
    op.drop_table("list_file_piece")
    op.drop_table("list_file")
    op.drop_table("agency_figures_letter")
    op.drop_table("workforce")
    for table, _, _ in reversed(FORMER):
        op.drop_table(table)
