"""What the office chose for each course of a year, and the drafts made of it

Revision: 0027, after 0026
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "course_requirement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.String(7), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("sessions", sa.Integer(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False, server_default=""),
        sa.Column("predicted", sa.Integer(), nullable=False),
        sa.Column("low", sa.Integer(), nullable=True),
        sa.Column("high", sa.Integer(), nullable=True),
        sa.Column("suggested", sa.Integer(), nullable=False),
        sa.Column("counted_until", sa.String(7), nullable=False, server_default=""),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("sessions >= 0", name=op.f("ck_course_requirement_sessions_not_negative")),
        sa.CheckConstraint("places > 0", name=op.f("ck_course_requirement_places_of_some")),
        sa.CheckConstraint(
            "low <= predicted AND predicted <= high", name=op.f("ck_course_requirement_range_holds_the_prediction")
        ),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_course_requirement_course_id_course")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_requirement")),
        sa.UniqueConstraint("year", "course_id", name=op.f("uq_course_requirement_year_course_id")),
    )
    op.create_index("ix_course_requirement_course_id", "course_requirement", ["course_id"])
    op.create_table(
        "requirement_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("requirement_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["requirement_id"],
            ["course_requirement.id"],
            name=op.f("fk_requirement_draft_requirement_id_course_requirement"),
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["training_session.id"],
            name=op.f("fk_requirement_draft_session_id_training_session"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requirement_draft")),
        sa.UniqueConstraint("session_id", name=op.f("uq_requirement_draft_session_id")),
    )
    op.create_index("ix_requirement_draft_requirement_id", "requirement_draft", ["requirement_id"])


def downgrade() -> None:
    op.drop_table("requirement_draft")
    op.drop_table("course_requirement")
