"""People change their own details and address, keep their needs; agencies have contacts; the log is read on a page

Revision: 0021, after 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

STANDS = "done_at IS NULL AND given_up_at IS NULL"
LOG = {
    "ix_audit_entry_record_type_record_id": ["record_type", "record_id", "at", "id"],
    "ix_audit_entry_record_type_at_id": ["record_type", "at", "id"],
    "ix_audit_entry_person_id_at_id": ["person_id", "at", "id"],
    "ix_audit_entry_actor_id_at_id": ["actor_id", "at", "id"],
    "ix_audit_entry_verb_at_id": ["verb", "at", "id"],
    "ix_audit_entry_at_id": ["at", "id"],
}
LOG_BEFORE = {
    "ix_audit_entry_record_type_record_id": ["record_type", "record_id"],
    "ix_audit_entry_person_id": ["person_id"],
    "ix_audit_entry_verb": ["verb"],
}


def upgrade() -> None:
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.add_column(sa.Column("access_needs", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("dietary_needs", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("needs_kept_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "address_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("old_email", sa.String(length=254), nullable=False),
        sa.Column("new_email", sa.String(length=254), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("old_proof_id", sa.Integer(), nullable=True),
        sa.Column("new_proof_id", sa.Integer(), nullable=True),
        sa.Column("old_proved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("new_proved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("office_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("vouched_by_id", sa.Integer(), nullable=True),
        sa.Column("vouch_words", sa.Text(), server_default="", nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("given_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "done_at IS NULL OR vouched_by_id IS NOT NULL OR (old_proved_at IS NOT NULL AND new_proved_at IS NOT NULL)",
            name=op.f("ck_address_change_done_with_proof"),
        ),
        sa.CheckConstraint("done_at IS NULL OR given_up_at IS NULL", name=op.f("ck_address_change_done_or_given_up")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["user.id"], name=op.f("fk_address_change_asked_by_id_user")),
        sa.ForeignKeyConstraint(
            ["new_proof_id"],
            ["address_proof.id"],
            name=op.f("fk_address_change_new_proof_id_address_proof"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["old_proof_id"],
            ["address_proof.id"],
            name=op.f("fk_address_change_old_proof_id_address_proof"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_address_change_user_id_user")),
        sa.ForeignKeyConstraint(["vouched_by_id"], ["user.id"], name=op.f("fk_address_change_vouched_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address_change")),
        sa.UniqueConstraint("new_proof_id", name=op.f("uq_address_change_new_proof_id")),
        sa.UniqueConstraint("old_proof_id", name=op.f("uq_address_change_old_proof_id")),
    )
    op.create_index("ix_address_change_user_id", "address_change", ["user_id"])
    op.create_index("ix_address_change_old_email", "address_change", ["old_email"])
    op.create_index(
        "uq_address_change_one_that_stands",
        "address_change",
        ["user_id"],
        unique=True,
        sqlite_where=sa.text(STANDS),
        postgresql_where=sa.text(STANDS),
    )
    op.create_table(
        "agency_contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("job_role", sa.String(length=200), server_default="", nullable=False),
        sa.Column("email", sa.String(length=254), server_default="", nullable=False),
        sa.Column("telephone", sa.String(length=40), server_default="", nullable=False),
        sa.Column("what_for", sa.String(length=200), server_default="", nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_agency_contact_has_a_name")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_agency_contact_agency_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_contact")),
    )
    op.create_index("ix_agency_contact_agency_id", "agency_contact", ["agency_id"])
    _index_log(LOG_BEFORE, LOG)


def downgrade() -> None:
    """Lost are contacts, needs kept for next time, and how addresses changed; the addresses stay as they are."""
    _index_log(LOG, LOG_BEFORE)
    op.drop_index("ix_agency_contact_agency_id", "agency_contact")
    op.drop_table("agency_contact")
    op.drop_index("uq_address_change_one_that_stands", "address_change")
    op.drop_index("ix_address_change_old_email", "address_change")
    op.drop_index("ix_address_change_user_id", "address_change")
    op.drop_table("address_change")
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.drop_column("needs_kept_at")
        batch_op.drop_column("dietary_needs")
        batch_op.drop_column("access_needs")


def _index_log(before: dict[str, list[str]], after: dict[str, list[str]]) -> None:
    for name in before:
        op.drop_index(name, "audit_entry")
    for name, columns in after.items():
        op.create_index(name, "audit_entry", columns)
