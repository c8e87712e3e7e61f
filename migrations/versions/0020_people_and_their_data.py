"""People are merged and erased, who asked is noted, and what was forgotten is counted

Revision: 0020, after 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

LAST_SIGNED_IN = """
    UPDATE "user" SET signed_in_at = (
        SELECT max(audit_entry.at) FROM audit_entry
        WHERE audit_entry.verb = 'signed in' AND audit_entry.actor_id = "user".id
    )
"""
"""Until now only the log knew."""


def upgrade() -> None:
    with op.batch_alter_table("user") as batch:
        batch.add_column(sa.Column("signed_in_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f("fk_user_merged_into_id_user"), "user", ["merged_into_id"], ["id"])
        batch.create_index(op.f("ix_user_merged_into_id"), ["merged_into_id"])
    op.execute(LAST_SIGNED_IN)
    with op.batch_alter_table("certificate") as batch:
        batch.add_column(sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "person_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("other_person_id", sa.Integer(), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("came_by", sa.String(length=40), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["user.id"], name=op.f("fk_person_request_person_id_user")),
        sa.ForeignKeyConstraint(["other_person_id"], ["user.id"], name=op.f("fk_person_request_other_person_id_user")),
        sa.ForeignKeyConstraint(["done_by_id"], ["user.id"], name=op.f("fk_person_request_done_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_request")),
    )
    op.create_index(op.f("ix_person_request_person_id"), "person_request", ["person_id"])
    op.create_index(op.f("ix_person_request_done_at"), "person_request", ["done_at"])
    op.create_table(
        "retention_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_run")),
    )


def downgrade() -> None:
    """Lost is who asked for what, and what was forgotten. Who was erased stays erased; merged records stay without
    anything of their own."""
    op.drop_table("retention_run")
    op.drop_index(op.f("ix_person_request_done_at"), "person_request")
    op.drop_index(op.f("ix_person_request_person_id"), "person_request")
    op.drop_table("person_request")
    with op.batch_alter_table("certificate") as batch:
        batch.drop_column("erased_at")
    with op.batch_alter_table("user") as batch:
        batch.drop_index(op.f("ix_user_merged_into_id"))
        batch.drop_constraint(op.f("fk_user_merged_into_id_user"), type_="foreignkey")
        batch.drop_column("merged_into_id")
        batch.drop_column("erased_at")
        batch.drop_column("signed_in_at")
