"""Jobs look at what changed: rows say when they changed, and what waits or is open has an index of its own

Revision: 0011, after 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

LONG_AGO = "2000-01-01 00:00:00"
"""What stands already changed before anybody wrote it down; the first look of each job sees all of it anyhow."""

WATCHED = ("agency", "learning_week", "training_session", "booking", "register", "issued_questionnaire")

IN_A_SCREEN = ("sign-in", "subscribe", "confirm-address")
BY_A_PERSON = (
    "confirmed",
    "confirmed-together",
    "withdrawn",
    "substituted",
    "waiting",
    "offered",
    "changed",
    "changed-in-line",
    "days-fallen-away",
    "cancelled-by-us",
    "from-the-office",
    "manager-booking",
    "manager-withdrawal",
)
"""Kinds of letters that go before those of the jobs."""

PARTIAL = (
    ("ix_booking_needs_kept", "booking", ["session_id"], "(access_needs <> '' OR dietary_needs <> '')"),
    ("ix_issued_questionnaire_open", "issued_questionnaire", ["closes_at"], "answered_at IS NULL"),
    ("ix_issued_questionnaire_started", "issued_questionnaire", ["closes_at"], "draft IS NOT NULL"),
    ("ix_manager_request_started", "manager_request", ["closes_at"], "draft IS NOT NULL"),
    ("ix_message_to_send", "message", ["priority", "next_attempt_at"], "state IN ('queued', 'retrying')"),
)
WHOLE = (
    ("ix_training_session_state_ends_at", "training_session", ["state", "ends_at"]),
    ("ix_register_closed_at", "register", ["closed_at"]),
    ("ix_manager_request_closes_at", "manager_request", ["closes_at"]),
)


def upgrade() -> None:
    for table in WATCHED:
        op.add_column(
            table, sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False, server_default=LONG_AGO)
        )
        op.create_index(f"ix_{table}_changed_at", table, ["changed_at"])
    op.add_column(
        "last_run", sa.Column("seen_until", sa.DateTime(timezone=True), nullable=False, server_default=LONG_AGO)
    )
    op.add_column("last_run", sa.Column("swept_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("last_run", sa.Column("settings", sa.String(64), nullable=False, server_default=""))
    op.add_column("message", sa.Column("priority", sa.SmallInteger(), nullable=False, server_default="2"))
    message = sa.table("message", sa.column("kind", sa.String), sa.column("state", sa.String), sa.column("priority"))
    for priority, kinds in ((0, IN_A_SCREEN), (1, BY_A_PERSON)):
        waits = message.c.state.in_(("queued", "retrying", "sending"))
        op.execute(message.update().where(message.c.kind.in_(kinds), waits).values(priority=priority))
    for name, table, columns in WHOLE:
        op.create_index(name, table, columns)
    for name, table, columns, where in PARTIAL:
        op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def downgrade() -> None:
    for name, table, *_ in (*PARTIAL, *WHOLE):
        op.drop_index(name, table)
    op.drop_column("message", "priority")
    for column in ("settings", "swept_at", "seen_until"):
        op.drop_column("last_run", column)
    for table in reversed(WATCHED):
        op.drop_index(f"ix_{table}_changed_at", table)
        op.drop_column(table, "changed_at")
