"""the programme in full

Revision: 0004, after 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

RULES = {
    "ck_training_session_agency_cap_of_some": "agency_cap > 0",
    "ck_training_session_minimum_of_some": "minimum > 0",
    "ck_training_session_prerequisite_within_some_years": "prerequisite_years > 0",
}
SERIES = {"spotlight": "Spotlight%", "how to": "How to%", "lcspr update": "LCSPR update%"}


def upgrade() -> None:
    op.create_table(
        "subscription",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=60), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("is_list", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription")),
        sa.UniqueConstraint("topic", "email", name=op.f("uq_subscription_topic_email")),
    )
    op.create_table(
        "material",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("stored_as", sa.String(length=64), nullable=False),
        sa.Column("is_for_attendees", sa.Boolean(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_material_course_id_course")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_material")),
    )
    with op.batch_alter_table("material", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_material_course_id"), ["course_id"], unique=False)

    op.create_table(
        "accepted_evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["accepted_by_id"], ["user.id"], name=op.f("fk_accepted_evidence_accepted_by_id_user")),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_accepted_evidence_course_id_course")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_accepted_evidence_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accepted_evidence")),
        sa.UniqueConstraint("user_id", "course_id", name=op.f("uq_accepted_evidence_user_id_course_id")),
    )
    op.create_table(
        "person_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_person_note_user_id_user")),
        sa.ForeignKeyConstraint(["written_by_id"], ["user.id"], name=op.f("fk_person_note_written_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_note")),
    )
    with op.batch_alter_table("person_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_note_user_id"), ["user_id"], unique=False)

    op.create_table(
        "speaker",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("shown_as", sa.String(length=200), nullable=False),
        sa.Column("consented_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["training_session.id"], name=op.f("fk_speaker_session_id_training_session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_speaker")),
    )
    with op.batch_alter_table("speaker", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_speaker_session_id"), ["session_id"], unique=False)

    op.create_table(
        "trainer_course",
        sa.Column("trainer_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_trainer_course_course_id_course")),
        sa.ForeignKeyConstraint(["trainer_id"], ["trainer.id"], name=op.f("fk_trainer_course_trainer_id_trainer")),
        sa.PrimaryKeyConstraint("trainer_id", "course_id", name=op.f("pk_trainer_course")),
    )
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.add_column(sa.Column("team", sa.String(length=200), server_default="", nullable=False))
        batch_op.add_column(sa.Column("dietary_needs", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("last_told", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("substitutes_id", sa.Integer(), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_booking_substitutes_id"), ["substitutes_id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_booking_substitutes_id_booking"), "booking", ["substitutes_id"], ["id"]
        )

    with op.batch_alter_table("course", schema=None) as batch_op:
        batch_op.add_column(sa.Column("series", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("answers_to", sa.JSON(), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("answers_words", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("review_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("prerequisite_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("prerequisites", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("refresh_years", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("is_retired", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.create_foreign_key(
            batch_op.f("fk_course_prerequisite_id_course"), "course", ["prerequisite_id"], ["id"]
        )
        batch_op.create_check_constraint(batch_op.f("ck_course_refreshed_after_some_years"), "refresh_years > 0")

    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.add_column(sa.Column("subscription_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_message_subscription_id_subscription"), "subscription", ["subscription_id"], ["id"]
        )

    with op.batch_alter_table("policy", schema=None) as batch_op:
        batch_op.add_column(sa.Column("tells_managers_of", sa.JSON(), server_default="[]", nullable=False))

    with op.batch_alter_table("register", schema=None) as batch_op:
        batch_op.add_column(sa.Column("head_count", sa.Integer(), nullable=True))
        batch_op.create_check_constraint(batch_op.f("ck_register_head_count_not_negative"), "head_count >= 0")

    with op.batch_alter_table("session_trainer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_confirmed", sa.Boolean(), server_default=sa.false(), nullable=False))

    with op.batch_alter_table("trainer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("email", sa.String(length=254), server_default="", nullable=False))

    with op.batch_alter_table("training_session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("opens_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("closes_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("agency_cap", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("cap_lifted_days_before", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("prerequisite_years", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("audience", sa.JSON(), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("bars_non_attenders", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("minimum", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("invited_agency_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("invited_group", sa.String(length=200), server_default="", nullable=False))
        batch_op.add_column(sa.Column("invitation_version", sa.Integer(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("copied_from_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("published_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_training_session_copied_from_id"), ["copied_from_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_training_session_copied_from_id_training_session"),
            "training_session",
            ["copied_from_id"],
            ["id"],
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_training_session_invited_agency_id_agency"), "agency", ["invited_agency_id"], ["id"]
        )
        for name, condition in RULES.items():
            batch_op.create_check_constraint(batch_op.f(name), condition)

    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.add_column(sa.Column("team", sa.String(length=200), server_default="", nullable=False))
        batch_op.add_column(sa.Column("calendar_version", sa.Integer(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("bar_lifted_at", sa.DateTime(timezone=True), nullable=True))

    _what_stands_already()


def _what_stands_already() -> None:
    """Who taught so far had confirmed; lunchtime courses say their series in their titles."""
    op.execute(sa.text("UPDATE session_trainer SET is_confirmed = true"))
    op.execute(sa.text("UPDATE training_session SET published_at = created_at WHERE state <> 'draft'"))
    for series, title in SERIES.items():
        named = sa.text("UPDATE course SET series = :series WHERE strand = 'lunchtime' AND title LIKE :title")
        op.execute(named.bindparams(series=series, title=title))


def downgrade() -> None:
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.drop_column("bar_lifted_at")
        batch_op.drop_column("calendar_version")
        batch_op.drop_column("team")

    with op.batch_alter_table("training_session", schema=None) as batch_op:
        for name in RULES:
            batch_op.drop_constraint(batch_op.f(name), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_training_session_invited_agency_id_agency"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_training_session_copied_from_id_training_session"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_training_session_copied_from_id"))
        batch_op.drop_column("published_at")
        batch_op.drop_column("copied_from_id")
        batch_op.drop_column("invitation_version")
        batch_op.drop_column("invited_group")
        batch_op.drop_column("invited_agency_id")
        batch_op.drop_column("minimum")
        batch_op.drop_column("bars_non_attenders")
        batch_op.drop_column("audience")
        batch_op.drop_column("prerequisite_years")
        batch_op.drop_column("cap_lifted_days_before")
        batch_op.drop_column("agency_cap")
        batch_op.drop_column("closes_on")
        batch_op.drop_column("opens_on")

    with op.batch_alter_table("trainer", schema=None) as batch_op:
        batch_op.drop_column("email")

    with op.batch_alter_table("register", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_register_head_count_not_negative"), type_="check")
        batch_op.drop_column("head_count")

    with op.batch_alter_table("session_trainer", schema=None) as batch_op:
        batch_op.drop_column("is_confirmed")

    with op.batch_alter_table("policy", schema=None) as batch_op:
        batch_op.drop_column("tells_managers_of")

    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_message_subscription_id_subscription"), type_="foreignkey")
        batch_op.drop_column("subscription_id")

    with op.batch_alter_table("course", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_course_refreshed_after_some_years"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_course_prerequisite_id_course"), type_="foreignkey")
        batch_op.drop_column("is_retired")
        batch_op.drop_column("refresh_years")
        batch_op.drop_column("prerequisites")
        batch_op.drop_column("prerequisite_id")
        batch_op.drop_column("review_on")
        batch_op.drop_column("answers_words")
        batch_op.drop_column("answers_to")
        batch_op.drop_column("series")

    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_booking_substitutes_id_booking"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_booking_substitutes_id"), type_="unique")
        batch_op.drop_column("substitutes_id")
        batch_op.drop_column("last_told")
        batch_op.drop_column("moved_at")
        batch_op.drop_column("dietary_needs")
        batch_op.drop_column("team")

    op.drop_table("trainer_course")
    with op.batch_alter_table("speaker", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_speaker_session_id"))

    op.drop_table("speaker")
    with op.batch_alter_table("person_note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_note_user_id"))

    op.drop_table("person_note")
    op.drop_table("accepted_evidence")
    with op.batch_alter_table("material", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_material_course_id"))

    op.drop_table("material")
    op.drop_table("subscription")
