"""Questionnaires in versions, measures, timings, missed questionnaires, themes and evidence of results

Revision: 0006, after 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

OF_ONE = "(issued_id IS NULL) <> (manager_request_id IS NULL)"
SCALE = "scale from 1 to 10"
FOR_ALL = "What have you seen, in supervision, appraisal or day to day?"


def upgrade() -> None:
    op.create_table(
        "measure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure")),
        sa.UniqueConstraint("name", name=op.f("uq_measure_name")),
    )
    op.create_table(
        "last_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_last_run")),
        sa.UniqueConstraint("job", name=op.f("uq_last_run_job")),
    )
    op.create_table(
        "theme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme")),
        sa.UniqueConstraint("name", name=op.f("uq_theme_name")),
    )
    op.create_table(
        "stage_timing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shape", sa.String(length=40), nullable=True),
        sa.Column("course_id", sa.Integer(), nullable=True),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("weeks_after", sa.Integer(), nullable=False),
        sa.Column("open_days", sa.Integer(), nullable=False),
        sa.Column("reminders", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "(shape IS NULL) <> (course_id IS NULL)", name=op.f("ck_stage_timing_of_a_shape_or_a_course")
        ),
        sa.CheckConstraint("open_days > 0", name=op.f("ck_stage_timing_open_for_some_days")),
        sa.CheckConstraint("weeks_after >= 0", name=op.f("ck_stage_timing_weeks_not_negative")),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_stage_timing_course_id_course")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_timing")),
        sa.UniqueConstraint("course_id", "stage", name=op.f("uq_stage_timing_course_id_stage")),
        sa.UniqueConstraint("shape", "stage", name=op.f("uq_stage_timing_shape_stage")),
    )
    op.create_table(
        "evidence_of_results",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_evidence_of_results_course_id_course")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["user.id"], name=op.f("fk_evidence_of_results_entered_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_of_results")),
    )
    with op.batch_alter_table("evidence_of_results", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_of_results_course_id"), ["course_id"], unique=False)

    op.create_table(
        "answer_theme",
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["answer_id"], ["answer.id"], name=op.f("fk_answer_theme_answer_id_answer")),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_answer_theme_theme_id_theme")),
        sa.PrimaryKeyConstraint("answer_id", "theme_id", name=op.f("pk_answer_theme")),
    )
    with op.batch_alter_table("answer_theme", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answer_theme_theme_id"), ["theme_id"], unique=False)

    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("manager_request_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("choices", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("is_quote", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("redacted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("redacted_by_id", sa.Integer(), nullable=True))
        batch_op.alter_column("issued_id", existing_type=sa.INTEGER(), nullable=True)
        batch_op.create_index(batch_op.f("ix_answer_question_id"), ["question_id"], unique=False)
        batch_op.create_unique_constraint(
            batch_op.f("uq_answer_manager_request_id_question_id"), ["manager_request_id", "question_id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_answer_manager_request_id_manager_request"),
            "manager_request",
            ["manager_request_id"],
            ["id"],
        )
        batch_op.create_foreign_key(batch_op.f("fk_answer_redacted_by_id_user"), "user", ["redacted_by_id"], ["id"])
        batch_op.create_check_constraint(batch_op.f("ck_answer_of_a_booking_or_of_a_manager"), OF_ONE)

    with op.batch_alter_table("course", schema=None) as batch_op:
        batch_op.add_column(sa.Column("asks_before", sa.Boolean(), server_default=sa.true(), nullable=False))

    with op.batch_alter_table("issued_questionnaire", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_missed", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("mailed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("draft", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("cannot_say", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("completed_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("entered_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("is_only_on_paper", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.create_foreign_key(
            batch_op.f("fk_issued_questionnaire_entered_by_id_user"), "user", ["entered_by_id"], ["id"]
        )

    with op.batch_alter_table("learning_week", schema=None) as batch_op:
        batch_op.add_column(sa.Column("asks_before", sa.Boolean(), server_default=sa.false(), nullable=False))

    with op.batch_alter_table("manager_request", schema=None) as batch_op:
        batch_op.add_column(sa.Column("mailed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("draft", sa.JSON(), nullable=True))

    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.add_column(sa.Column("help", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("measure_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("low_end", sa.String(length=60), server_default="", nullable=False))
        batch_op.add_column(sa.Column("high_end", sa.String(length=60), server_default="", nullable=False))
        batch_op.add_column(sa.Column("options", sa.JSON(), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("is_about_needs", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.create_foreign_key(batch_op.f("fk_question_measure_id_measure"), "measure", ["measure_id"], ["id"])

    with op.batch_alter_table("questionnaire", schema=None) as batch_op:
        batch_op.add_column(sa.Column("course_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("published_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_constraint(batch_op.f("uq_questionnaire_stage_is_brief_version"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_questionnaire_course_id_stage_version"), ["course_id", "stage", "version"]
        )
        batch_op.create_index(
            "uq_questionnaire_default_version",
            ["stage", "is_brief", "version"],
            unique=True,
            sqlite_where=sa.text("course_id IS NULL"),
            postgresql_where=sa.text("course_id IS NULL"),
        )
        batch_op.create_foreign_key(batch_op.f("fk_questionnaire_course_id_course"), "course", ["course_id"], ["id"])

    _what_was_asked_already()
    with op.batch_alter_table("course", schema=None) as batch_op:
        batch_op.alter_column("asks_before", server_default=None)
        batch_op.drop_constraint(batch_op.f("ck_course_impact_after_some_weeks"), type_="check")
        batch_op.drop_column("impact_after_weeks")
    with op.batch_alter_table("manager_request", schema=None) as batch_op:
        batch_op.drop_column("comment")
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.drop_column("measure")


def _what_was_asked_already() -> None:
    """The same in the new words: versions in use, measures by name, weeks of courses, managers' comments as answers."""
    now = "CURRENT_TIMESTAMP"
    statements = [
        f"UPDATE questionnaire SET published_at = {now}",
        "INSERT INTO measure (name, kind) SELECT measure, min(kind) FROM question WHERE measure <> '' GROUP BY measure",
        "UPDATE question SET measure_id = (SELECT measure.id FROM measure "
        "WHERE measure.name = question.measure AND measure.kind = question.kind)",
        f"UPDATE question SET low_end = 'not at all', high_end = 'as much as could be' WHERE kind = '{SCALE}'",
        "UPDATE course SET asks_before = (strand <> 'lunchtime')",
        "UPDATE issued_questionnaire SET mailed_at = issued_at WHERE stage IN ('after', 'later')",
        "UPDATE manager_request SET mailed_at = issued_at",
        *(
            "INSERT INTO stage_timing (course_id, stage, is_on, weeks_after, open_days, reminders) "
            f"SELECT id, '{stage}', true, impact_after_weeks, 28, '[7, 14]' FROM course "
            "WHERE impact_after_weeks <> 12 AND strand <> 'lunchtime'"
            for stage in ("later", "manager")
        ),
        "INSERT INTO question (questionnaire_id, position, kind, words, measure, is_required) "
        "SELECT questionnaire.id, 1 + (SELECT count(*) FROM question WHERE questionnaire_id = questionnaire.id), "
        f"'text', '{FOR_ALL}', '', false FROM questionnaire WHERE stage = 'manager'",
        "INSERT INTO answer (manager_request_id, question_id, words) "
        "SELECT manager_request.id, min(question.id), manager_request.comment FROM manager_request "
        "JOIN issued_questionnaire ON issued_questionnaire.manager_request_id = manager_request.id "
        "JOIN question ON question.questionnaire_id = issued_questionnaire.questionnaire_id "
        f"WHERE manager_request.comment <> '' AND question.words = '{FOR_ALL}' "
        "GROUP BY manager_request.id, manager_request.comment",
    ]
    for statement in statements:
        op.execute(sa.text(statement))


