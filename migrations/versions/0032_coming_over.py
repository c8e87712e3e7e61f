"""What came over from another tool in the middle of a year, and figures that were given for years before

Revision: 0032, after 0031
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

FIGURES = (
    *("sessions", "places_offered", "places_allocated", "attended"),
    *("post_issued", "post_returned", "post_percent_given"),
    *("impact_issued", "impact_returned", "impact_percent_given"),
    *("knowledge_change", "confidence_change", "matched"),
)


def upgrade() -> None:
    op.add_column("booking", sa.Column("letters_wait", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "coming_over",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(200), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("sessions", sa.Integer(), nullable=False),
        sa.Column("booked", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("imported_by_id", sa.Integer(), nullable=False),
        sa.Column("letters_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("letters_by_id", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("booked >= 0 AND waiting >= 0", name=op.f("ck_coming_over_people_not_negative")),
        *(
            sa.ForeignKeyConstraint([column], ["user.id"], name=op.f(f"fk_coming_over_{column}_user"))
            for column in ("imported_by_id", "letters_by_id", "undone_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coming_over")),
    )
    op.create_index("ix_coming_over_digest", "coming_over", ["digest"])
    op.create_table(
        "brought_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("coming_over_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("title_key", sa.String(600), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_made", sa.Boolean(), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        _of_the_import("brought_session"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["training_session.id"], name=op.f("fk_brought_session_session_id_training_session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brought_session")),
        sa.UniqueConstraint("coming_over_id", "session_id", name=op.f("uq_brought_session_coming_over_id_session_id")),
    )
    op.create_index("ix_brought_session_session_id", "brought_session", ["session_id"])
    op.create_index("ix_brought_session_starts_at", "brought_session", ["starts_at"])
    op.create_table(
        "brought_booking",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("coming_over_id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        _of_the_import("brought_booking"),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_brought_booking_booking_id_booking")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brought_booking")),
        sa.UniqueConstraint("booking_id", name=op.f("uq_brought_booking_booking_id")),
    )
    op.create_index("ix_brought_booking_coming_over_id", "brought_booking", ["coming_over_id"])
    op.create_table(
        "brought_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("coming_over_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        _of_the_import("brought_record"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brought_record")),
        sa.UniqueConstraint("kind", "record_id", name=op.f("uq_brought_record_kind_record_id")),
    )
    op.create_index("ix_brought_record_coming_over_id", "brought_record", ["coming_over_id"])
    op.create_table(
        "given_year",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.String(7), nullable=False),
        sa.Column("source", sa.String(200), nullable=False, server_default=""),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["given_by_id"], ["user.id"], name=op.f("fk_given_year_given_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_given_year")),
        sa.UniqueConstraint("year", name=op.f("uq_given_year_year")),
    )
    op.create_table(
        "given_figures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("given_year_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("title_key", sa.String(600), nullable=False),
        sa.Column("is_total", sa.Boolean(), nullable=False, server_default=sa.false()),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in FIGURES),
        sa.CheckConstraint(
            "attended >= 0 AND attended <= places_allocated", name=op.f("ck_given_figures_attended_of_those_allocated")
        ),
        sa.CheckConstraint(
            "places_allocated <= places_offered", name=op.f("ck_given_figures_allocated_of_those_offered")
        ),
        sa.ForeignKeyConstraint(
            ["given_year_id"], ["given_year.id"], name=op.f("fk_given_figures_given_year_id_given_year")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_given_figures")),
        sa.UniqueConstraint("given_year_id", "title_key", name=op.f("uq_given_figures_given_year_id_title_key")),
    )


def _of_the_import(table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_coming_over_id_coming_over"
    return sa.ForeignKeyConstraint(["coming_over_id"], ["coming_over.id"], name=op.f(name))


def downgrade() -> None:
    for table in ("given_figures", "given_year", "brought_record", "brought_booking", "brought_session", "coming_over"):
        op.drop_table(table)
    op.drop_column("booking", "letters_wait")
