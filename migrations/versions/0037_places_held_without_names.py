"""Places of a session that an agency holds before it knows who comes

Revision: 0037, after 0036
"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agency_hold",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("places >= 0", name=op.f("ck_agency_hold_places_not_negative")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["training_session.id"], name=op.f("fk_agency_hold_session_id_training_session")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_agency_hold_agency_id_agency")),
        sa.ForeignKeyConstraint(["made_by_id"], ["user.id"], name=op.f("fk_agency_hold_made_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_hold")),
    )
    stands = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_agency_hold_one_standing",
        "agency_hold",
        ["session_id", "agency_id"],
        unique=True,
        sqlite_where=stands,
        postgresql_where=stands,
    )
    op.add_column("booking", sa.Column("was_held", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("booking", "was_held")
    op.drop_table("agency_hold")
