"""What an answer says stands under no theme once the answer is gone

Revision: 0007, after 0006
"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

KEY = "fk_answer_theme_answer_id_answer"


def upgrade() -> None:
    _refer_to_the_answer(ondelete="CASCADE")


def downgrade() -> None:
    _refer_to_the_answer(ondelete=None)


def _refer_to_the_answer(*, ondelete: str | None) -> None:
    with op.batch_alter_table("answer_theme", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f(KEY), type_="foreignkey")
        batch_op.create_foreign_key(batch_op.f(KEY), "answer", ["answer_id"], ["id"], ondelete=ondelete)
