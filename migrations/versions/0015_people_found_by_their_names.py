"""People are found by what is kept for it: their name and address in lower case, without accents

Revision: 0015, after 0014
"""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

AT_A_TIME = 5000
"""Rows that are read, and written, in one go."""

COUNTED = ["session_id", "state", "outcome", "agency_id"]
IN_WORDS = {"ix_answer_in_words": "issued_id", "ix_answer_in_words_of_managers": "manager_request_id"}
LOST = "state IN ('failed', 'undeliverable', 'missed', 'retrying')"
TRIGRAMS = "ix_user_search_text_trigram"

USER = sa.table(
    "user",
    sa.column("id", sa.Integer),
    sa.column("email", sa.String),
    sa.column("name", sa.String),
    sa.column("search_text", sa.Text),
)


def upgrade() -> None:
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.add_column(sa.Column("search_text", sa.Text(), server_default="", nullable=False))
    _fill()
    op.create_index("ix_user_search_text_agency_id", "user", ["search_text", "agency_id"])
    op.create_index("ix_user_agency_id", "user", ["agency_id"])
    for name, column in IN_WORDS.items():
        words = sa.text(f"words <> '' AND {column} IS NOT NULL")
        op.create_index(name, "answer", [column], sqlite_where=words, postgresql_where=words)
    op.create_index("ix_message_state_id", "message", ["state", "id"])
    op.create_index(
        "ix_issued_questionnaire_missed",
        "issued_questionnaire",
        ["booking_id"],
        sqlite_where=sa.text("is_missed = 1"),
        postgresql_where=sa.text("is_missed"),
    )
    op.create_index(
        "ix_message_lost", "message", ["kind", "created_at"], sqlite_where=sa.text(LOST), postgresql_where=sa.text(LOST)
    )
    op.create_index("ix_message_to_email_id", "message", ["to_email", "id"])
    refills = sa.text("refills_id IS NOT NULL")
    op.create_index("ix_booking_refills", "booking", ["session_id"], sqlite_where=refills, postgresql_where=refills)
    op.drop_index("ix_booking_session_id_state", "booking")
    op.create_index("ix_booking_session_id_state_outcome_agency_id", "booking", COUNTED, postgresql_include=["id"])
    op.drop_index("ix_issued_questionnaire_stage_answered_at", "issued_questionnaire")
    op.create_index(
        "ix_issued_questionnaire_stage_answered_at_closes_at",
        "issued_questionnaire",
        ["stage", "answered_at", "closes_at"],
    )
    op.create_index("ix_session_day_on", "session_day", ["on"])
    if _has_trigrams():
        op.create_index(
            TRIGRAMS,
            "user",
            ["search_text"],
            postgresql_using="gin",
            postgresql_ops={"search_text": "gin_trgm_ops"},
        )


def downgrade() -> None:
    """The extension stays: something else in the database may use it."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP INDEX IF EXISTS {TRIGRAMS}")
    op.drop_index("ix_session_day_on", "session_day")
    op.drop_index("ix_issued_questionnaire_stage_answered_at_closes_at", "issued_questionnaire")
    op.create_index("ix_issued_questionnaire_stage_answered_at", "issued_questionnaire", ["stage", "answered_at"])
    op.drop_index("ix_booking_session_id_state_outcome_agency_id", "booking")
    op.drop_index("ix_booking_refills", "booking")
    op.create_index("ix_booking_session_id_state", "booking", ["session_id", "state"])
    for name in IN_WORDS:
        op.drop_index(name, "answer")
    op.drop_index("ix_message_to_email_id", "message")
    op.drop_index("ix_message_lost", "message")
    op.drop_index("ix_issued_questionnaire_missed", "issued_questionnaire")
    op.drop_index("ix_message_state_id", "message")
    op.drop_index("ix_user_agency_id", "user")
    op.drop_index("ix_user_search_text_agency_id", "user")
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.drop_column("search_text")


def _fill() -> None:
    connection, last = op.get_bind(), 0
    wanted = sa.select(USER.c.id, USER.c.name, USER.c.email).order_by(USER.c.id).limit(AT_A_TIME)
    keep = sa.update(USER).where(USER.c.id == sa.bindparam("whose")).values(search_text=sa.bindparam("said"))
    while rows := connection.execute(wanted.where(USER.c.id > last)).all():
        connection.execute(keep, [{"whose": row.id, "said": f"{_plain(row.name)} {_plain(row.email)}"} for row in rows])
        last = rows[-1].id


def _plain(words: str) -> str:
    """As it was when this was written."""
    letters = unicodedata.normalize("NFKD", words.replace("’", "'").casefold())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return plain.translate(str.maketrans("łøđı", "lodi"))


def _has_trigrams() -> bool:
    """PostgreSQL has pg_trgm, or lets us add it; else the names are read one by one, which is slower and no less right.

    A database's owner may add it from PostgreSQL 13 on; it comes with Debian's postgresql.
    """
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return False
    try:
        with connection.begin_nested():
            op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except sa.exc.DBAPIError:
        return False
    return True
