"""A message says since when it is due, which no try moves; those of a kind are found

Revision: 0022, after 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What is being tried again was moved by each try: it counts as due since it was written."""
    due_at = sa.Column("due_at", sa.DateTime(timezone=True), nullable=False, server_default="2000-01-01 00:00:00")
    op.add_column("message", due_at)
    op.execute("UPDATE message SET due_at = CASE WHEN state = 'retrying' THEN created_at ELSE next_attempt_at END")
    op.create_index("ix_message_kind_id", "message", ["kind", "id"])


def downgrade() -> None:
    op.drop_index("ix_message_kind_id", "message")
    op.drop_column("message", "due_at")
