"""Staff are found without looking through everybody

Revision: 0028, after 0027
"""

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_user_role", "user", ["role"])


def downgrade() -> None:
    op.drop_index("ix_user_role", "user")
