"""Bookings moved to another date, what each job role needs, and whom we told that a refresher is due

Revision: 0038, after 0037
"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "transfer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("from_booking_id", sa.Integer(), nullable=False),
        sa.Column("to_booking_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["from_booking_id"], ["booking.id"], name=op.f("fk_transfer_from_booking_id_booking")),
        sa.ForeignKeyConstraint(["to_booking_id"], ["booking.id"], name=op.f("fk_transfer_to_booking_id_booking")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer")),
        sa.UniqueConstraint("from_booking_id", name=op.f("uq_transfer_from_booking_id")),
        sa.UniqueConstraint("to_booking_id", name=op.f("uq_transfer_to_booking_id")),
    )
    op.create_table(
        "job_role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("name_key", sa.String(600), nullable=False),
        sa.Column("group", sa.String(40), nullable=False),
        sa.Column("also_called", sa.Text(), nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_role")),
        sa.UniqueConstraint("name_key", name=op.f("uq_job_role_name_key")),
    )
    op.create_table(
        "job_role_course",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job_role_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["job_role_id"], ["job_role.id"], name=op.f("fk_job_role_course_job_role_id_job_role")),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_job_role_course_course_id_course")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_role_course")),
        sa.UniqueConstraint("job_role_id", "course_id", name=op.f("uq_job_role_course_job_role_id_course_id")),
    )
    op.create_index(op.f("ix_job_role_course_course_id"), "job_role_course", ["course_id"])
    op.create_table(
        "course_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("group", sa.String(40), nullable=False),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_course_group_course_id_course")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_group")),
        sa.UniqueConstraint("course_id", "group", name=op.f("uq_course_group_course_id_group")),
    )
    op.create_table(
        "refresher_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_refresher_notice_user_id_user")),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_refresher_notice_course_id_course")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refresher_notice")),
        sa.UniqueConstraint(
            "user_id", "course_id", "due_on", name=op.f("uq_refresher_notice_user_id_course_id_due_on")
        ),
    )


def downgrade() -> None:
    op.drop_table("refresher_notice")
    op.drop_table("course_group")
    op.drop_index(op.f("ix_job_role_course_course_id"), table_name="job_role_course")
    op.drop_table("job_role_course")
    op.drop_table("job_role")
    op.drop_table("transfer")
