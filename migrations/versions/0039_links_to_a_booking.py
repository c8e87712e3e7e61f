"""The version of a booking's mailed link, who sent its first calendar entry, and where a sign-in link leads

Revision: 0039, after 0038
"""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("booking", sa.Column("link_version", sa.Integer(), server_default="1", nullable=False))
    op.add_column("booking", sa.Column("organizer", sa.String(254), server_default="", nullable=False))
    op.add_column("address_proof", sa.Column("leads_to", sa.String(2000), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("address_proof", "leads_to")
    op.drop_column("booking", "organizer")
    op.drop_column("booking", "link_version")
