"""What the office says of a change of a session stands with the letter that told of it

Revision: 0035, after 0034
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("change_letter") as table:
        table.add_column(sa.Column("words", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("change_letter") as table:
        table.drop_column("words")
