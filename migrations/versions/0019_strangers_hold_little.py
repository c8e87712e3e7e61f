"""Whoever isn't proved holds little, changes nobody's record, and leaves nothing behind

Revision: 0019, after 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

ONE_LIVE = "uq_booking_one_live_per_person"
BEFORE = sa.text("state IN ('held', 'unconfirmed', 'waiting', 'offered', 'booked', 'walked-in')")
AFTER = sa.text("state IN ('waiting', 'offered', 'booked', 'walked-in')")
NOBODY_YET = "NOT is_provisional OR (address_proved_at IS NULL AND role = 'practitioner' AND agency_id IS NULL)"
CHECK = "ck_user_provisional_is_nobody_yet"

BOOKING = sa.table(
    "booking", sa.column("id"), sa.column("state"), sa.column("session_id"), sa.column("practitioner_id")
)


def upgrade() -> None:
    op.add_column("booking", sa.Column("held_from", sa.String(length=45), nullable=True))
    op.add_column("booking", sa.Column("other_agency", sa.String(length=200), server_default="", nullable=False))
    if op.get_bind().dialect.name == "sqlite":
        # as one column with its check: SQLite copies the whole table for a check that is added later
        op.execute(
            f'ALTER TABLE "user" ADD COLUMN is_provisional BOOLEAN DEFAULT 0 NOT NULL CONSTRAINT {CHECK} '
            f"CHECK ({NOBODY_YET})"
        )
    else:
        op.add_column("user", sa.Column("is_provisional", sa.Boolean(), server_default=sa.false(), nullable=False))
        op.create_check_constraint(op.f(CHECK), "user", NOBODY_YET)
    op.create_index(
        "ix_user_provisional",
        "user",
        ["id"],
        sqlite_where=sa.text("is_provisional = 1"),
        postgresql_where=sa.text("is_provisional"),
    )
    _one_live_booking_a_person(AFTER)


def downgrade() -> None:
    """Lost is which accounts nobody has proved. Of several holds of one person the newest is kept, as it was before."""
    _let_what_stands_twice_lapse()
    _one_live_booking_a_person(BEFORE)
    op.drop_index("ix_user_provisional", table_name="user")
    with op.batch_alter_table("user") as batch:  # a later step may have made the column's check one of the table
        batch.drop_constraint(op.f(CHECK), type_="check")
        batch.drop_column("is_provisional")
    op.drop_column("booking", "other_agency")
    op.drop_column("booking", "held_from")


def _let_what_stands_twice_lapse() -> None:
    """A state that isn't known below lapses, and so does a hold beside a place or a newer hold."""
    booking = BOOKING.c
    op.execute(sa.update(BOOKING).where(booking.state == "asked").values(state="lapsed"))
    other = BOOKING.alias("other")
    same = sa.and_(other.c.session_id == booking.session_id, other.c.practitioner_id == booking.practitioner_id)
    claims, pending = ("waiting", "offered", "booked", "walked-in"), ("held", "unconfirmed")
    newer = sa.and_(other.c.state.in_(pending), other.c.id > booking.id)
    twice = sa.exists().where(same, sa.or_(other.c.state.in_(claims), newer))
    op.execute(sa.update(BOOKING).where(booking.state.in_(pending), twice).values(state="lapsed"))


def _one_live_booking_a_person(live: sa.TextClause) -> None:
    """Alembic doesn't see that the condition of a partial index has changed."""
    op.drop_index(ONE_LIVE, table_name="booking")
    op.create_index(
        ONE_LIVE,
        "booking",
        ["session_id", "practitioner_id"],
        unique=True,
        sqlite_where=live,
        postgresql_where=live,
    )
