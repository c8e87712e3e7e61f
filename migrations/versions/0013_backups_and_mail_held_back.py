"""Which backups were made, and when mail was held back

Revision: 0013, after 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "backup",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("file_name", sa.String(length=300), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.CheckConstraint("bytes >= 0", name=op.f("ck_backup_bytes_not_negative")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backup")),
    )
    with op.batch_alter_table("backup", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_backup_started_at"), ["started_at"], unique=False)

    op.create_table(
        "mail_pause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("held_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("stands", sa.Boolean(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("stands = (started_at IS NULL)", name=op.f("ck_mail_pause_stands_until_started")),
        sa.ForeignKeyConstraint(["started_by_id"], ["user.id"], name=op.f("fk_mail_pause_started_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_pause")),
    )
    with op.batch_alter_table("mail_pause", schema=None) as batch_op:
        batch_op.create_index(
            "uq_mail_pause_one_stands",
            ["stands"],
            unique=True,
            sqlite_where=sa.text("stands"),
            postgresql_where=sa.text("stands"),
        )


def downgrade() -> None:
    op.drop_table("mail_pause")
    op.drop_table("backup")