def _what_earlier_versions_know() -> None:
    """One set of questions a stage, four kinds of them: what fits none of it goes, with its answers."""
    unknown_kind = "kind NOT IN ('scale from 1 to 10', 'usefulness', 'yes or no', 'text')"
    gone = "SELECT id FROM questionnaire WHERE course_id IS NOT NULL OR published_at IS NULL"
    issued = f"SELECT id FROM issued_questionnaire WHERE is_missed OR questionnaire_id IN ({gone})"
    statements = [
        "UPDATE manager_request SET comment = coalesce((SELECT min(words) FROM answer "
        "WHERE manager_request_id = manager_request.id AND words <> ''), '')",
        "DELETE FROM answer WHERE manager_request_id IS NOT NULL",
        f"DELETE FROM answer WHERE issued_id IN ({issued})",
        f"DELETE FROM issued_questionnaire WHERE id IN ({issued})",
        "UPDATE question SET kind = 'text' WHERE kind = 'short text'",
        f"DELETE FROM answer WHERE question_id IN (SELECT id FROM question WHERE {unknown_kind} "
        f"OR questionnaire_id IN ({gone}))",
        f"DELETE FROM question WHERE {unknown_kind} OR questionnaire_id IN ({gone})",
        "DELETE FROM question WHERE kind = 'text' AND questionnaire_id IN "
        "(SELECT id FROM questionnaire WHERE stage = 'manager')",
        f"DELETE FROM questionnaire WHERE id IN ({gone})",
        "UPDATE question SET measure = coalesce((SELECT substr(name, 1, 60) FROM measure "
        "WHERE measure.id = question.measure_id), '')",
        "UPDATE course SET impact_after_weeks = coalesce((SELECT weeks_after FROM stage_timing "
        "WHERE course_id = course.id AND stage = 'later' AND weeks_after > 0), 12)",
    ]
    for statement in statements:
        op.execute(sa.text(statement))


