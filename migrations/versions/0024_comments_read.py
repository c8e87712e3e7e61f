"""Themes say what they mean, comments are read one by one and searched, and an answer says what it was given on

Revision: 0024, after 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

TRIGRAMS = "ix_answer_words_trigram"
IN_WORDS = "words <> ''"


def upgrade() -> None:
    """What was typed in from paper was on paper; of what was answered otherwise nobody knows any more."""
    for name in ("definition", "example"):
        op.add_column("theme", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "comment_reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("names_nobody_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("names_nobody_by_id", sa.Integer(), nullable=True),
        sa.Column("left_unthemed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answer.id"], name=op.f("fk_comment_reading_answer_id_answer"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["names_nobody_by_id"], ["user.id"], name=op.f("fk_comment_reading_names_nobody_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_reading")),
        sa.UniqueConstraint("answer_id", name=op.f("uq_comment_reading_answer_id")),
    )
    op.add_column("issued_questionnaire", sa.Column("mode", sa.String(length=40), nullable=True))
    op.execute(
        "UPDATE issued_questionnaire SET mode = 'paper' WHERE entered_by_id IS NOT NULL AND answered_at IS NOT NULL"
    )
    if _has_trigrams():
        op.execute(f"CREATE INDEX {TRIGRAMS} ON answer USING gin (lower(words) gin_trgm_ops) WHERE {IN_WORDS}")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP INDEX IF EXISTS {TRIGRAMS}")
    op.drop_column("issued_questionnaire", "mode")
    op.drop_table("comment_reading")
    for name in ("example", "definition"):
        op.drop_column("theme", name)


def _has_trigrams() -> bool:
    """PostgreSQL has pg_trgm, or lets us add it; else comments are searched one by one: slower, and no less right."""
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return False
    try:
        with connection.begin_nested():
            op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except sa.exc.DBAPIError:
        return False
    return True
