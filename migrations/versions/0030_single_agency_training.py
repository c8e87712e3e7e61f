"""What agencies train themselves, and training elsewhere

Revision: 0030, after 0029
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "single_agency_return",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.String(7), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("contact_name", sa.String(200), nullable=False),
        sa.Column("contact_email", sa.String(254), nullable=False),
        sa.Column("link_version", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("reminded_on", sa.Date(), nullable=True),
        sa.Column("trained_nobody", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("remarks", sa.Text(), nullable=False, server_default=""),
        sa.Column("sent_by_name", sa.String(200), nullable=False, server_default=""),
        sa.Column("sent_by_role", sa.String(200), nullable=False, server_default=""),
        sa.Column("sent_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("review_words", sa.Text(), nullable=False, server_default=""),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "contact_email = lower(contact_email)", name=op.f("ck_single_agency_return_contact_email_in_lower_case")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_single_agency_return_agency_id_agency")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["user.id"], name=op.f("fk_single_agency_return_asked_by_id_user")),
        sa.ForeignKeyConstraint(
            ["reviewed_by_id"], ["user.id"], name=op.f("fk_single_agency_return_reviewed_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_single_agency_return")),
        sa.UniqueConstraint("agency_id", "year", name=op.f("uq_single_agency_return_agency_id_year")),
    )
    op.create_index("ix_single_agency_return_year_state", "single_agency_return", ["year", "state"])
    op.create_index("ix_single_agency_return_state_due_on", "single_agency_return", ["state", "due_on"])
    assured = [
        column
        for name in ("content", "trainer", "impact")
        for column in (
            sa.Column(name, sa.String(40), nullable=False),
            sa.Column(f"{name}_words", sa.Text(), nullable=False, server_default=""),
        )
    ]
    op.create_table(
        "single_agency_course",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("return_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("level", sa.String(60), nullable=False, server_default=""),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        *assured,
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_single_agency_course_ends_after_it_starts")),
        sa.CheckConstraint("times > 0", name=op.f("ck_single_agency_course_held_at_least_once")),
        sa.CheckConstraint("people > 0", name=op.f("ck_single_agency_course_reached_somebody")),
        sa.ForeignKeyConstraint(
            ["return_id"],
            ["single_agency_return.id"],
            name=op.f("fk_single_agency_course_return_id_single_agency_return"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_single_agency_course")),
    )
    op.create_index("ix_single_agency_course_return_id", "single_agency_course", ["return_id"])
    op.create_table(
        "training_elsewhere",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("organiser", sa.String(200), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("evidence", sa.String(40), nullable=False),
        sa.Column("evidence_words", sa.String(300), nullable=False, server_default=""),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_training_elsewhere_ends_after_it_starts")),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_training_elsewhere_takes_some_time")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_training_elsewhere_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["user.id"], name=op.f("fk_training_elsewhere_confirmed_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user.id"], name=op.f("fk_training_elsewhere_recorded_by_id_user")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_training_elsewhere_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_elsewhere")),
        sa.UniqueConstraint(
            "user_id", "title", "starts_on", name=op.f("uq_training_elsewhere_user_id_title_starts_on")
        ),
    )
    op.create_index("ix_training_elsewhere_starts_on", "training_elsewhere", ["starts_on"])
    op.create_index("ix_training_elsewhere_confirmed_at", "training_elsewhere", ["confirmed_at"])


def downgrade() -> None:
    op.drop_table("training_elsewhere")
    op.drop_table("single_agency_course")
    op.drop_table("single_agency_return")
