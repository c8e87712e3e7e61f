"""Registers by day, certificates, and charges from the reason asked to the bill

Revision: 0005, after 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

STANDING = sa.text("state NOT IN ('withdrawn', 'credited')")
FOR_A_CHARGE = sa.text("credits_id IS NULL")
UP_AND_DOWN = "(credits_id IS NULL AND pence >= 0) OR (credits_id IS NOT NULL AND pence <= 0)"

# Not found by autogenerate: what may not be in a version of the terms.
STATES_THEN = {
    "reason asked": "proposed",
    "explained": "proposed",
    "not explained": "proposed",
    "billed": "confirmed",
    "paid": "confirmed",
    "written off": "confirmed",
}
"""What each state was called before."""

TERMS = {
    "ck_policy_full_notice_is_the_shorter": "full_notice >= 0 AND full_notice <= notice",
    "ck_policy_percents_in_range": "partial_percent BETWEEN 0 AND 100 AND no_show_percent BETWEEN 0 AND 100 AND "
    "late_cancellation_percent BETWEEN 0 AND 100 AND late_refused_percent BETWEEN 0 AND 100 AND "
    "left_early_percent BETWEEN 0 AND 100",
    "ck_policy_fees_not_negative": "non_contributing_fee_pence >= 0 AND private_fee_pence >= 0 AND "
    "out_of_area_fee_pence >= 0",
    "ck_policy_grace_of_some_days": "grace_working_days > 0",
}


def upgrade() -> None:
    op.create_table(
        "closed_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closed_day")),
        sa.UniqueConstraint("on", name=op.f("uq_closed_day_on")),
    )
    op.create_table(
        "billing_details",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("contact_name", sa.String(length=200), nullable=False),
        sa.Column("contact_email", sa.String(length=254), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("purchase_order", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_billing_details_agency_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_billing_details")),
        sa.UniqueConstraint("agency_id", name=op.f("uq_billing_details_agency_id")),
    )
    op.create_table(
        "bill",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("agency_name", sa.String(length=200), nullable=False),
        sa.Column("contact_name", sa.String(length=200), nullable=False),
        sa.Column("contact_email", sa.String(length=254), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("purchase_order", sa.String(length=60), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("paid_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_bill_agency_id_agency")),
        sa.ForeignKeyConstraint(["made_by_id"], ["user.id"], name=op.f("fk_bill_made_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bill")),
        sa.UniqueConstraint("agency_id", "month", name=op.f("uq_bill_agency_id_month")),
        sa.UniqueConstraint("number", name=op.f("uq_bill_number")),
    )
    op.create_table(
        "bill_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bill_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["bill_id"], ["bill.id"], name=op.f("fk_bill_file_bill_id_bill")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bill_file")),
        sa.UniqueConstraint("bill_id", "kind", name=op.f("uq_bill_file_bill_id_kind")),
    )
    op.create_table(
        "certificate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("course_title", sa.String(length=200), nullable=False),
        sa.Column("level", sa.String(length=60), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_by_id", sa.Integer(), nullable=True),
        sa.Column("release_words", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_certificate_booking_id_booking")),
        sa.ForeignKeyConstraint(["released_by_id"], ["user.id"], name=op.f("fk_certificate_released_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("booking_id", name=op.f("uq_certificate_booking_id")),
        sa.UniqueConstraint("code", name=op.f("uq_certificate_code")),
    )
    op.create_table(
        "day_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("mark", sa.String(length=40), nullable=False),
        sa.Column("said_by", sa.String(length=200), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("marked_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_day_mark_booking_id_booking")),
        sa.ForeignKeyConstraint(["marked_by_id"], ["user.id"], name=op.f("fk_day_mark_marked_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_mark")),
        sa.UniqueConstraint("booking_id", "on", name=op.f("uq_day_mark_booking_id_on")),
    )
    op.create_table(
        "head_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("register_id", sa.Integer(), nullable=False),
        sa.Column("sector", sa.String(length=40), nullable=False),
        sa.Column("how_many", sa.Integer(), nullable=False),
        sa.CheckConstraint("how_many >= 0", name=op.f("ck_head_count_how_many_not_negative")),
        sa.ForeignKeyConstraint(["register_id"], ["register.id"], name=op.f("fk_head_count_register_id_register")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_head_count")),
        sa.UniqueConstraint("register_id", "sector", name=op.f("uq_head_count_register_id_sector")),
    )
    op.create_table(
        "bill_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bill_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("charge_id", sa.Integer(), nullable=False),
        sa.Column("credits_id", sa.Integer(), nullable=True),
        sa.Column("session_title", sa.String(length=200), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("cause", sa.String(length=40), nullable=False),
        sa.Column("vat_code", sa.String(length=20), nullable=False),
        sa.Column("pence", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(credits_id IS NULL AND pence >= 0) OR (credits_id IS NOT NULL AND pence <= 0)",
            name=op.f("ck_bill_line_charges_up_credits_down"),
        ),
        sa.ForeignKeyConstraint(["bill_id"], ["bill.id"], name=op.f("fk_bill_line_bill_id_bill")),
        sa.ForeignKeyConstraint(["charge_id"], ["charge.id"], name=op.f("fk_bill_line_charge_id_charge")),
        sa.ForeignKeyConstraint(["credits_id"], ["bill_line.id"], name=op.f("fk_bill_line_credits_id_bill_line")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bill_line")),
        sa.UniqueConstraint("bill_id", "position", name=op.f("uq_bill_line_bill_id_position")),
        sa.UniqueConstraint("credits_id", name=op.f("uq_bill_line_credits_id")),
    )
    with op.batch_alter_table("bill_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bill_line_charge_id"), ["charge_id"], unique=False)
        batch_op.create_index(
            "uq_bill_line_one_per_charge",
            ["charge_id"],
            unique=True,
            sqlite_where=sa.text("credits_id IS NULL"),
            postgresql_where=sa.text("credits_id IS NULL"),
        )

    op.create_table(
        "explanation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("charge_id", sa.Integer(), nullable=False),
        sa.Column("given_by", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["charge_id"], ["charge.id"], name=op.f("fk_explanation_charge_id_charge")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_explanation")),
        sa.UniqueConstraint("charge_id", "given_by", name=op.f("uq_explanation_charge_id_given_by")),
    )
    with op.batch_alter_table("agency", schema=None) as batch_op:
        batch_op.add_column(sa.Column("group", sa.String(length=40), server_default="contributing", nullable=False))

    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.add_column(sa.Column("promised_free_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("agency_group", sa.String(length=40), nullable=True))

    with op.batch_alter_table("charge", schema=None) as batch_op:
        batch_op.add_column(sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("answer_by", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("waiver_reason", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("vat_code", sa.String(length=20), server_default="", nullable=False))
        batch_op.drop_constraint(batch_op.f("uq_charge_booking_id"), type_="unique")
        batch_op.create_index(batch_op.f("ix_charge_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_charge_booking_id"), ["booking_id"], unique=False)
        batch_op.create_index(
            "uq_charge_one_standing_per_booking",
            ["booking_id"],
            unique=True,
            sqlite_where=STANDING,
            postgresql_where=STANDING,
        )

    with op.batch_alter_table("policy", schema=None) as batch_op:
        batch_op.add_column(sa.Column("boundary", sa.Time(), nullable=True))
        batch_op.add_column(sa.Column("full_notice", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("partial_percent", sa.Integer(), server_default="100", nullable=False))
        batch_op.add_column(sa.Column("tariff", sa.String(length=40), server_default="by length", nullable=False))
        batch_op.add_column(sa.Column("no_show_percent", sa.Integer(), server_default="100", nullable=False))
        batch_op.add_column(sa.Column("late_cancellation_percent", sa.Integer(), server_default="100", nullable=False))
        batch_op.add_column(sa.Column("late_refused_percent", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("left_early_percent", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("non_contributing_fee_pence", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("private_fee_pence", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("out_of_area_fee_pence", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("grace_working_days", sa.Integer(), server_default="5", nullable=False))
        for name, condition in TERMS.items():
            batch_op.create_check_constraint(batch_op.f(name), condition)

    _what_stands_already()


def _what_stands_already() -> None:
    """Charges waived so far had a reason in words alone."""
    op.execute(sa.text("UPDATE charge SET waiver_reason = 'another reason' WHERE state = 'waived'"))


def _charges_as_they_were() -> None:
    """Earlier versions know one charge a booking, three states and two causes: what fits none of them goes."""
    known = "'did not attend', 'late cancellation'"
    op.execute(sa.text(f"DELETE FROM charge WHERE state IN ('withdrawn', 'credited') OR cause NOT IN ({known})"))
    for now, then in STATES_THEN.items():
        changed = sa.text("UPDATE charge SET state = :then WHERE state = :now")
        op.execute(changed.bindparams(then=then, now=now))


def downgrade() -> None:
    op.drop_table("explanation")
    with op.batch_alter_table("bill_line", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_bill_line_one_per_charge",
            sqlite_where=FOR_A_CHARGE,
            postgresql_where=FOR_A_CHARGE,
        )
        batch_op.drop_index(batch_op.f("ix_bill_line_charge_id"))

    op.drop_table("bill_line")
    _charges_as_they_were()

    with op.batch_alter_table("policy", schema=None) as batch_op:
        for name in TERMS:
            batch_op.drop_constraint(batch_op.f(name), type_="check")
        batch_op.drop_column("grace_working_days")
        batch_op.drop_column("out_of_area_fee_pence")
        batch_op.drop_column("private_fee_pence")
        batch_op.drop_column("non_contributing_fee_pence")
        batch_op.drop_column("left_early_percent")
        batch_op.drop_column("late_refused_percent")
        batch_op.drop_column("late_cancellation_percent")
        batch_op.drop_column("no_show_percent")
        batch_op.drop_column("tariff")
        batch_op.drop_column("partial_percent")
        batch_op.drop_column("full_notice")
        batch_op.drop_column("boundary")

    with op.batch_alter_table("charge", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_charge_one_standing_per_booking",
            sqlite_where=STANDING,
            postgresql_where=STANDING,
        )
        batch_op.drop_index(batch_op.f("ix_charge_booking_id"))
        batch_op.drop_index(batch_op.f("ix_charge_agency_id"))
        batch_op.create_unique_constraint(batch_op.f("uq_charge_booking_id"), ["booking_id"])
        batch_op.drop_column("vat_code")
        batch_op.drop_column("waiver_reason")
        batch_op.drop_column("paid_at")
        batch_op.drop_column("answer_by")
        batch_op.drop_column("asked_at")

    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.drop_column("agency_group")
        batch_op.drop_column("promised_free_until")

    with op.batch_alter_table("agency", schema=None) as batch_op:
        batch_op.drop_column("group")

    op.drop_table("head_count")
    op.drop_table("day_mark")
    op.drop_table("certificate")
    op.drop_table("bill_file")
    op.drop_table("bill")
    op.drop_table("billing_details")
    op.drop_table("closed_day")
