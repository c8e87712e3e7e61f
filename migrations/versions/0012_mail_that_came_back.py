"""Mail that came back, and the addresses that it came back from

Revision: 0012, after 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "undeliverable_address",
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("flagged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cleared_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cleared_by_id"], ["user.id"], name=op.f("fk_undeliverable_address_cleared_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_undeliverable_address")),
        sa.UniqueConstraint("email", name=op.f("uq_undeliverable_address_email")),
    )
    op.create_table(
        "bounce",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("to_email", sa.String(length=254), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_bounce_message_id_message")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bounce")),
        sa.UniqueConstraint("digest", name=op.f("uq_bounce_digest")),
    )
    op.create_index(op.f("ix_bounce_message_id"), "bounce", ["message_id"])
    op.create_index(op.f("ix_bounce_to_email_received_at"), "bounce", ["to_email", "received_at"])
    op.create_table(
        "bounce_mailbox",
        sa.Column("name", sa.String(length=600), nullable=False),
        sa.Column("uid_validity", sa.BigInteger(), nullable=False),
        sa.Column("last_uid", sa.BigInteger(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(length=300), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bounce_mailbox")),
        sa.UniqueConstraint("name", name=op.f("uq_bounce_mailbox_name")),
    )


def downgrade() -> None:
    """What wasn't sent because mail came back counts as failed: the schema before knows no other word for it."""
    op.execute(sa.text("UPDATE message SET state = 'failed' WHERE state = 'undeliverable'"))
    for table in ("bounce_mailbox", "bounce", "undeliverable_address"):
        op.drop_table(table)
