"""Files that show training elsewhere, and who booked for somebody else

Revision: 0042, after 0041
"""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

KEY = "fk_booking_booked_by_id_user"


def upgrade() -> None:
    op.create_table(
        "evidence_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("training_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(200), nullable=False),
        sa.Column("media_type", sa.String(40), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_evidence_file_not_empty")),
        sa.ForeignKeyConstraint(
            ["training_id"],
            ["training_elsewhere.id"],
            name=op.f("fk_evidence_file_training_id_training_elsewhere"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_file")),
        sa.UniqueConstraint("training_id", name=op.f("uq_evidence_file_training_id")),
    )
    with op.batch_alter_table("booking") as booking:
        booking.add_column(sa.Column("booked_by_id", sa.Integer(), nullable=True))
        booking.create_foreign_key(op.f(KEY), "user", ["booked_by_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("booking") as booking:
        booking.drop_constraint(op.f(KEY), type_="foreignkey")
        booking.drop_column("booked_by_id")
    op.drop_table("evidence_file")
