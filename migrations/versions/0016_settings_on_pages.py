"""Settings are rows: what the partnership sets on pages, version by version

Revision: 0016, after 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "settings_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group", sa.String(length=40), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["set_by_id"], ["user.id"], name=op.f("fk_settings_version_set_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settings_version")),
    )
    op.create_index("ix_settings_version_group_id", "settings_version", ["group", "id"])


def downgrade() -> None:
    """Lost is what was set on pages: the environment and the defaults stand again."""
    op.drop_index("ix_settings_version_group_id", "settings_version")
    op.drop_table("settings_version")