def downgrade() -> None:
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.add_column(sa.Column("measure", sa.String(length=60), server_default="", nullable=False))
    with op.batch_alter_table("manager_request", schema=None) as batch_op:
        batch_op.add_column(sa.Column("comment", sa.Text(), server_default="", nullable=False))
    with op.batch_alter_table("course", schema=None) as batch_op:
        batch_op.add_column(sa.Column("impact_after_weeks", sa.Integer(), server_default="12", nullable=False))
        batch_op.create_check_constraint(batch_op.f("ck_course_impact_after_some_weeks"), "impact_after_weeks > 0")
    op.drop_table("answer_theme")
    _what_earlier_versions_know()
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.alter_column("measure", server_default=None)
    with op.batch_alter_table("manager_request", schema=None) as batch_op:
        batch_op.alter_column("comment", server_default=None)
    with op.batch_alter_table("course", schema=None) as batch_op:
        batch_op.alter_column("impact_after_weeks", server_default=None)
    with op.batch_alter_table("questionnaire", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_questionnaire_course_id_course"), type_="foreignkey")
        batch_op.drop_index(
            "uq_questionnaire_default_version",
            sqlite_where=sa.text("course_id IS NULL"),
            postgresql_where=sa.text("course_id IS NULL"),
        )
        batch_op.drop_constraint(batch_op.f("uq_questionnaire_course_id_stage_version"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_questionnaire_stage_is_brief_version"), ["stage", "is_brief", "version"]
        )
        batch_op.drop_column("retired_at")
        batch_op.drop_column("published_at")
        batch_op.drop_column("course_id")

    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_question_measure_id_measure"), type_="foreignkey")
        batch_op.drop_column("is_about_needs")
        batch_op.drop_column("options")
        batch_op.drop_column("high_end")
        batch_op.drop_column("low_end")
        batch_op.drop_column("measure_id")
        batch_op.drop_column("help")

    with op.batch_alter_table("manager_request", schema=None) as batch_op:
        batch_op.drop_column("draft")
        batch_op.drop_column("mailed_at")

    with op.batch_alter_table("learning_week", schema=None) as batch_op:
        batch_op.drop_column("asks_before")

    with op.batch_alter_table("issued_questionnaire", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_issued_questionnaire_entered_by_id_user"), type_="foreignkey")
        batch_op.drop_column("is_only_on_paper")
        batch_op.drop_column("entered_by_id")
        batch_op.drop_column("completed_on")
        batch_op.drop_column("cannot_say")
        batch_op.drop_column("draft")
        batch_op.drop_column("mailed_at")
        batch_op.drop_column("is_missed")

    with op.batch_alter_table("course", schema=None) as batch_op:
        batch_op.drop_column("asks_before")

    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_answer_of_a_booking_or_of_a_manager"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_answer_redacted_by_id_user"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_answer_manager_request_id_manager_request"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_answer_manager_request_id_question_id"), type_="unique")
        batch_op.drop_index(batch_op.f("ix_answer_question_id"))
        batch_op.alter_column("issued_id", existing_type=sa.INTEGER(), nullable=False)
        batch_op.drop_column("redacted_by_id")
        batch_op.drop_column("redacted_at")
        batch_op.drop_column("is_quote")
        batch_op.drop_column("choices")
        batch_op.drop_column("manager_request_id")

    with op.batch_alter_table("evidence_of_results", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evidence_of_results_course_id"))

    op.drop_table("evidence_of_results")
    op.drop_table("stage_timing")
    op.drop_table("last_run")
    op.drop_table("theme")
    op.drop_table("measure")
