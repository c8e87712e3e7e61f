"""The annual report as it is written and as it was published, and the board packs that were kept

Revision: 0034, after 0033
"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "annual_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.String(7), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_annual_report")),
        sa.UniqueConstraint("year", name=op.f("uq_annual_report_year")),
    )
    op.create_table(
        "annual_report_words",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["annual_report.id"], name=op.f("fk_annual_report_words_report_id_annual_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_annual_report_words")),
        sa.UniqueConstraint("report_id", "section", name=op.f("uq_annual_report_words_report_id_section")),
    )
    op.create_table(
        "published_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False, server_default=""),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.CheckConstraint("version > 0", name=op.f("ck_published_report_versions_begin_with_one")),
        sa.CheckConstraint(
            "(version = 1) = (changes = '')", name=op.f("ck_published_report_a_correction_says_what_changed")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["annual_report.id"], name=op.f("fk_published_report_report_id_annual_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_report")),
        sa.UniqueConstraint("report_id", "version", name=op.f("uq_published_report_report_id_version")),
    )
    op.create_table(
        "published_report_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("published_report_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["published_report_id"],
            ["published_report.id"],
            name=op.f("fk_published_report_file_published_report_id_published_report"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_report_file")),
        sa.UniqueConstraint(
            "published_report_id", "kind", name=op.f("uq_published_report_file_published_report_id_kind")
        ),
    )
    op.create_table(
        "board_pack",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.String(7), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False, server_default=""),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("quarter BETWEEN 1 AND 4", name=op.f("ck_board_pack_quarters_of_a_year")),
        sa.CheckConstraint("(version = 1) = (changes = '')", name=op.f("ck_board_pack_a_correction_says_what_changed")),
        sa.CheckConstraint("version > 0", name=op.f("ck_board_pack_versions_begin_with_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_pack")),
        sa.UniqueConstraint("year", "quarter", "version", name=op.f("uq_board_pack_year_quarter_version")),
    )


def downgrade() -> None:
    op.drop_table("board_pack")
    op.drop_table("published_report_file")
    op.drop_table("published_report")
    op.drop_table("annual_report_words")
    op.drop_table("annual_report")
