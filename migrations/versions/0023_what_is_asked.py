"""Questions that depend on others, think back or are scored; what is ticked instead of an answer; a bank of items

Revision: 0023, after 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

FLAGS = ("offers_not_applicable", "can_be_declined", "is_in_transfer_index", "is_reversed")
REFERENCES = {"then_measure_id": "measure", "shown_if_id": "question", "item_version_id": "knowledge_item_version"}


def upgrade() -> None:
    op.create_table(
        "knowledge_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=120), nullable=False),
        sa.Column("parallel_to_id", sa.Integer(), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["parallel_to_id"], ["knowledge_item.id"], name=op.f("fk_knowledge_item_parallel_to_id_knowledge_item")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_item")),
    )
    op.create_index(op.f("ix_knowledge_item_parallel_to_id"), "knowledge_item", ["parallel_to_id"])
    op.create_table(
        "knowledge_item_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("vignette", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("right", sa.JSON(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["item_id"], ["knowledge_item.id"], name=op.f("fk_knowledge_item_version_item_id_knowledge_item")
        ),
        sa.ForeignKeyConstraint(["made_by_id"], ["user.id"], name=op.f("fk_knowledge_item_version_made_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_item_version")),
        sa.UniqueConstraint("item_id", "version", name=op.f("uq_knowledge_item_version_item_id_version")),
    )
    with op.batch_alter_table("question") as question:
        for flag in FLAGS:
            question.add_column(sa.Column(flag, sa.Boolean(), nullable=False, server_default=sa.false()))
        question.add_column(sa.Column("shown_if_numbers", sa.JSON(), nullable=False, server_default="[]"))
        for column, table in REFERENCES.items():
            question.add_column(sa.Column(column, sa.Integer(), nullable=True))
            question.create_foreign_key(op.f(f"fk_question_{column}_{table}"), table, [column], ["id"])
        question.create_index(op.f("ix_question_item_version_id"), ["item_version_id"])
    op.add_column("questionnaire", sa.Column("ready_set", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("answer", sa.Column("instead", sa.String(length=40), nullable=True))
    op.add_column("answer", sa.Column("is_right", sa.Boolean(), nullable=True))


def downgrade() -> None:
    """Lost are the bank and what was scored by it, conditions, and what was ticked instead of an answer."""
    op.execute("DELETE FROM answer WHERE instead IS NOT NULL")
    op.drop_column("answer", "is_right")
    op.drop_column("answer", "instead")
    op.drop_column("questionnaire", "ready_set")
    with op.batch_alter_table("question") as question:
        question.drop_index(op.f("ix_question_item_version_id"))
        for column, table in REFERENCES.items():
            question.drop_constraint(op.f(f"fk_question_{column}_{table}"), type_="foreignkey")
            question.drop_column(column)
        question.drop_column("shown_if_numbers")
        for flag in FLAGS:
            question.drop_column(flag)
    op.drop_table("knowledge_item_version")
    op.drop_index(op.f("ix_knowledge_item_parallel_to_id"), "knowledge_item")
    op.drop_table("knowledge_item")
