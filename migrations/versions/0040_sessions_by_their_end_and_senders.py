"""Sessions by their end, for what is still to come, and who sent a trainer's first calendar entry

Revision: 0040, after 0039
"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_training_session_ends_at"), "training_session", ["ends_at"])
    op.add_column("trainer_request", sa.Column("organizer", sa.String(254), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("trainer_request", "organizer")
    op.drop_index(op.f("ix_training_session_ends_at"), "training_session")
