"""Figures that others than the office see are settled: kept on one day, and never worked out again

Revision: 0026, after 0025
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "settled_quarter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Date(), nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settled_quarter")),
        sa.UniqueConstraint("quarter", "stage", name=op.f("uq_settled_quarter_quarter_stage")),
    )
    op.create_table(
        "settled_figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("settled_quarter_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("said", sa.String(length=120), nullable=False),
        sa.Column("lowest", sa.Integer(), nullable=False),
        sa.Column("highest", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=40), nullable=False),
        sa.Column("strand", sa.String(length=40), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=True),
        sa.Column("week_id", sa.Integer(), nullable=True),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("is_shown", sa.Boolean(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("low", sa.Integer(), nullable=False),
        sa.Column("high", sa.Integer(), nullable=False),
        sa.Column("sessions", sa.JSON(), nullable=False),
        sa.CheckConstraint("low <= high", name=op.f("ck_settled_figure_low_is_not_above_high")),
        sa.CheckConstraint("n <= asked", name=op.f("ck_settled_figure_replies_of_those_asked")),
        sa.ForeignKeyConstraint(
            ["settled_quarter_id"],
            ["settled_quarter.id"],
            name=op.f("fk_settled_figure_settled_quarter_id_settled_quarter"),
        ),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_settled_figure_course_id_course")),
        sa.ForeignKeyConstraint(
            ["week_id"], ["learning_week.id"], name=op.f("fk_settled_figure_week_id_learning_week")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["training_session.id"], name=op.f("fk_settled_figure_session_id_training_session")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_settled_figure_agency_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settled_figure")),
    )
    op.create_index(op.f("ix_settled_figure_settled_quarter_id_part"), "settled_figure", ["settled_quarter_id", "part"])
    quotes = {"sqlite_where": sa.text("is_quote = 1"), "postgresql_where": sa.text("is_quote")}
    op.create_index("ix_answer_quotes", "answer", ["id"], **quotes)


def downgrade() -> None:
    """Lost is what was settled: it is worked out again from the answers as they stand by then."""
    op.drop_index("ix_answer_quotes", "answer")
    op.drop_index(op.f("ix_settled_figure_settled_quarter_id_part"), "settled_figure")
    op.drop_table("settled_figure")
    op.drop_table("settled_quarter")
