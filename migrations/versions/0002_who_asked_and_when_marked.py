"""where codes were asked from and when people were marked

Revision: 0002, after 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("address_proof", schema=None) as batch_op:
        batch_op.add_column(sa.Column("asked_from", sa.String(length=45), nullable=True))
        batch_op.create_index(batch_op.f("ix_address_proof_asked_from"), ["asked_from"], unique=False)

    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.add_column(sa.Column("marked_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.drop_column("marked_at")

    with op.batch_alter_table("address_proof", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_address_proof_asked_from"))
        batch_op.drop_column("asked_from")
