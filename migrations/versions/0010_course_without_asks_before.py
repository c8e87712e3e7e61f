"""Courses and Learning Weeks no longer repeat what the timings say of the pre-course questionnaire

Revision: 0010, after 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

SET = "SELECT is_on FROM stage_timing WHERE stage = 'before' AND"


def upgrade() -> None:
    """Nothing is lost: what they said was worked out from the timings."""
    with op.batch_alter_table("course", schema=None) as batch_op:
        batch_op.drop_column("asks_before")
    with op.batch_alter_table("learning_week", schema=None) as batch_op:
        batch_op.drop_column("asks_before")


def downgrade() -> None:
    with op.batch_alter_table("learning_week", schema=None) as batch_op:
        batch_op.add_column(sa.Column("asks_before", sa.Boolean(), server_default=sa.false(), nullable=False))
    with op.batch_alter_table("course", schema=None) as batch_op:
        batch_op.add_column(sa.Column("asks_before", sa.Boolean(), server_default=sa.true(), nullable=False))
    for statement in _as_the_timings_say():
        op.execute(sa.text(statement))
    with op.batch_alter_table("course", schema=None) as batch_op:
        batch_op.alter_column("asks_before", server_default=None)


def _as_the_timings_say() -> list[str]:
    """A course's own timing, else that of its shape, else the ready one: on, but for what people only drop in to."""
    return [
        f"UPDATE learning_week SET asks_before = coalesce(({SET} shape = 'Learning Week'), false)",
        "UPDATE course SET asks_before = coalesce("
        f"({SET} course_id = course.id), "
        f"({SET} shape = CASE WHEN strand = 'lunchtime' THEN 'lunchtime session' ELSE 'course' END), "
        "strand <> 'lunchtime')",
    ]
