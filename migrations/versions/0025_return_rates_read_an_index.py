"""A return rate reads an index alone

Revision: 0025, after 0024
"""

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

CONSTRAINT = "uq_issued_questionnaire_booking_id_stage"


def upgrade() -> None:
    _make_anew(" INCLUDE (closes_at, answered_at, is_missed)")


def downgrade() -> None:
    _make_anew("")


def _make_anew(include: str) -> None:
    """PostgreSQL alone: on SQLite an index holds what it orders by, and a constraint would copy the table."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(CONSTRAINT, "issued_questionnaire")
        key = f"UNIQUE (booking_id, stage){include}"
        op.execute(f"ALTER TABLE issued_questionnaire ADD CONSTRAINT {CONSTRAINT} {key}")
