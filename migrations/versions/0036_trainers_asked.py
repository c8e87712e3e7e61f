"""Trainers asked by mail, the dates on which they can't teach, who is retired; and by when and how a bill is paid

Who has confirmed for a session to come agreed before they were asked by mail: nobody writes to them about that now.

Revision: 0036, after 0035
"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

LONG_AGO = "2000-01-01 00:00:00"


def upgrade() -> None:
    op.create_table(
        "trainer_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("trainer_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False, server_default=""),
        sa.Column("told", sa.JSON(), nullable=True),
        sa.Column("entries", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("seen_change", sa.DateTime(timezone=True), nullable=False, server_default=LONG_AGO),
        sa.Column("version", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("letters", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(40), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("words", sa.Text(), nullable=False, server_default=""),
        sa.Column("asked_again_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_for", sa.DateTime(timezone=True), nullable=True),
        sa.Column("register_sent_for", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("version > 0", name=op.f("ck_trainer_request_versions_begin_with_one")),
        sa.CheckConstraint("letters >= 0", name=op.f("ck_trainer_request_letters_not_negative")),
        sa.CheckConstraint(
            "(answer IS NULL) = (answered_at IS NULL)", name=op.f("ck_trainer_request_an_answer_has_its_time")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["training_session.id"],
            name=op.f("fk_trainer_request_session_id_training_session"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(["trainer_id"], ["trainer.id"], name=op.f("fk_trainer_request_trainer_id_trainer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trainer_request")),
        sa.UniqueConstraint("session_id", "trainer_id", name=op.f("uq_trainer_request_session_id_trainer_id")),
    )
    op.create_index(op.f("ix_trainer_request_trainer_id"), "trainer_request", ["trainer_id"])
    op.create_table(
        "trainer_unavailability",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("trainer_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("words", sa.String(200), nullable=False, server_default=""),
        sa.CheckConstraint("from_on <= until_on", name=op.f("ck_trainer_unavailability_begins_before_it_ends")),
        sa.ForeignKeyConstraint(
            ["trainer_id"], ["trainer.id"], name=op.f("fk_trainer_unavailability_trainer_id_trainer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trainer_unavailability")),
    )
    op.create_index(
        op.f("ix_trainer_unavailability_trainer_id_until_on"), "trainer_unavailability", ["trainer_id", "until_on"]
    )
    op.add_column("trainer", sa.Column("is_retired", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("bill", sa.Column("due_on", sa.Date(), nullable=True))
    op.add_column("bill", sa.Column("how_to_pay", sa.Text(), nullable=False, server_default=""))
    op.add_column("bill", sa.Column("about_vat", sa.Text(), nullable=False, server_default=""))
    op.execute(
        "INSERT INTO trainer_request (session_id, trainer_id, title, answer, answered_at) "
        "SELECT session.id, session_trainer.trainer_id, course.title, 'accepted', session.created_at "
        "FROM session_trainer JOIN training_session AS session ON session.id = session_trainer.session_id "
        "JOIN course ON course.id = session.course_id "
        "WHERE session_trainer.is_confirmed AND session.ends_at >= CURRENT_TIMESTAMP"
    )


def downgrade() -> None:
    for column in ("about_vat", "how_to_pay", "due_on"):
        op.drop_column("bill", column)
    op.drop_column("trainer", "is_retired")
    op.drop_table("trainer_unavailability")
    op.drop_table("trainer_request")
