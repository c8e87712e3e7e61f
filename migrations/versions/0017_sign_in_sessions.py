"""Signing in leaves a row for every browser, accounts can be disabled

Revision: 0017, after 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Who is signed in has to sign in once more: the old cookies name no session."""
    op.create_table(
        "sign_in_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_own_device", sa.Boolean(), nullable=False),
        sa.Column("device", sa.String(length=100), server_default="", nullable=False),
        sa.Column("proved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_why", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_sign_in_session_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_session")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_sign_in_session_secret_hash")),
    )
    op.create_index("ix_sign_in_session_user_id_revoked_at", "sign_in_session", ["user_id", "revoked_at"])
    op.create_index("ix_sign_in_session_ends_at", "sign_in_session", ["ends_at"])
    op.add_column("user", sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Lost is where people are signed in, and which accounts are disabled: all of them can sign in again."""
    op.drop_column("user", "disabled_at")
    op.drop_index("ix_sign_in_session_ends_at", "sign_in_session")
    op.drop_index("ix_sign_in_session_user_id_revoked_at", "sign_in_session")
    op.drop_table("sign_in_session")
