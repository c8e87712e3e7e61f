"""Which warnings about a session the office has seen, and leaves as it is

Revision: 0041, after 0040
"""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "seen_warning",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("facts", sa.String(32), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["training_session.id"],
            name=op.f("fk_seen_warning_session_id_training_session"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["seen_by_id"], ["user.id"], name=op.f("fk_seen_warning_seen_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seen_warning")),
        sa.UniqueConstraint("session_id", "facts", name=op.f("uq_seen_warning_session_id_facts")),
    )


def downgrade() -> None:
    op.drop_table("seen_warning")
