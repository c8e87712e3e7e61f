"""waiting lists

Revision: 0003, after 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ONE_LIVE = "uq_booking_one_live_per_person"
BEFORE = sa.text("state IN ('held', 'booked', 'walked-in')")
AFTER = sa.text("state IN ('held', 'unconfirmed', 'waiting', 'offered', 'booked', 'walked-in')")


def upgrade() -> None:
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.add_column(sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("priority", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("offered_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("joining_sent_for", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("reminded_for", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("training_session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("offers_paused", sa.String(length=200), server_default="", nullable=False))
        batch_op.add_column(sa.Column("cancel_reason", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("cancel_words", sa.Text(), server_default="", nullable=False))

    _one_live_booking_a_person(AFTER)


def downgrade() -> None:
    _one_live_booking_a_person(BEFORE)
    with op.batch_alter_table("training_session", schema=None) as batch_op:
        batch_op.drop_column("cancel_words")
        batch_op.drop_column("cancel_reason")
        batch_op.drop_column("offers_paused")

    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.drop_column("reminded_for")
        batch_op.drop_column("joining_sent_for")
        batch_op.drop_column("offered_until")
        batch_op.drop_column("priority")
        batch_op.drop_column("waiting_since")


def _one_live_booking_a_person(live: sa.TextClause) -> None:
    """Alembic doesn't see that the condition of a partial index has changed."""
    op.drop_index(ONE_LIVE, table_name="booking")
    op.create_index(
        ONE_LIVE,
        "booking",
        ["session_id", "practitioner_id"],
        unique=True,
        sqlite_where=live,
        postgresql_where=live,
    )
