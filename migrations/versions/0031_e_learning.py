"""E-learning: where a course is, and who has completed it

Revision: 0031, after 0030
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "e_learning",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("link", sa.String(500), nullable=False),
        sa.Column("code", sa.String(40), nullable=False, server_default=""),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("is_open", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_e_learning_takes_some_time")),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_e_learning_course_id_course")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_e_learning")),
        sa.UniqueConstraint("course_id", name=op.f("uq_e_learning_course_id")),
    )
    op.create_table(
        "e_learning_completion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("course_title", sa.String(200), nullable=False),
        sa.Column("level", sa.String(60), nullable=False, server_default=""),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("completed_on", sa.Date(), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("way", sa.String(40), nullable=False),
        sa.Column("certificate_code", sa.String(20), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_e_learning_completion_agency_id_agency")),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_e_learning_completion_course_id_course")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user.id"], name=op.f("fk_e_learning_completion_recorded_by_id_user")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_e_learning_completion_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_e_learning_completion")),
        sa.UniqueConstraint("certificate_code", name=op.f("uq_e_learning_completion_certificate_code")),
        sa.UniqueConstraint(
            "user_id", "course_id", "completed_on", name=op.f("uq_e_learning_completion_user_id_course_id_completed_on")
        ),
    )
    op.create_index("ix_e_learning_completion_course_id", "e_learning_completion", ["course_id"])
    op.create_index("ix_e_learning_completion_completed_on", "e_learning_completion", ["completed_on"])


def downgrade() -> None:
    op.drop_table("e_learning_completion")
    op.drop_table("e_learning")
