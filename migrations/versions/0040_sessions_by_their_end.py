"""Sessions by their end, for what is still to come

Revision: 0040, after 0039
"""

from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_training_session_ends_at"), "training_session", ["ends_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_training_session_ends_at"), "training_session")
