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
    purpose = sa.Column("purpose", sa.String(length=40), server_default="sign in", nullable=False)
    op.add_column("address_proof", purpose)
    op.add_column("address_proof", sa.Column("sends", sa.Integer(), server_default="1", nullable=False))
    op.add_column("address_proof", sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "staff_invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("invited_by_id", sa.Integer(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_staff_invitation_agency_id_agency")),
        sa.ForeignKeyConstraint(["invited_by_id"], ["user.id"], name=op.f("fk_staff_invitation_invited_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_invitation")),
    )
    op.create_index("ix_staff_invitation_email", "staff_invitation", ["email"])
    op.create_index("ix_staff_invitation_accepted_at_withdrawn_at", "staff_invitation", ["accepted_at", "withdrawn_at"])
    with op.batch_alter_table("trainer") as trainer:
        trainer.add_column(sa.Column("user_id", sa.Integer(), nullable=True))
        trainer.create_index(op.f("ix_trainer_user_id"), ["user_id"])
        trainer.create_foreign_key(op.f("fk_trainer_user_id_user"), "user", ["user_id"], ["id"])
    op.execute(
        """UPDATE trainer SET user_id = (SELECT id FROM "user" WHERE "user".email = trainer.email) WHERE email <> ''"""
    )
    op.add_column("user", sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Lost is where people are signed in, and which accounts are disabled: all of them can sign in again."""
    op.drop_column("user", "disabled_at")
    for column in ("sent_at", "sends", "purpose"):
        op.drop_column("address_proof", column)
    with op.batch_alter_table("trainer") as trainer:
        trainer.drop_constraint(op.f("fk_trainer_user_id_user"), type_="foreignkey")
        trainer.drop_index(op.f("ix_trainer_user_id"))
        trainer.drop_column("user_id")
    op.drop_table("staff_invitation")
    op.drop_index("ix_sign_in_session_ends_at", "sign_in_session")
    op.drop_index("ix_sign_in_session_user_id_revoked_at", "sign_in_session")
    op.drop_table("sign_in_session")
